/* Owns the comparison of contract, SQL and schema. Never runs an operation. */
#include "server/checker.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "import.pb-c.h"
#include "server/sealing/sealed_fields.h"
#include "server/types.h"

enum { FIELDS = 128 };

/* What a message's fields were seen in. */
struct seen {
  const ProtobufCMessageDescriptor *message;
  bool fields[FIELDS];
};

struct check {
  struct checker *checker;
  const struct types *types;
  const struct step *step;
  const struct statement *statement;
  struct seen *request;     /* the input's own fields */
  struct seen *request_rows; /* fields of the input's rows, one level */
  struct seen *reply;
};

void checker_fault(struct checker *checker, const char *format, ...)
{
  char text[640];
  va_list arguments;
  va_start(arguments, format);
  (void)vsnprintf(text, sizeof text, format, arguments);
  va_end(arguments);
  checker->report(checker->data, text);
  checker->faults++;
}

static const ProtobufCFieldDescriptor *see(struct seen *seen, const char *name)
{
  const ProtobufCFieldDescriptor *field =
      protobuf_c_message_descriptor_get_field_by_name(seen->message, name);
  if (field != NULL && field - seen->message->fields < FIELDS) {
    seen->fields[field - seen->message->fields] = true;
  }
  return field;
}

static void misfit(struct check *c, const char *what, const char *name, const char *why)
{
  checker_fault(c->checker, "sql/operations/%s: %s %s: %s", c->step->script.path, what, name, why);
}

static bool is_rows(const ProtobufCFieldDescriptor *field)
{
  return field->type == PROTOBUF_C_TYPE_MESSAGE && field->label == PROTOBUF_C_LABEL_REPEATED;
}

static void check_field_parameter(struct check *c, const struct parameter *p, Oid oid)
{
  const ProtobufCFieldDescriptor *field = see(c->request, p->field);
  if (field == NULL) {
    misfit(c, "parameter", p->field, "no such field in the request");
    return;
  }
  if (p->kind == PARAMETER_FIELD) {
    if (sealed_fields_find(field) != NULL) {
      if (!types_is(c->types, oid, "bytea")) misfit(c, "sealed", p->field, "cast it to bytea");
    } else if (!types_take(c->types, field, oid, false)) {
      misfit(c, "parameter", p->field, types_name(c->types, oid));
    }
    return;
  }
  if (!is_rows(field)) {
    misfit(c, "parameter", p->field, "not a field with rows");
    return;
  }
  c->request_rows->message = field->descriptor;
  const ProtobufCFieldDescriptor *column = see(c->request_rows, p->column);
  if (column == NULL) {
    misfit(c, "parameter", p->column, "no such field in the request's rows");
  } else if (p->kind == PARAMETER_DIGEST || sealed_fields_find(column) != NULL) {
    const char *wanted = p->kind == PARAMETER_DIGEST ? "_text" : "_bytea";
    if (!types_is(c->types, oid, wanted)) misfit(c, "sealed", p->column, "cast it to its array");
  } else if (!types_take(c->types, column, oid, true)) {
    misfit(c, "parameter", p->column, types_name(c->types, oid));
  }
}

static void check_parameter(struct check *c, const struct parameter *p, Oid oid)
{
  switch (p->kind) {
    case PARAMETER_FIELD:
    case PARAMETER_DIGEST:
    case PARAMETER_ROW_FIELD: check_field_parameter(c, p, oid); return;
    case PARAMETER_NOW:
      if (!types_is(c->types, oid, "timestamptz"))
        misfit(c, "parameter", "now", "cast it to timestamptz");
      return;
    case PARAMETER_NEW_IDS:
      if (!types_is(c->types, oid, "_uuid")) misfit(c, "parameter", "new_ids", "cast it to uuid[]");
      return;
    case PARAMETER_REQUEST_ID:
    case PARAMETER_NEW_ID:
      if (!types_is(c->types, oid, "uuid")) misfit(c, "parameter", "an id", "cast it to uuid");
      return;
  }
}

/* A row finds its parent by a text that both have. */
static void check_by(struct check *c, const ProtobufCMessageDescriptor *parent,
                     const PGresult *description)
{
  const char *by = c->statement->by;
  const ProtobufCFieldDescriptor *field =
      protobuf_c_message_descriptor_get_field_by_name(parent, by);
  if (field == NULL || field->type != PROTOBUF_C_TYPE_STRING) {
    misfit(c, "by", by, "no such text field in the rows above");
  } else if (PQfnumber(description, by) < 0) {
    misfit(c, "by", by, "no such column");
  }
}

/* The message that the statement's rows fill; NULL if `into` names none. */
static const ProtobufCMessageDescriptor *target(struct check *c, const PGresult *description)
{
  const struct statement *s = c->statement;
  if (s->into == NULL) return c->reply->message;
  const ProtobufCFieldDescriptor *field = see(c->reply, s->into);
  if (field != NULL && s->into_child != NULL && is_rows(field)) {
    check_by(c, field->descriptor, description);
    field = protobuf_c_message_descriptor_get_field_by_name(field->descriptor, s->into_child);
  }
  if (field == NULL || !is_rows(field)) {
    misfit(c, "into", s->into, "no such repeated field in the reply");
    return NULL;
  }
  return field->descriptor;
}

/* Whether a statement fills the field of the rows that this one makes. */
static bool has_children(const struct check *c, const char *field)
{
  const struct script *script = &c->step->script;
  for (size_t i = 0; i < script->n_statements && c->statement->into_child == NULL; i++) {
    const struct statement *s = &script->statements[i];
    if (s->into_child != NULL && strcmp(s->into, c->statement->into) == 0 &&
        strcmp(s->into_child, field) == 0) {
      return true;
    }
  }
  return false;
}

static void check_columns(struct check *c, const PGresult *description)
{
  struct seen rows = {.message = target(c, description)};
  struct seen *seen = c->statement->into == NULL ? c->reply : &rows;
  if (seen->message == NULL) return;
  for (int i = 0; i < PQnfields(description); i++) {
    const char *name = PQfname(description, i);
    if (c->statement->by != NULL && strcmp(name, c->statement->by) == 0) continue;
    const ProtobufCFieldDescriptor *field = see(seen, name);
    if (field == NULL) {
      misfit(c, "column", name, "no such field in the reply");
    } else if (sealed_fields_find(field) != NULL) {
      const bool bytes = types_is(c->types, PQftype(description, i), "bytea");
      if (!bytes) misfit(c, "column", name, "opened() gives what a sealed field takes");
      if (PQfnumber(description, "id") < 0) misfit(c, "column", name, "its row's id is missing");
    } else if (!types_give(c->types, PQftype(description, i), field)) {
      misfit(c, "column", name, types_name(c->types, PQftype(description, i)));
    }
  }
  if (c->statement->into == NULL) return;
  for (unsigned i = 0; i < rows.message->n_fields; i++) {
    if (!rows.fields[i] && !has_children(c, rows.message->fields[i].name)) {
      misfit(c, "reply field", rows.message->fields[i].name, "no column fills it");
    }
  }
}

static bool set_role(struct check *c)
{
  char sql[80];
  (void)snprintf(sql, sizeof sql, "set role %s", c->step->role);
  PGresult *result = PQexec(c->checker->conn, sql);
  const bool good = PQresultStatus(result) == PGRES_COMMAND_OK;
  if (!good) misfit(c, "role", c->step->role, "the daemon's login cannot become it");
  PQclear(result);
  return good;
}

static void check_statement(struct check *c)
{
  char name[32];
  const struct statement *s = c->statement;
  (void)snprintf(name, sizeof name, "s%u", s->number);
  PGresult *result = PQprepare(c->checker->conn, name, s->sql, 0, NULL);
  if (PQresultStatus(result) != PGRES_COMMAND_OK) {
    misfit(c, "statement", PQresultErrorField(result, PG_DIAG_SQLSTATE),
           PQresultErrorField(result, PG_DIAG_MESSAGE_PRIMARY));
    PQclear(result);
    return;
  }
  PQclear(result);
  result = PQdescribePrepared(c->checker->conn, name);
  for (int i = 0; i < PQnparams(result); i++) {
    check_parameter(c, &s->parameters[i], PQparamtype(result, i));
  }
  check_columns(c, result);
  PQclear(result);
}

static void check_unused(struct check *c, const struct seen *seen, const char *what,
                         const char *why)
{
  if (seen->message == NULL) return;
  for (unsigned i = 0; i < seen->message->n_fields; i++) {
    if (!seen->fields[i]) misfit(c, what, seen->message->fields[i].name, why);
  }
}

/* The bulk machine itself fills what every import answers. */
static void see_import_reply(struct seen *reply)
{
  if (reply->message != &jiedui__import_reply__descriptor) return;
  (void)see(reply, "rejected");
  (void)see(reply, "warnings");
  (void)see(reply, "kept");
}

static void check_step(struct checker *checker, const struct types *types, const struct step *step)
{
  struct seen request = {.message = step->input};
  struct seen request_rows = {.message = NULL};
  struct seen reply = {.message = step->output};
  struct check c = {checker, types, step, NULL, &request, &request_rows, &reply};
  if (step->role == NULL || !set_role(&c)) return;
  for (size_t i = 0; i < step->script.n_statements; i++) {
    c.statement = &step->script.statements[i];
    check_statement(&c);
  }
  see_import_reply(&reply);
  check_unused(&c, &request, "request field", "no statement uses it");
  check_unused(&c, &request_rows, "request field", "no statement uses it");
  check_unused(&c, &reply, "reply field", "no column fills it");
}

/* Every refuse('name') in the SQL has its sentence. */
static void check_refusals(struct checker *checker, const struct script *script)
{
  for (size_t i = 0; i < script->n_statements; i++) {
    const char *at = script->statements[i].sql;
    while ((at = strstr(at, "refuse('")) != NULL) {
      char name[80];
      at += strlen("refuse('");
      (void)snprintf(name, sizeof name, "%.*s", (int)strcspn(at, "'"), at);
      if (rules_find(checker->rules, name) == NULL) {
        checker_fault(checker,
                      "sql/operations/%s: refuse('%s'): the table rule has no sentence for it",
                      script->path, name);
      }
    }
  }
}

/* The columns that the contract names are there, and hold bytes. */
static void check_sealed(struct checker *checker)
{
  for (size_t i = 0; i < sealed_fields_count(); i++) {
    char sql[320];
    const char *place = sealed_fields_at(i);
    const char *dot = strchr(place, '.');
    if (dot == NULL) dot = place + strlen(place);
    (void)snprintf(sql, sizeof sql,
                   "select from pg_attribute where attrelid = to_regclass('%.*s')"
                   " and attname = '%s' and atttypid = 'bytea'::regtype",
                   (int)(dot - place), place, *dot == '\0' ? "" : dot + 1);
    PGresult *result = PQexec(checker->conn, sql);
    if (PQntuples(result) != 1) {
      checker_fault(checker, "(sealed) = \"%s\": there is no such column of bytea", place);
    }
    PQclear(result);
  }
}

size_t checker_run(struct checker *checker, const struct catalogue *catalogue)
{
  struct types types = {0};
  const size_t before = checker->faults;
  if (!types_load(&types, checker->conn)) {
    checker_fault(checker, "the database's types cannot be read");
    return 1;
  }
  for (size_t i = 0; i <= catalogue->n_operations; i++) {
    const struct operation *operation =
        i < catalogue->n_operations ? &catalogue->operations[i] : &catalogue->house;
    for (size_t j = 0; j < operation->n_steps; j++) {
      check_step(checker, &types, &operation->steps[j]);
      check_refusals(checker, &operation->steps[j].script);
    }
  }
  check_sealed(checker);
  PQclear(PQexec(checker->conn, "reset role"));
  types_free(&types);
  return checker->faults - before;
}

void checker_settings(struct checker *checker)
{
  static const char *const wanted[][2] = {
      {"log_parameter_max_length", "0"},
      {"log_parameter_max_length_on_error", "0"},
      {"log_error_verbosity", "terse"},
      {"log_min_error_statement", "panic"},
      {"log_min_messages", "fatal"}, /* an error's own sentence quotes the value */
      {"lc_messages", "C"},
      {"fsync", "on"},
  };
  for (size_t i = 0; i < sizeof wanted / sizeof *wanted; i++) {
    char sql[80];
    (void)snprintf(sql, sizeof sql, "show %s", wanted[i][0]);
    PGresult *result = PQexec(checker->conn, sql);
    const char *value = PQntuples(result) == 1 ? PQgetvalue(result, 0, 0) : "?";
    if (strcmp(value, wanted[i][1]) != 0) {
      checker_fault(
          checker, "PostgreSQL's %s is %s for the daemon's login: alter role jieduid set %s = '%s'",
          wanted[i][0], value, wanted[i][0], wanted[i][1]);
    }
    PQclear(result);
  }
}
