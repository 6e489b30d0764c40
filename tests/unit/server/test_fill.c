/* unit.server.fill: result columns in a reply's fields; the results are made by hand. */
#include "import.pb-c.h"
#include "sample.pb-c.h"
#include "server/binder.h"
#include "tests/support/unit.h"

enum { TEXT = 25, INT4 = 23, BYTEA = 17, TIMESTAMPTZ = 1184, COLUMNS = 8 };

static struct arena *arena;
static struct error error;

/* "name:oid,name:oid" gives the columns. */
static PGresult *result_of(const char *columns)
{
  PGresAttDesc descriptions[COLUMNS] = {0};
  char *copy = arena_strdup(arena, columns);
  int n = 0;
  for (char *rest = NULL, *word = strtok_r(copy, ",", &rest); word != NULL;
       word = strtok_r(NULL, ",", &rest)) {
    char *colon = strchr(word, ':');
    if (colon != NULL) *colon = '\0';
    descriptions[n].name = word;
    descriptions[n++].typid = colon == NULL ? TEXT : (Oid)strtoul(colon + 1, NULL, 10);
  }
  PGresult *result = PQmakeEmptyPGresult(NULL, PGRES_TUPLES_OK);
  assert_true(PQsetResultAttrs(result, n, descriptions));
  return result;
}

/* Values of a row divided by |; "-" is NULL. */
static void add_row(PGresult *result, const char *values)
{
  const int row = PQntuples(result);
  int column = 0;
  for (const char *at = values;; at++) {
    const size_t size = strcspn(at, "|");
    const bool null = size == 1 && *at == '-';
    char *value = arena_copy(arena, at, size + 1);
    value[size] = '\0';
    assert_true(PQsetvalue(result, row, column++, null ? NULL : value, null ? -1 : (int)size));
    at += size;
    if (*at == '\0') return;
  }
}

static bool fill(void *reply, const char *directive, PGresult *result, size_t offset)
{
  struct script script;
  const char *sql = arena_printf(arena, "%s\nselect 1;\n", directive);
  assert_true(script_parse(&script, "sample/test.sql", sql, arena, &error));
  error = (struct error){0};
  const bool good = binder_fill(arena, reply, &script.statements[0], result, offset, &error);
  PQclear(result);
  return good;
}

static void scalars_fill_the_reply_itself(void **state)
{
  (void)state;
  Jiedui__SampleReply reply = JIEDUI__SAMPLE_REPLY__INIT;
  PGresult *result = result_of("title,total,good,large,natural,secret:17");
  add_row(result, "数学|-5|t|-9223372036854775808|4294967295|\\x00ff");
  assert_true(fill(&reply, "", result, 0));
  assert_string_equal(reply.title, "数学");
  assert_true(reply.has_total && reply.has_good && reply.has_large && reply.has_natural);
  assert_int_equal(reply.total, -5);
  assert_true(reply.good);
  assert_true(reply.large == INT64_MIN);
  assert_true(reply.natural == UINT32_MAX);
  assert_true(reply.has_secret);
  assert_int_equal(reply.secret.len, 2);
  assert_memory_equal(reply.secret.data, "\0\xff", 2);
}

static void null_leaves_a_field_unset(void **state)
{
  (void)state;
  Jiedui__SampleReply reply = JIEDUI__SAMPLE_REPLY__INIT;
  PGresult *result = result_of("title,total,good");
  add_row(result, "-|-|-");
  assert_true(fill(&reply, "", result, 0));
  assert_null(reply.title);
  assert_false(reply.has_total || reply.has_good);
}

static void no_row_and_no_column_fill_nothing(void **state)
{
  (void)state;
  Jiedui__SampleReply reply = JIEDUI__SAMPLE_REPLY__INIT;
  assert_true(fill(&reply, "", result_of("title"), 0));
  assert_true(fill(&reply, "", PQmakeEmptyPGresult(NULL, PGRES_COMMAND_OK), 0));
  assert_null(reply.title);
}

static void two_rows_of_scalars_are_a_fault(void **state)
{
  (void)state;
  Jiedui__SampleReply reply = JIEDUI__SAMPLE_REPLY__INIT;
  PGresult *result = result_of("title");
  add_row(result, "a");
  add_row(result, "b");
  assert_false(fill(&reply, "", result, 0));
  assert_int_equal(error.code, JIEDUI__CODE__INTERNAL);
}

static void rows_fill_a_repeated_field(void **state)
{
  (void)state;
  Jiedui__SampleReply reply = JIEDUI__SAMPLE_REPLY__INIT;
  PGresult *result = result_of("name,seen_at:1184,colour,roles");
  add_row(result, "a|2026-03-05 14:00:00+08|dark_blue|{campus_lead,mentor}");
  add_row(result, "b|2026-03-05 14:00:00.25+05:30|-|{}");
  add_row(result, "c|-|red|-");
  assert_true(fill(&reply, "-- into: rows", result, 0));
  assert_int_equal(reply.n_rows, 3);
  assert_string_equal(reply.rows[0]->name, "a");
  assert_string_equal(reply.rows[0]->seen_at, "2026-03-05T14:00:00+08:00");
  assert_int_equal(reply.rows[0]->colour, JIEDUI__SAMPLE_COLOUR__SAMPLE_COLOUR_DARK_BLUE);
  assert_int_equal(reply.rows[0]->n_roles, 2);
  assert_int_equal(reply.rows[0]->roles[1], JIEDUI__ROLE__ROLE_MENTOR);
  assert_string_equal(reply.rows[1]->seen_at, "2026-03-05T14:00:00.25+05:30");
  assert_false(reply.rows[1]->has_colour);
  assert_int_equal(reply.rows[1]->n_roles, 0);
  assert_null(reply.rows[2]->seen_at);
}

static void many_rows_keep_their_order(void **state)
{
  (void)state;
  Jiedui__SampleReply reply = JIEDUI__SAMPLE_REPLY__INIT;
  PGresult *result = result_of("name");
  for (int i = 0; i < 1000; i++) add_row(result, arena_printf(arena, "%d", i));
  assert_true(fill(&reply, "-- into: rows", result, 0));
  assert_int_equal(reply.n_rows, 1000);
  for (int i = 0; i < 1000; i++) assert_int_equal(strtol(reply.rows[i]->name, NULL, 10), i);
}

static void children_find_their_parents_in_any_order(void **state)
{
  (void)state;
  Jiedui__SampleReply reply = JIEDUI__SAMPLE_REPLY__INIT;
  PGresult *parents = result_of("name");
  add_row(parents, "a");
  add_row(parents, "b");
  add_row(parents, "c");
  assert_true(fill(&reply, "-- into: rows", parents, 0));
  PGresult *children = result_of("name,title,weight");
  add_row(children, "c|c1|1");
  add_row(children, "a|a1|2");
  add_row(children, "a|a2|3");
  add_row(children, "c|c2|4");
  assert_true(fill(&reply, "-- into: rows.children by name", children, 0));
  assert_int_equal(reply.rows[0]->n_children, 2);
  assert_int_equal(reply.rows[1]->n_children, 0);
  assert_int_equal(reply.rows[2]->n_children, 2);
  assert_string_equal(reply.rows[0]->children[1]->title, "a2");
  assert_int_equal(reply.rows[2]->children[1]->weight, 4);
}

static void a_child_without_parent_is_a_fault(void **state)
{
  (void)state;
  Jiedui__SampleReply reply = JIEDUI__SAMPLE_REPLY__INIT;
  PGresult *children = result_of("name,title");
  add_row(children, "a|a1");
  assert_false(fill(&reply, "-- into: rows.children by name", children, 0));
  assert_int_equal(error.code, JIEDUI__CODE__INTERNAL);
}

static void the_chunks_of_a_bulk_add_up(void **state)
{
  (void)state;
  Jiedui__ImportReply reply = JIEDUI__IMPORT_REPLY__INIT;
  for (int chunk = 0; chunk < 3; chunk++) {
    PGresult *result = result_of("stored,unchanged");
    add_row(result, "7|1");
    assert_true(fill(&reply, "", result, 0));
  }
  assert_int_equal(reply.stored, 21);
  assert_int_equal(reply.unchanged, 3);
}

static void a_rows_number_counts_from_the_requests_first_row(void **state)
{
  (void)state;
  Jiedui__ImportReply reply = JIEDUI__IMPORT_REPLY__INIT;
  PGresult *result = result_of("row:23,text");
  add_row(result, "1|first of the chunk");
  add_row(result, "20|last");
  assert_true(fill(&reply, "-- into: rejected", result, 500));
  assert_int_equal(reply.rejected[0]->row, 501);
  assert_int_equal(reply.rejected[1]->row, 520);
  result = result_of("row:23");
  add_row(result, "3");
  assert_true(fill(&reply, "-- into: rejected", result, 0));
  assert_int_equal(reply.n_rejected, 3);
  assert_int_equal(reply.rejected[2]->row, 3);
}

static void what_does_not_fit_is_a_fault(void **state)
{
  (void)state;
  static const struct {
    const char *column;
    const char *value;
  } cases[] = {{"total", "2147483648"},
               {"total", "1.5"},
               {"total", ""},
               {"total", "x"},
               {"natural", "-1"},
               {"nothing", "1"},
               {"large", "9223372036854775808"},
               {"natural", "4294967296"}};
  for (size_t i = 0; i < COUNT(cases); i++) {
    Jiedui__SampleReply reply = JIEDUI__SAMPLE_REPLY__INIT;
    PGresult *result = result_of(cases[i].column);
    add_row(result, cases[i].value);
    assert_false(fill(&reply, "", result, 0));
    assert_non_null(strstr(error.text, cases[i].column));
  }
  Jiedui__SampleReply reply = JIEDUI__SAMPLE_REPLY__INIT;
  PGresult *result = result_of("colour");
  add_row(result, "mauve");
  assert_false(fill(&reply, "-- into: rows", result, 0));
}

static int set_up(void **state)
{
  (void)state;
  arena = arena_new();
  return 0;
}

static int tear_down(void **state)
{
  (void)state;
  arena_free(arena);
  return 0;
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int main(void)
{
  const struct CMUnitTest tests[] = {
      TEST(scalars_fill_the_reply_itself),
      TEST(null_leaves_a_field_unset),
      TEST(no_row_and_no_column_fill_nothing),
      TEST(two_rows_of_scalars_are_a_fault),
      TEST(rows_fill_a_repeated_field),
      TEST(many_rows_keep_their_order),
      TEST(children_find_their_parents_in_any_order),
      TEST(a_child_without_parent_is_a_fault),
      TEST(the_chunks_of_a_bulk_add_up),
      TEST(a_rows_number_counts_from_the_requests_first_row),
      TEST(what_does_not_fit_is_a_fault),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
