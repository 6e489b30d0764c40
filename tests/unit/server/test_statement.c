/* unit.server.statement: what a SQL file says, and what only looks as if it did. */
#include "server/statement.h"

#include "tests/support/unit.h"

static struct arena *arena;
static struct script script;
static struct error error;

static bool parse(const char *text)
{
  error = (struct error){0};
  script = (struct script){0};
  return script_parse(&script, "sample/test.sql", text, arena, &error);
}

static const struct statement *only(const char *text)
{
  assert_true(parse(text));
  assert_int_equal(script.n_statements, 1);
  return &script.statements[0];
}

static void a_name_becomes_a_number(void **state)
{
  (void)state;
  const struct statement *s = only("select :name::text, :count::int;");
  assert_string_equal(s->sql, "select $1::text, $2::int");
  assert_int_equal(s->n_parameters, 2);
  assert_int_equal(s->parameters[0].kind, PARAMETER_FIELD);
  assert_string_equal(s->parameters[0].field, "name");
  assert_null(s->parameters[0].column);
  assert_string_equal(s->parameters[1].field, "count");
}

static void the_same_name_has_the_same_number(void **state)
{
  (void)state;
  const struct statement *s = only("select :a::text, :b::int where :a = '' and :b > :b;");
  assert_string_equal(s->sql, "select $1::text, $2::int where $1 = '' and $2 > $2");
  assert_int_equal(s->n_parameters, 2);
}

static void numbers_begin_anew_in_each_statement(void **state)
{
  (void)state;
  assert_true(parse("select :a::text;\nselect :b::text, :a::text;\n"));
  assert_int_equal(script.n_statements, 2);
  assert_string_equal(script.statements[1].parameters[0].field, "b");
  assert_int_equal(script.statements[1].n_parameters, 2);
  assert_int_equal(script.statements[1].number, script.statements[0].number + 1);
  assert_true(statement_count() > script.statements[1].number);
}

static void rows_and_their_columns_are_told_apart(void **state)
{
  (void)state;
  const struct statement *s = only("select * from unnest(:rows.name::text[], :rows.count::int[]);");
  assert_string_equal(s->sql, "select * from unnest($1::text[], $2::int[])");
  assert_int_equal(s->parameters[0].kind, PARAMETER_ROW_FIELD);
  assert_string_equal(s->parameters[0].field, "rows");
  assert_string_equal(s->parameters[0].column, "name");
  assert_string_equal(s->parameters[1].column, "count");
}

static void reserved_words_never_come_from_the_client(void **state)
{
  (void)state;
  const struct statement *s = only("select :campus, :caller, :caller_staff, :caller_role;");
  assert_int_equal(s->n_parameters, 0);
  assert_non_null(strstr(s->sql, "current_setting('jiedui.campus', true)"));
  assert_non_null(strstr(s->sql, "current_setting('jiedui.account', true)"));
  assert_non_null(strstr(s->sql, "current_setting('jiedui.staff', true)"));
  assert_non_null(strstr(s->sql, "current_setting('jiedui.role', true)"));
  s = only("select :now::timestamptz, :today, :request_id::uuid, :new_id::uuid;");
  assert_int_equal(s->n_parameters, 3);
  assert_int_equal(s->parameters[0].kind, PARAMETER_NOW);
  assert_int_equal(s->parameters[1].kind, PARAMETER_REQUEST_ID);
  assert_int_equal(s->parameters[2].kind, PARAMETER_NEW_ID);
}

static void a_name_that_only_begins_like_a_reserved_word_is_a_field(void **state)
{
  (void)state;
  const struct statement *s = only("select :campus_code::text, :nowhere::text;");
  assert_int_equal(s->n_parameters, 2);
  assert_string_equal(s->parameters[0].field, "campus_code");
  assert_string_equal(s->parameters[1].field, "nowhere");
}

static void quoted_text_is_left_alone(void **state)
{
  (void)state;
  static const char *const texts[] = {
      "select ':name'",
      "select 'it''s :name; -- no end'",
      "select \"a:name;\"",
      "select $$ :name; 'x $$",
      "select $tag$ :name; $$ $other$ $tag$",
      "select $1$ from t",
      "select /* :name; */ 1",
      "select '-- into: rows'",
  };
  for (size_t i = 0; i < COUNT(texts); i++) {
    char text[100];
    (void)snprintf(text, sizeof text, "%s;", texts[i]);
    const struct statement *s = only(text);
    assert_string_equal(s->sql, texts[i]);
    assert_int_equal(s->n_parameters, 0);
    assert_null(s->into);
  }
}

static void casts_assignments_and_slices_are_no_names(void **state)
{
  (void)state;
  const struct statement *s = only("select f(a := 1), b::text, c[1:2], (d)::int[];");
  assert_string_equal(s->sql, "select f(a := 1), b::text, c[1:2], (d)::int[]");
  assert_int_equal(s->n_parameters, 0);
}

static void comments_for_people_are_dropped(void **state)
{
  (void)state;
  const struct statement *s =
      only("-- Ends :name; with care.\nselect 1 -- the :count; of it\n  as one;\n");
  assert_int_equal(s->n_parameters, 0);
  assert_null(strstr(s->sql, "care"));
  assert_null(strstr(s->sql, "count"));
}

static void directives_belong_to_the_statement_below(void **state)
{
  (void)state;
  assert_true(
      parse("-- bulk: rows\n-- expect: one\nselect 1;\n"
            "-- into: rows\n-- expect: some\nselect 2;\n"
            "--into: rows.groups by code\nselect 3;\nselect 4;\n"));
  assert_string_equal(script.bulk, "rows");
  const struct statement *s = script.statements;
  assert_int_equal(s[0].expectation, EXPECT_ONE);
  assert_null(s[0].into);
  assert_int_equal(s[1].expectation, EXPECT_SOME);
  assert_string_equal(s[1].into, "rows");
  assert_null(s[1].into_child);
  assert_string_equal(s[2].into, "rows");
  assert_string_equal(s[2].into_child, "groups");
  assert_string_equal(s[2].by, "code");
  assert_int_equal(s[3].expectation, EXPECT_ANY);
  assert_null(s[3].into);
}

static void faults_are_named_with_file_and_line(void **state)
{
  (void)state;
  static const struct {
    const char *text;
    const char *why;
  } cases[] = {
      {"select 1", "sample/test.sql:1: the last statement has no ;"},
      {"select 1;\n\nselect 2\n", "sample/test.sql:4: the last statement has no ;"},
      {"select 'open;", "the last statement has no ;"},
      {"select $a$ open;", "the last statement has no ;"},
      {"", "no statement"},
      {"-- only words\n", "no statement"},
      {"select 1;;", "an empty statement"},
      {"-- expect: two\nselect 1;", "expect: one or some, not two"},
      {"-- into: rows by code\nselect 1;", "into: field"},
      {"-- into: rows.groups\nselect 1;", "into: field"},
      {"select :a123456789012345678901234567890123456789012345678901234567890123456789;",
       "too long a name"},
  };
  for (size_t i = 0; i < COUNT(cases); i++) {
    assert_false(parse(cases[i].text));
    assert_non_null(strstr(error.text, cases[i].why));
    assert_non_null(strstr(error.text, "sql/operations/sample/test.sql:"));
  }
}

static void too_many_of_anything_is_a_fault(void **state)
{
  (void)state;
  char text[4000] = "select ";
  for (int i = 0; i < 129; i++) (void)snprintf(text + strlen(text), 20, ":p%d,", i);
  (void)snprintf(text + strlen(text), 20, "1;");
  assert_false(parse(text));
  assert_non_null(strstr(error.text, "too many parameters"));
  text[0] = '\0';
  for (int i = 0; i < 33; i++) (void)snprintf(text + strlen(text), 20, "select 1;\n");
  assert_false(parse(text));
  assert_non_null(strstr(error.text, "too many statements"));
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
      TEST(a_name_becomes_a_number),
      TEST(the_same_name_has_the_same_number),
      TEST(numbers_begin_anew_in_each_statement),
      TEST(rows_and_their_columns_are_told_apart),
      TEST(reserved_words_never_come_from_the_client),
      TEST(a_name_that_only_begins_like_a_reserved_word_is_a_field),
      TEST(quoted_text_is_left_alone),
      TEST(casts_assignments_and_slices_are_no_names),
      TEST(comments_for_people_are_dropped),
      TEST(directives_belong_to_the_statement_below),
      TEST(faults_are_named_with_file_and_line),
      TEST(too_many_of_anything_is_a_fault),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
