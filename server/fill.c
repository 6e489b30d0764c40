/* Owns the way from a statement's rows to a reply's fields: binder_fill. Never runs a statement. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "server/binder.h"
#include "server/sealing/sealed_fields.h"

enum { OID_TIMESTAMPTZ = 1184, OID_BYTEA = 17, COLUMNS = 96 };

struct filler {
  struct arena *arena;
  const struct statement *statement;
  const PGresult *result;
  size_t row_offset;   /* added to a field named row */
  struct error *error;
};

static bool misfit(struct filler *f, const char *column)
{
  return error_set(f->error, JIEDUI__CODE__INTERNAL, "column %s does not fit its field", column);
}

static void *place(ProtobufCMessage *message, unsigned offset)
{
  return (char *)message + offset;
}

/* "2026-03-05 14:00:00+08" as ISO 8601: a T between, minutes in the offset. */
static char *instant_text(struct arena *arena, const char *text)
{
  const size_t size = strlen(text);
  const bool short_offset = size > 3 && (text[size - 3] == '+' || text[size - 3] == '-');
  char *iso = arena_printf(arena, "%s%s", text, short_offset ? ":00" : "");
  char *space = strchr(iso, ' ');
  if (space != NULL) *space = 'T';
  return iso;
}

static bool parse_integer(const char *text, long long low, long long high, long long *value)
{
  char *end = NULL;
  errno = 0;
  *value = strtoll(text, &end, 10);
  return errno == 0 && end != text && *end == '\0' && *value >= low && *value <= high;
}

static bool fill_enum(struct filler *f, const ProtobufCEnumDescriptor *e, const char *text,
                      int *out)
{
  for (unsigned i = 0; i < e->n_values; i++) {
    const char *label = binder_enum_label(f->arena, e, e->values[i].value);
    if (label == NULL || strcmp(label, text) != 0) continue;
    *out = e->values[i].value;
    return true;
  }
  return false;
}

static bool fill_number(const ProtobufCFieldDescriptor *field, const char *text, void *out)
{
  long long value = 0;
  if (field->type == PROTOBUF_C_TYPE_INT64) {
    if (!parse_integer(text, INT64_MIN, INT64_MAX, &value)) return false;
    *(int64_t *)out = value;
    return true;
  }
  if (field->type == PROTOBUF_C_TYPE_UINT32) {
    if (!parse_integer(text, 0, UINT32_MAX, &value)) return false;
    *(uint32_t *)out = (uint32_t)value;
    return true;
  }
  if (field->type != PROTOBUF_C_TYPE_INT32) return false;
  if (!parse_integer(text, INT32_MIN, INT32_MAX, &value)) return false;
  *(int32_t *)out += (int32_t)value; /* the chunks of a bulk add up; a fresh reply holds 0 */
  return true;
}

/* A sealed value, opened for the row whose id stands beside it. */
static bool fill_sealed(struct filler *f, const ProtobufCFieldDescriptor *field, int column,
                        int row, void *out)
{
  const char *sealed = sealed_fields_find(field);
  ProtobufCBinaryData plain = {0, NULL};
  size_t size = 0;
  const int id = PQfnumber(f->result, "id");
  unsigned char *bytes =
      PQunescapeBytea((const unsigned char *)PQgetvalue(f->result, row, column), &size);
  const char *row_id = id < 0 ? NULL : PQgetvalue(f->result, row, id);
  const bool good = bytes == NULL
                        ? misfit(f, sealed)
                        : sealing_open(f->arena, sealed, row_id, bytes, size, &plain, f->error);
  PQfreemem(bytes);
  if (field->type == PROTOBUF_C_TYPE_BYTES) {
    *(ProtobufCBinaryData *)out = plain;
  } else {
    *(char **)out = (char *)plain.data;
  }
  return good;
}

/* One value as text into its place. */
static bool fill_value(struct filler *f, const ProtobufCFieldDescriptor *field, int column, int row,
                       void *out)
{
  const char *text = PQgetvalue(f->result, row, column);
  if (sealed_fields_find(field) != NULL) return fill_sealed(f, field, column, row, out);
  if (field->type == PROTOBUF_C_TYPE_STRING) {
    *(char **)out = PQftype(f->result, column) == OID_TIMESTAMPTZ ? instant_text(f->arena, text)
                                                                  : arena_strdup(f->arena, text);
    return true;
  }
  if (field->type == PROTOBUF_C_TYPE_BOOL) {
    *(protobuf_c_boolean *)out = text[0] == 't';
    return true;
  }
  if (field->type == PROTOBUF_C_TYPE_ENUM) return fill_enum(f, field->descriptor, text, out);
  if (field->type == PROTOBUF_C_TYPE_BYTES) {
    size_t size = 0;
    unsigned char *bytes = PQunescapeBytea((const unsigned char *)text, &size);
    if (bytes == NULL) return false;
    ((ProtobufCBinaryData *)out)->data = arena_copy(f->arena, bytes, size);
    ((ProtobufCBinaryData *)out)->len = size;
    PQfreemem(bytes);
    return true;
  }
  return fill_number(field, text, out);
}

/* Appends room for one element to a repeated field; returns its place. */
static void *append(struct filler *f, ProtobufCMessage *message,
                    const ProtobufCFieldDescriptor *field, size_t size)
{
  size_t *n = place(message, field->quantifier_offset);
  char **elements = place(message, field->offset);
  if ((*n & (*n - 1)) == 0) { /* room for the next power of two */
    char *larger = arena_alloc(f->arena, (*n == 0 ? 1 : *n * 2) * size);
    if (*n > 0) memcpy(larger, *elements, *n * size);
    *elements = larger;
  }
  return *elements + (*n)++ * size;
}

/* A text array, "{campus_lead,mentor}": only enum labels come so. */
static bool fill_labels(struct filler *f, ProtobufCMessage *message,
                        const ProtobufCFieldDescriptor *field, const char *text)
{
  char *copy = arena_strdup(f->arena, text);
  if (field->type != PROTOBUF_C_TYPE_ENUM) return false;
  for (char *rest = NULL, *label = strtok_r(copy, "{},", &rest); label != NULL;
       label = strtok_r(NULL, "{},", &rest)) {
    int *out = append(f, message, field, sizeof *out);
    if (!fill_enum(f, field->descriptor, label, out)) return false;
  }
  return true;
}

static bool fill_column(struct filler *f, ProtobufCMessage *message,
                        const ProtobufCFieldDescriptor *field, int row, int column)
{
  if (PQgetisnull(f->result, row, column)) return true;
  if (field->label == PROTOBUF_C_LABEL_REPEATED) {
    return fill_labels(f, message, field, PQgetvalue(f->result, row, column)) ||
           misfit(f, field->name);
  }
  if (!fill_value(f, field, column, row, place(message, field->offset))) {
    return sealed_fields_find(field) == NULL && misfit(f, field->name); /* or it said why */
  }
  if (field->type != PROTOBUF_C_TYPE_STRING) {
    *(protobuf_c_boolean *)place(message, field->quantifier_offset) = 1;
  }
  if (strcmp(field->name, "row") == 0) {
    *(int32_t *)place(message, field->offset) += (int32_t)f->row_offset;
  }
  return true;
}

static bool fill_row(struct filler *f, ProtobufCMessage *message, int row, const char *except)
{
  for (int c = 0; c < PQnfields(f->result); c++) {
    const char *name = PQfname(f->result, c);
    if (except != NULL && strcmp(name, except) == 0) continue;
    const ProtobufCFieldDescriptor *field =
        protobuf_c_message_descriptor_get_field_by_name(message->descriptor, name);
    if (field == NULL) return misfit(f, name);
    if (!fill_column(f, message, field, row, c)) return false;
  }
  return true;
}

static ProtobufCMessage *append_message(struct filler *f, ProtobufCMessage *parent,
                                        const ProtobufCFieldDescriptor *field)
{
  const ProtobufCMessageDescriptor *type = field->descriptor;
  ProtobufCMessage *child = arena_alloc(f->arena, type->sizeof_message);
  protobuf_c_message_init(type, child);
  *(ProtobufCMessage **)append(f, parent, field, sizeof child) = child;
  return child;
}

/* The parent whose `by` field is the child's `by` column; both come in the same order, so the
 * search goes on where it stopped. */
static ProtobufCMessage *find_parent(struct filler *f, const ProtobufCMessage *reply,
                                     const ProtobufCFieldDescriptor *parents, int row, size_t *at)
{
  const size_t n = *(const size_t *)((const char *)reply + parents->quantifier_offset);
  ProtobufCMessage **all = *(ProtobufCMessage ***)((const char *)reply + parents->offset);
  const ProtobufCFieldDescriptor *by =
      protobuf_c_message_descriptor_get_field_by_name(parents->descriptor, f->statement->by);
  const char *wanted = PQgetvalue(f->result, row, PQfnumber(f->result, f->statement->by));
  for (size_t tries = 0; tries < n; tries++, *at = (*at + 1) % n) {
    const char *value = *(char **)place(all[*at], by->offset);
    if (value != NULL && strcmp(value, wanted) == 0) return all[*at];
  }
  return NULL;
}

static bool fill_children(struct filler *f, ProtobufCMessage *reply,
                          const ProtobufCFieldDescriptor *parents)
{
  size_t at = 0;
  for (int row = 0; row < PQntuples(f->result); row++) {
    ProtobufCMessage *parent = find_parent(f, reply, parents, row, &at);
    if (parent == NULL) return misfit(f, f->statement->by);
    const ProtobufCFieldDescriptor *field = protobuf_c_message_descriptor_get_field_by_name(
        parent->descriptor, f->statement->into_child);
    if (!fill_row(f, append_message(f, parent, field), row, f->statement->by)) return false;
  }
  return true;
}

bool binder_fill(struct arena *arena, ProtobufCMessage *reply, const struct statement *statement,
                 const PGresult *result, size_t row_offset, struct error *error)
{
  struct filler f = {arena, statement, result, row_offset, error};
  if (statement->into == NULL) {
    if (PQnfields(result) == 0 || PQntuples(result) == 0) return true;
    if (PQntuples(result) > 1) return misfit(&f, "(more than one row)");
    return fill_row(&f, reply, 0, NULL);
  }
  const ProtobufCFieldDescriptor *field =
      protobuf_c_message_descriptor_get_field_by_name(reply->descriptor, statement->into);
  if (field == NULL) return misfit(&f, statement->into);
  if (statement->into_child != NULL) return fill_children(&f, reply, field);
  for (int row = 0; row < PQntuples(result); row++) {
    if (!fill_row(&f, append_message(&f, reply, field), row, NULL)) return false;
  }
  return true;
}
