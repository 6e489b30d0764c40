/* Owns the reading of SQL files. Never speaks to a database. */
#include "server/statement.h"

#include <ctype.h>
#include <stdio.h>
#include <string.h>

#include "common/buffer.h"

enum { PARAMETERS = 128, STATEMENTS = 32, NAME = 64 };

static unsigned counted;

struct reader {
  const char *at;
  const char *path;
  unsigned line;
  struct arena *arena;
  struct error *error;
  struct buffer sql;                     /* of the statement being read */
  struct parameter parameters[PARAMETERS];
  size_t n_parameters;
  struct statement statement;            /* directives gathered so far */
  struct statement statements[STATEMENTS];
  size_t n_statements;
  const char *bulk;
};

static bool fail(struct reader *r, const char *why, const char *what)
{
  return error_set(r->error, JIEDUI__CODE__INTERNAL, "sql/operations/%s:%u: %s%s", r->path,
                   r->line, why, what);
}

static void put(struct reader *r, const char *text, size_t size)
{
  for (size_t i = 0; i < size; i++) r->line += text[i] == '\n';
  buffer_append(&r->sql, text, size);
}

/* Copies through the end mark; an unclosed quote runs to the end of the file. */
static void put_until(struct reader *r, const char *mark, size_t skip)
{
  const char *found = strstr(r->at + skip, mark);
  const char *end = found == NULL ? r->at + strlen(r->at) : found + strlen(mark);
  put(r, r->at, (size_t)(end - r->at));
  r->at = end;
}

static void put_dollar_quoted(struct reader *r)
{
  char mark[NAME + 2];
  const char *end = r->at + 1;
  while (isalnum((unsigned char)*end) || *end == '_') end++;
  const size_t size = (size_t)(end - r->at) + 1;
  if (*end != '$' || size >= sizeof mark || isdigit((unsigned char)r->at[1])) { /* or $1 */
    put(r, r->at++, 1);
    return;
  }
  memcpy(mark, r->at, size);
  mark[size] = '\0';
  put_until(r, mark, size);
}

static const char *reserved_expression(const char *name)
{
  static const struct {
    const char *name;
    const char *sql;
  } table[] = {
      {"caller", "NULLIF(current_setting('jiedui.account', true), '')::bigint"},
      {"caller_staff", "NULLIF(current_setting('jiedui.staff', true), '')::bigint"},
      {"caller_student", "NULLIF(current_setting('jiedui.student', true), '')::bigint"},
      {"caller_role", "NULLIF(current_setting('jiedui.role', true), '')"},
      {"campus", "NULLIF(current_setting('jiedui.campus', true), '')::int"},
  };
  for (size_t i = 0; i < sizeof table / sizeof *table; i++) {
    if (strcmp(table[i].name, name) == 0) return table[i].sql;
  }
  return NULL;
}

static bool same(const char *a, const char *b)
{
  return a == b || (a != NULL && b != NULL && strcmp(a, b) == 0);
}

/* The number of a parameter, the same for the same name. 0 if there are too many. */
static size_t number_of(struct reader *r, enum parameter_kind kind, const char *field,
                        const char *column)
{
  for (size_t i = 0; i < r->n_parameters; i++) {
    const struct parameter *p = &r->parameters[i];
    if (p->kind == kind && same(p->field, field) && same(p->column, column)) return i + 1;
  }
  if (r->n_parameters == PARAMETERS) return 0;
  r->parameters[r->n_parameters++] = (struct parameter){kind, field, column};
  return r->n_parameters;
}

static bool put_number(struct reader *r, const char *format, size_t number)
{
  char text[160];
  if (number == 0) return fail(r, "too many parameters", "");
  const int size = snprintf(text, sizeof text, format, number);
  buffer_append(&r->sql, text, (size_t)size);
  return true;
}

static bool put_parameter(struct reader *r, const char *name)
{
  const char *expression = reserved_expression(name);
  if (expression != NULL) {
    buffer_append(&r->sql, expression, strlen(expression));
    return true;
  }
  if (strcmp(name, "today") == 0) {
    return put_number(r,
                      "($%zu::timestamptz at time zone (select d.time_zone from district d))::date",
                      number_of(r, PARAMETER_NOW, NULL, NULL));
  }
  enum parameter_kind kind = PARAMETER_FIELD;
  if (strcmp(name, "now") == 0) kind = PARAMETER_NOW;
  if (strcmp(name, "request_id") == 0) kind = PARAMETER_REQUEST_ID;
  if (strcmp(name, "new_id") == 0) kind = PARAMETER_NEW_ID;
  if (strcmp(name, "new_ids") == 0) kind = PARAMETER_NEW_IDS;
  if (kind != PARAMETER_FIELD) return put_number(r, "$%zu", number_of(r, kind, NULL, NULL));
  const char *dot = strchr(name, '.');
  if (dot == NULL) {
    return put_number(r, "$%zu", number_of(r, kind, arena_strdup(r->arena, name), NULL));
  }
  char *field = arena_strdup(r->arena, name);
  field[dot - name] = '\0';
  char *column = arena_strdup(r->arena, dot + 1);
  char *digest = strstr(column, ".digest");
  if (digest != NULL) *digest = '\0';
  kind = digest != NULL ? PARAMETER_DIGEST : PARAMETER_ROW_FIELD;
  return put_number(r, "$%zu", number_of(r, kind, field, column));
}

static bool read_parameter(struct reader *r)
{
  char name[NAME];
  const char *end = r->at + 1;
  while (isalnum((unsigned char)*end) || *end == '_' ||
         (*end == '.' && isalpha((unsigned char)end[1]))) {
    end++;
  }
  const size_t size = (size_t)(end - r->at) - 1;
  if (size >= sizeof name) return fail(r, "too long a name", "");
  memcpy(name, r->at + 1, size);
  name[size] = '\0';
  r->at = end;
  return put_parameter(r, name);
}

static const char *value_of(struct reader *r, const char *line, size_t size, const char *key)
{
  const size_t length = strlen(key);
  if (size <= length || strncmp(line, key, length) != 0) return NULL;
  const char *value = line + length;
  size_t left = size - length;
  while (left > 0 && *value == ' ') value++, left--;
  while (left > 0 && isspace((unsigned char)value[left - 1])) left--;
  char *copy = arena_copy(r->arena, value, left + 1);
  copy[left] = '\0';
  return copy;
}

static bool read_into(struct reader *r, const char *value)
{
  char *copy = arena_strdup(r->arena, value);
  char *by = strstr(copy, " by ");
  char *dot = strchr(copy, '.');
  if ((by == NULL) != (dot == NULL)) return fail(r, "into: field, or field.child by column", "");
  r->statement.into = copy;
  if (dot == NULL) return true;
  *by = '\0';
  *dot = '\0';
  r->statement.into_child = dot + 1;
  r->statement.by = by + 4;
  return true;
}

/* A comment line: a directive, or words for people. */
static bool read_comment(struct reader *r)
{
  const char *end = strchrnul(r->at, '\n');
  const char *line = r->at + 2;
  while (line < end && *line == ' ') line++;
  const size_t size = (size_t)(end - line);
  const char *value = NULL;
  r->at = end;
  if ((value = value_of(r, line, size, "into:")) != NULL) return read_into(r, value);
  if ((value = value_of(r, line, size, "bulk:")) != NULL) {
    r->bulk = value;
  } else if ((value = value_of(r, line, size, "expect:")) != NULL) {
    if (strcmp(value, "one") == 0) {
      r->statement.expectation = EXPECT_ONE;
    } else if (strcmp(value, "some") == 0) {
      r->statement.expectation = EXPECT_SOME;
    } else {
      return fail(r, "expect: one or some, not ", value);
    }
  }
  return true;
}

static bool is_blank(const struct buffer *sql)
{
  const uint8_t *data = buffer_data(sql);
  for (size_t i = 0; i < buffer_size(sql); i++) {
    if (!isspace(data[i])) return false;
  }
  return true;
}

static bool end_statement(struct reader *r)
{
  if (r->n_statements == STATEMENTS) return fail(r, "too many statements", "");
  if (is_blank(&r->sql)) return fail(r, "an empty statement", "");
  struct statement *s = &r->statements[r->n_statements++];
  *s = r->statement;
  buffer_append(&r->sql, "", 1);
  s->sql = arena_strdup(r->arena, (const char *)buffer_data(&r->sql));
  s->n_parameters = r->n_parameters;
  s->parameters = arena_copy(r->arena, r->parameters, r->n_parameters * sizeof *r->parameters);
  s->number = counted++;
  buffer_consume(&r->sql, buffer_size(&r->sql));
  r->n_parameters = 0;
  r->statement = (struct statement){0};
  return true;
}

static bool read_token(struct reader *r)
{
  const char *at = r->at;
  if (at[0] == '-' && at[1] == '-') return read_comment(r);
  if (at[0] == '\'' || at[0] == '"') {
    put_until(r, at[0] == '"' ? "\"" : "'", 1);
  } else if (at[0] == '/' && at[1] == '*') {
    put_until(r, "*/", 2);
  } else if (at[0] == '$') {
    put_dollar_quoted(r);
  } else if (at[0] == ':' && (at[1] == ':' || at[1] == '=')) {
    put(r, at, 2);
    r->at += 2;
  } else if (at[0] == ':' && isalpha((unsigned char)at[1])) {
    return read_parameter(r);
  } else if (at[0] == ';') {
    r->at++;
    return end_statement(r);
  } else {
    put(r, at, 1);
    r->at++;
  }
  return true;
}

bool script_parse(struct script *script, const char *path, const char *text, struct arena *arena,
                  struct error *error)
{
  struct reader r = {.at = text, .path = path, .line = 1, .arena = arena, .error = error};
  bool good = true;
  while (good && *r.at != '\0') good = read_token(&r);
  if (good && !is_blank(&r.sql)) good = fail(&r, "the last statement has no ;", "");
  if (good && r.n_statements == 0) good = fail(&r, "no statement", "");
  buffer_free(&r.sql);
  if (!good) return false;
  for (size_t i = 0; i < r.n_statements; i++) r.statements[i].once = r.bulk != NULL;
  *script = (struct script){
      .path = path,
      .bulk = r.bulk,
      .n_statements = r.n_statements,
      .statements = arena_copy(arena, r.statements, r.n_statements * sizeof *r.statements),
  };
  return true;
}

unsigned statement_count(void)
{
  return counted;
}

void statement_init(struct statement *statement, const char *sql)
{
  *statement = (struct statement){.number = counted++, .sql = sql};
}
