/* Owns the translation of SQLSTATEs and constraint names. Never reads a message's text. */
#include "server/failure.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { RETRY_AFTER_MS = 1000 };

Jiedui__Status *failure_new(struct arena *arena, Jiedui__Code code, const char *text)
{
  Jiedui__Status *status = arena_alloc(arena, sizeof *status);
  jiedui__status__init(status);
  status->has_code = 1;
  status->code = code;
  status->text = arena_strdup(arena, text);
  if (code == JIEDUI__CODE__UNAVAILABLE) {
    status->has_retry_after_ms = 1;
    status->retry_after_ms = RETRY_AFTER_MS;
  }
  return status;
}

static bool is_class(const char *sqlstate, const char *class)
{
  return strncmp(sqlstate, class, 2) == 0;
}

bool failure_is_of_data(const char *sqlstate)
{
  return is_class(sqlstate, "22") || is_class(sqlstate, "23") || strcmp(sqlstate, "JD001") == 0 ||
         strcmp(sqlstate, "21000") == 0;
}

bool failure_is_transient(const char *sqlstate)
{
  return strcmp(sqlstate, "40001") == 0 || strcmp(sqlstate, "40P01") == 0;
}

/* Bind errors name the parameter in their context; nothing else of the context is used. */
static const struct parameter *parameter_at_fault(const struct statement *statement,
                                                  const PGresult *result)
{
  const char *context = PQresultErrorField(result, PG_DIAG_CONTEXT);
  const char *found = context == NULL ? NULL : strstr(context, "parameter $");
  if (found == NULL || statement == NULL) return NULL;
  const unsigned long number = strtoul(found + strlen("parameter $"), NULL, 10);
  if (number == 0 || number > statement->n_parameters) return NULL;
  const struct parameter *parameter = &statement->parameters[number - 1];
  return parameter->field == NULL ? NULL : parameter;
}

static void add_violation(struct arena *arena, Jiedui__Status *status, const char *field)
{
  Jiedui__Violation *violation = arena_alloc(arena, sizeof *violation);
  jiedui__violation__init(violation);
  violation->field = arena_strdup(arena, field);
  violation->constraint = status->constraint;
  violation->text = status->text;
  status->violations = arena_alloc(arena, sizeof *status->violations);
  status->violations[0] = violation;
  status->n_violations = 1;
}

/* Our own refuse() puts name=value lines into the detail of its own SQLSTATE. */
static void add_values(struct arena *arena, Jiedui__Status *status, const char *detail)
{
  enum { VALUES = 16 };
  char *copy = arena_strdup(arena, detail);
  status->values = arena_alloc(arena, VALUES * sizeof *status->values);
  for (char *rest = NULL, *line = strtok_r(copy, "\n", &rest);
       line != NULL && status->n_values < VALUES; line = strtok_r(NULL, "\n", &rest)) {
    char *equals = strchr(line, '=');
    if (equals == NULL) continue;
    *equals = '\0';
    Jiedui__StatusValue *value = arena_alloc(arena, sizeof *value);
    jiedui__status_value__init(value);
    value->name = line;
    value->value = equals + 1;
    status->values[status->n_values++] = value;
  }
}

struct meaning {
  const char *sqlstate; /* or its class */
  Jiedui__Code code;
  const char *text;
};

static const struct meaning meanings[] = {
    {"22007", JIEDUI__CODE__INVALID,
     "Not a date or time of the form 2026-03-05 or 2026-03-05T14:00."},
    {"22008", JIEDUI__CODE__INVALID, "No such day in the calendar."},
    {"22003", JIEDUI__CODE__INVALID, "The number is out of range."},
    {"22P02", JIEDUI__CODE__INVALID, "The value does not have the form this field needs."},
    {"22021", JIEDUI__CODE__INVALID, "The text holds a character that cannot be stored."},
    {"21000", JIEDUI__CODE__INVALID, "The same key stands twice among the rows."},
    {"22", JIEDUI__CODE__INVALID, "The value does not have the form this field needs."},
    {"23505", JIEDUI__CODE__CONFLICT, "There is one like it already."},
    {"23503", JIEDUI__CODE__NOT_FOUND, "Something it refers to does not exist."},
    {"23", JIEDUI__CODE__INVALID, "A rule of the database refuses the value."},
    {"40", JIEDUI__CODE__UNAVAILABLE, "Others were writing the same rows; try again."},
    {"57014", JIEDUI__CODE__DEADLINE_EXCEEDED, "The call took longer than its deadline."},
    {"53", JIEDUI__CODE__UNAVAILABLE, "The database has no room to work; try again later."},
    {"57", JIEDUI__CODE__UNAVAILABLE, "The database is being stopped or started; try again."},
    {"08", JIEDUI__CODE__UNAVAILABLE, "The connection to the database was lost; try again."},
    {"25006", JIEDUI__CODE__UNAVAILABLE, "The database takes no writes at the moment; try again."},
    {"55P03", JIEDUI__CODE__UNAVAILABLE, "Others hold the same rows; try again."},
    {"", JIEDUI__CODE__INTERNAL, "The daemon met a fault of its own; its log says more."},
};

static const struct meaning *meaning_of(const char *sqlstate)
{
  const struct meaning *m = meanings;
  while (strncmp(sqlstate, m->sqlstate, strlen(m->sqlstate)) != 0) m++;
  return m;
}

Jiedui__Status *failure_from_result(struct arena *arena, const struct rules *rules,
                                    const struct statement *statement, const PGresult *result,
                                    char sqlstate[SQLSTATE_SIZE])
{
  const char *state = PQresultErrorField(result, PG_DIAG_SQLSTATE);
  const char *constraint = PQresultErrorField(result, PG_DIAG_CONSTRAINT_NAME);
  const char *detail = PQresultErrorField(result, PG_DIAG_MESSAGE_DETAIL);
  (void)snprintf(sqlstate, SQLSTATE_SIZE, "%s", state == NULL ? "08006" : state);
  const struct meaning *meaning = meaning_of(sqlstate);
  const struct rule *rule = constraint == NULL ? NULL : rules_find(rules, constraint);
  Jiedui__Status *status = rule == NULL ? failure_new(arena, meaning->code, meaning->text)
                                        : failure_new(arena, rule->code, rule->sentence);
  if (constraint != NULL) status->constraint = arena_strdup(arena, constraint);
  if (detail != NULL && strcmp(sqlstate, "JD001") == 0) add_values(arena, status, detail);
  const struct parameter *parameter = parameter_at_fault(statement, result);
  if (parameter != NULL) {
    add_violation(arena, status,
                  parameter->column == NULL
                      ? parameter->field
                      : arena_printf(arena, "%s.%s", parameter->field, parameter->column));
  }
  return status;
}
