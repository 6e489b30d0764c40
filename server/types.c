/* Owns the comparison of PostgreSQL's types with field types. Never looks at values. */
#include "server/types.h"

#include <stdlib.h>
#include <string.h>

#include "server/binder.h"

struct type {
  Oid oid;
  const char *name;   /* of the type itself */
  const char *base;   /* of a domain's base type, else the same */
  char kind;          /* 'b' base, 'd' domain, 'e' enum, 'c' composite … */
  Oid element;        /* of an array, else 0 */
  const char *labels; /* of an enum: ",a,b,", else "" */
};

static const char types_sql[] =
    "select t.oid, t.typname, coalesce(b.typname, t.typname), coalesce(b.typtype, t.typtype),"
    " case when t.typcategory = 'A' then t.typelem else 0 end,"
    " coalesce((select ',' || string_agg(e.enumlabel, ',' order by e.enumsortorder) || ','"
    "   from pg_enum e where e.enumtypid = coalesce(b.oid, t.oid)), '')"
    " from pg_type t left join pg_type b on b.oid = t.typbasetype order by t.oid";

bool types_load(struct types *types, PGconn *conn)
{
  PGresult *result = PQexec(conn, types_sql);
  if (PQresultStatus(result) != PGRES_TUPLES_OK) {
    PQclear(result);
    return false;
  }
  types->arena = arena_new();
  types->n = (size_t)PQntuples(result);
  types->all = arena_alloc(types->arena, (types->n + 1) * sizeof *types->all);
  for (int i = 0; i < PQntuples(result); i++) {
    types->all[i] = (struct type){
        .oid = (Oid)strtoul(PQgetvalue(result, i, 0), NULL, 10),
        .name = arena_strdup(types->arena, PQgetvalue(result, i, 1)),
        .base = arena_strdup(types->arena, PQgetvalue(result, i, 2)),
        .kind = PQgetvalue(result, i, 3)[0],
        .element = (Oid)strtoul(PQgetvalue(result, i, 4), NULL, 10),
        .labels = arena_strdup(types->arena, PQgetvalue(result, i, 5)),
    };
  }
  PQclear(result);
  return true;
}

void types_free(struct types *types)
{
  arena_free(types->arena);
  *types = (struct types){0};
}

static int compare(const void *a, const void *b)
{
  const Oid left = ((const struct type *)a)->oid;
  const Oid right = ((const struct type *)b)->oid;
  return (left > right) - (left < right);
}

static const struct type *find(const struct types *types, Oid oid)
{
  const struct type wanted = {.oid = oid};
  return bsearch(&wanted, types->all, types->n, sizeof *types->all, compare);
}

static bool is_any(const char *name, const char *const *names)
{
  for (; *names != NULL; names++) {
    if (strcmp(name, *names) == 0) return true;
  }
  return false;
}

static bool has_labels(const struct type *type, const ProtobufCEnumDescriptor *e)
{
  bool all = true;
  struct arena *arena = arena_new();
  for (unsigned i = 0; i < e->n_values && all; i++) {
    const char *label = binder_enum_label(arena, e, e->values[i].value);
    all = strstr(type->labels, arena_printf(arena, ",%s,", label)) != NULL;
  }
  arena_free(arena);
  return all;
}

static size_t label_count(const struct type *type)
{
  size_t commas = 0;
  for (const char *c = type->labels; *c != '\0'; c++) commas += *c == ',';
  return commas == 0 ? 0 : commas - 1;
}

/* One value, whatever way it goes. */
static bool fits(const struct type *type, const ProtobufCFieldDescriptor *field)
{
  static const char *const integers[] = {"int2", "int4", "int8", NULL};
  static const char *const not_text[] = {"bytea", "bool", "record", "void", NULL};
  if (type->element != 0) return false;
  switch (field->type) {
    case PROTOBUF_C_TYPE_STRING:
      return type->kind != 'e' && type->kind != 'c' && !is_any(type->base, not_text);
    case PROTOBUF_C_TYPE_BYTES: return strcmp(type->base, "bytea") == 0;
    case PROTOBUF_C_TYPE_BOOL: return strcmp(type->base, "bool") == 0;
    case PROTOBUF_C_TYPE_ENUM:
      return type->kind == 'e' && has_labels(type, field->descriptor) &&
             label_count(type) ==
                 ((const ProtobufCEnumDescriptor *)field->descriptor)->n_values;
    case PROTOBUF_C_TYPE_INT32:
    case PROTOBUF_C_TYPE_UINT32:
    case PROTOBUF_C_TYPE_INT64: return is_any(type->base, integers);
    case PROTOBUF_C_TYPE_SINT32:
    case PROTOBUF_C_TYPE_SFIXED32:
    case PROTOBUF_C_TYPE_SINT64:
    case PROTOBUF_C_TYPE_SFIXED64:
    case PROTOBUF_C_TYPE_FIXED32:
    case PROTOBUF_C_TYPE_UINT64:
    case PROTOBUF_C_TYPE_FIXED64:
    case PROTOBUF_C_TYPE_FLOAT:
    case PROTOBUF_C_TYPE_DOUBLE:
    case PROTOBUF_C_TYPE_MESSAGE: return false;
  }
  return false;
}

static const struct type *element_of(const struct types *types, const struct type *type)
{
  return type == NULL || type->element == 0 ? NULL : find(types, type->element);
}

bool types_take(const struct types *types, const ProtobufCFieldDescriptor *field, Oid oid,
                bool array)
{
  const struct type *type = find(types, oid);
  if (array || field->label == PROTOBUF_C_LABEL_REPEATED) type = element_of(types, type);
  return type != NULL && fits(type, field);
}

bool types_give(const struct types *types, Oid oid, const ProtobufCFieldDescriptor *field)
{
  const struct type *type = find(types, oid);
  if (field->label == PROTOBUF_C_LABEL_REPEATED) { /* binder_fill reads arrays of labels alone */
    type = field->type == PROTOBUF_C_TYPE_ENUM ? element_of(types, type) : NULL;
  }
  return type != NULL && fits(type, field);
}

bool types_is(const struct types *types, Oid oid, const char *name)
{
  const struct type *type = find(types, oid);
  return type != NULL && strcmp(type->name, name) == 0;
}

const char *types_name(const struct types *types, Oid oid)
{
  const struct type *type = find(types, oid);
  return type == NULL ? "unknown" : type->name;
}
