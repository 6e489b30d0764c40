/* Owns the table of rules and sentences. Never decides which one applies. */
#include "server/rules.h"

#include <stdlib.h>
#include <string.h>

/* The code follows from the kind of thing that carries the sentence; a rule of the same name goes
 * before a constraint, which then only stands behind it. */
static const char sentences_sql[] =
    "select r.name, r.code::text, r.sentence from rule r"
    " union all"
    " select c.conname, case c.contype when 'u' then 'CONFLICT' when 'x' then 'CONFLICT'"
    "   when 'p' then 'CONFLICT' when 'f' then 'NOT_FOUND' else 'INVALID' end,"
    "   obj_description(c.oid, 'pg_constraint')"
    " from pg_constraint c join pg_namespace n on n.oid = c.connamespace"
    " where n.nspname = current_schema() and obj_description(c.oid, 'pg_constraint') is not null"
    "   and not exists (select from rule r where r.name = c.conname)"
    " union all"
    " select i.relname, 'CONFLICT', obj_description(i.oid, 'pg_class')"
    " from pg_class i join pg_namespace n on n.oid = i.relnamespace"
    " where i.relkind = 'i' and n.nspname = current_schema()"
    "   and obj_description(i.oid, 'pg_class') is not null"
    " order by 1";

static int compare(const void *a, const void *b)
{
  return strcmp(((const struct rule *)a)->name, ((const struct rule *)b)->name);
}

static Jiedui__Code code_of(const char *name)
{
  const ProtobufCEnumValue *value =
      protobuf_c_enum_descriptor_get_value_by_name(&jiedui__code__descriptor, name);
  return value == NULL ? JIEDUI__CODE__CONFLICT : (Jiedui__Code)value->value;
}

bool rules_load(struct rules *rules, PGconn *conn, struct error *error)
{
  PGresult *result = PQexec(conn, sentences_sql);
  if (PQresultStatus(result) != PGRES_TUPLES_OK) {
    const char *state = PQresultErrorField(result, PG_DIAG_SQLSTATE);
    (void)error_set(error, JIEDUI__CODE__UNAVAILABLE, "cannot read the table of rules (%s)",
                    state == NULL ? "connection lost" : state);
    PQclear(result);
    return false;
  }
  rules->arena = arena_new();
  rules->n = (size_t)PQntuples(result);
  rules->all = arena_alloc(rules->arena, (rules->n + 1) * sizeof *rules->all);
  for (int i = 0; i < PQntuples(result); i++) {
    rules->all[i] = (struct rule){arena_strdup(rules->arena, PQgetvalue(result, i, 0)),
                                  code_of(PQgetvalue(result, i, 1)),
                                  arena_strdup(rules->arena, PQgetvalue(result, i, 2))};
  }
  qsort(rules->all, rules->n, sizeof *rules->all, compare);
  PQclear(result);
  return true;
}

void rules_free(struct rules *rules)
{
  arena_free(rules->arena);
  *rules = (struct rules){0};
}

const struct rule *rules_find(const struct rules *rules, const char *name)
{
  const struct rule wanted = {.name = name};
  if (rules->n == 0) return NULL;
  return bsearch(&wanted, rules->all, rules->n, sizeof *rules->all, compare);
}
