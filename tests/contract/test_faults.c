/* contract.faults: the checker against a migrated database, over sample.proto: each fault is named,
 * and what has none is passed. JIEDUI_DATABASE is the daemon's login. */
#include "server/checker.h"
#include "tests/support/unit.h"

enum { FAULTS = 96 };

static struct catalogue catalogue;
static struct rules rules;
static PGconn *conn;
static char faults[FAULTS][400];
static size_t n_faults;
static size_t n_expected;

static void on_catalogue_fault(void *data, const char *text)
{
  (void)data;
  (void)text;
}

static void on_fault(void *data, const char *text)
{
  (void)data;
  assert_true(n_faults < FAULTS);
  (void)snprintf(faults[n_faults++], sizeof faults[0], "%s", text);
}

static void expect(const char *path, const char *words)
{
  size_t n = 0;
  char start[120];
  (void)snprintf(start, sizeof start, "sql/operations/sample/%s.sql: ", path);
  for (size_t i = 0; i < n_faults; i++) {
    n += strncmp(faults[i], start, strlen(start)) == 0 && strstr(faults[i], words) != NULL;
  }
  if (n != 1) {
    for (size_t i = 0; i < n_faults; i++) print_message("%s\n", faults[i]);
    fail_msg("%zu faults of %s say: %s", n, path, words);
  }
  n_expected++;
}

static void an_unused_request_field_is_named(void **state)
{
  (void)state;
  expect("leave_unused", "request field count: no statement uses it");
  expect("leave_row_unused", "request field count: no statement uses it");
}

static void a_reply_field_that_no_column_fills_is_named(void **state)
{
  (void)state;
  expect("leave_unfilled", "reply field count: no column fills it");
  expect("leave_rows_unfilled", "reply field members: no column fills it");
}

static void a_mistyped_column_is_named(void **state)
{
  (void)state;
  expect("mistype_column", "column count: text");
  expect("mistype_enum", "column role: stage");
  expect("mistype_texts", "column texts: _text");
}

static void a_mistyped_parameter_is_named(void **state)
{
  (void)state;
  expect("mistype_parameter", "parameter count: date");
  expect("mistype_rows", "parameter count: _bool");
  expect("mistype_bytes", "parameter bytes: text");
  expect("mistype_enum", "parameter colour: need_group");
  expect("mistype_id", "parameter an id: cast it to uuid");
  expect("mistype_id", "parameter now: cast it to timestamptz");
}

static void a_parameter_that_is_no_field_is_named(void **state)
{
  (void)state;
  expect("ask_unknown", "parameter colour: no such field in the request");
}

static void a_column_that_is_no_field_is_named(void **state)
{
  (void)state;
  expect("give_unknown", "column weight: no such field in the reply");
}

static void a_place_that_is_no_field_is_named(void **state)
{
  (void)state;
  expect("fill_unknown", "into people: no such repeated field in the reply");
}

static void a_parent_that_cannot_be_found_is_named(void **state)
{
  (void)state;
  expect("fill_by_unknown", "by place: ");
  expect("fill_by_nothing", "by code: ");
}

static void a_refusal_without_sentence_is_named(void **state)
{
  (void)state;
  expect("refuse_unknown", "refuse('no_such_rule'): the table rule has no sentence for it");
}

static void sql_that_postgresql_refuses_is_named(void **state)
{
  (void)state;
  expect("break_syntax", "statement 42601");
  expect("break_syntax", "reply field name: no column fills it");
  expect("break_syntax", "request field name: no statement uses it");
}

static void a_role_the_daemon_cannot_become_is_named(void **state)
{
  (void)state;
  expect("become_unknown", "role jiedui_owner: the daemon's login cannot become it");
}

static void nothing_else_is_a_fault(void **state)
{
  (void)state;
  if (n_faults != n_expected) {
    for (size_t i = 0; i < n_faults; i++) print_message("%s\n", faults[i]);
  }
  assert_int_equal(n_faults, n_expected);
}

static int set_up(void **state)
{
  (void)state;
  struct error error;
  conn = PQconnectdb(getenv("JIEDUI_DATABASE"));
  const struct schema *schema = schema_get(&error);
  PQclear(PQexec(conn, "set role app"));
  if (schema == NULL || !rules_load(&rules, conn, &error)) {
    print_message("%s%s\n", PQerrorMessage(conn), error.text);
    return 1;
  }
  PQclear(PQexec(conn, "reset role"));
  (void)catalogue_build(&catalogue, schema, on_catalogue_fault, NULL);
  struct checker checker = {.conn = conn, .rules = &rules, .report = on_fault};
  return checker_run(&checker, &catalogue) != n_faults;
}

static int tear_down(void **state)
{
  (void)state;
  catalogue_free(&catalogue);
  rules_free(&rules);
  PQfinish(conn);
  return 0;
}

int main(void)
{
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(an_unused_request_field_is_named),
      cmocka_unit_test(a_reply_field_that_no_column_fills_is_named),
      cmocka_unit_test(a_mistyped_column_is_named),
      cmocka_unit_test(a_mistyped_parameter_is_named),
      cmocka_unit_test(a_parameter_that_is_no_field_is_named),
      cmocka_unit_test(a_column_that_is_no_field_is_named),
      cmocka_unit_test(a_place_that_is_no_field_is_named),
      cmocka_unit_test(a_parent_that_cannot_be_found_is_named),
      cmocka_unit_test(a_refusal_without_sentence_is_named),
      cmocka_unit_test(sql_that_postgresql_refuses_is_named),
      cmocka_unit_test(a_role_the_daemon_cannot_become_is_named),
      cmocka_unit_test(nothing_else_is_a_fault),
  };
  return cmocka_run_group_tests(tests, set_up, tear_down);
}
