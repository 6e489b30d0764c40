/* unit.server.failure: PostgreSQL's errors in our own words; its own never get through. */
#include "server/failure.h"

#include "tests/support/unit.h"

/* The fields of the error being told; this definition stands before libpq's. */
static struct {
  const char *state;
  const char *constraint;
  const char *detail;
  const char *context;
} told;

char *PQresultErrorField(const PGresult *result, int field)
{
  const char *value = NULL;
  (void)result;
  if (field == PG_DIAG_SQLSTATE) value = told.state;
  if (field == PG_DIAG_CONSTRAINT_NAME) value = told.constraint;
  if (field == PG_DIAG_MESSAGE_DETAIL) value = told.detail;
  if (field == PG_DIAG_CONTEXT) value = told.context;
  if (field == PG_DIAG_MESSAGE_PRIMARY) value = "a message that quotes 张三";
  return (char *)(uintptr_t)value;
}

static struct rule known[] = {
    {"mentor_load_within_cap", JIEDUI__CODE__CONFLICT, "The mentor has no free place."},
    {"student_unknown", JIEDUI__CODE__NOT_FOUND, "There is no such student."},
};
static const struct rules rules = {COUNT(known), known, NULL};
static const struct parameter parameters[] = {{PARAMETER_NOW, NULL, NULL},
                                              {PARAMETER_FIELD, "born_on", NULL},
                                              {PARAMETER_ROW_FIELD, "rows", "born_on"}};
static const struct statement statement = {.n_parameters = 3, .parameters = parameters};
static struct arena *arena;
static char sqlstate[SQLSTATE_SIZE];

static Jiedui__Status *failure(const char *state)
{
  PGresult *result = PQmakeEmptyPGresult(NULL, PGRES_FATAL_ERROR);
  told.state = state;
  Jiedui__Status *status = failure_from_result(arena, &rules, &statement, result, sqlstate);
  PQclear(result);
  return status;
}

static void each_class_of_error_has_its_code(void **state)
{
  (void)state;
  static const struct {
    const char *state;
    Jiedui__Code code;
  } cases[] = {
      {"22007", JIEDUI__CODE__INVALID},     {"22012", JIEDUI__CODE__INVALID},
      {"23505", JIEDUI__CODE__CONFLICT},    {"23503", JIEDUI__CODE__NOT_FOUND},
      {"23514", JIEDUI__CODE__INVALID},     {"40001", JIEDUI__CODE__UNAVAILABLE},
      {"40P01", JIEDUI__CODE__UNAVAILABLE}, {"57014", JIEDUI__CODE__DEADLINE_EXCEEDED},
      {"57P01", JIEDUI__CODE__UNAVAILABLE}, {"53300", JIEDUI__CODE__UNAVAILABLE},
      {"53100", JIEDUI__CODE__UNAVAILABLE}, {"08006", JIEDUI__CODE__UNAVAILABLE},
      {"25006", JIEDUI__CODE__UNAVAILABLE}, {"55P03", JIEDUI__CODE__UNAVAILABLE},
      {"42501", JIEDUI__CODE__INTERNAL},    {"42P01", JIEDUI__CODE__INTERNAL},
      {"XX000", JIEDUI__CODE__INTERNAL},    {"21000", JIEDUI__CODE__INVALID},
  };
  for (size_t i = 0; i < COUNT(cases); i++) {
    const Jiedui__Status *status = failure(cases[i].state);
    assert_int_equal(status->code, cases[i].code);
    assert_string_equal(sqlstate, cases[i].state);
    assert_int_equal(status->has_retry_after_ms, cases[i].code == JIEDUI__CODE__UNAVAILABLE);
    assert_null(strstr(status->text, "张三"));
  }
}

static void a_lost_connection_is_unavailable(void **state)
{
  (void)state;
  assert_int_equal(failure(NULL)->code, JIEDUI__CODE__UNAVAILABLE);
  assert_string_equal(sqlstate, "08006");
}

static void whoever_is_unavailable_says_when_to_try_again(void **state)
{
  (void)state;
  const Jiedui__Status *status = failure_new(arena, JIEDUI__CODE__UNAVAILABLE, "Busy.");
  assert_true(status->has_retry_after_ms && status->retry_after_ms > 0);
  assert_false(failure_new(arena, JIEDUI__CODE__CONFLICT, "No.")->has_retry_after_ms);
}

static void a_known_constraint_speaks_its_sentence(void **state)
{
  (void)state;
  told.constraint = "mentor_load_within_cap";
  const Jiedui__Status *status = failure("23514");
  assert_int_equal(status->code, JIEDUI__CODE__CONFLICT);
  assert_string_equal(status->constraint, "mentor_load_within_cap");
  assert_string_equal(status->text, "The mentor has no free place.");
}

static void an_unknown_constraint_is_still_named(void **state)
{
  (void)state;
  told.constraint = "of_another_day";
  const Jiedui__Status *status = failure("23505");
  assert_int_equal(status->code, JIEDUI__CODE__CONFLICT);
  assert_string_equal(status->constraint, "of_another_day");
  assert_string_equal(status->text, "There is one like it already.");
}

static void a_refusal_brings_its_values(void **state)
{
  (void)state;
  told.constraint = "student_unknown";
  told.detail = "student_no=L1\ncampus=a=b\nno equals sign\nempty=";
  const Jiedui__Status *status = failure("JD001");
  assert_int_equal(status->code, JIEDUI__CODE__NOT_FOUND);
  assert_int_equal(status->n_values, 3);
  assert_string_equal(status->values[0]->name, "student_no");
  assert_string_equal(status->values[0]->value, "L1");
  assert_string_equal(status->values[1]->value, "a=b");
  assert_string_equal(status->values[2]->value, "");
}

static void details_of_postgresql_stay_inside(void **state)
{
  (void)state;
  told.detail = "Key (student_no)=(G110101201001011234) already exists.";
  assert_int_equal(failure("23505")->n_values, 0);
}

static void a_malformed_value_names_its_field(void **state)
{
  (void)state;
  told.context = "unnamed portal parameter $2 = '...'";
  const Jiedui__Status *status = failure("22007");
  assert_int_equal(status->n_violations, 1);
  assert_string_equal(status->violations[0]->field, "born_on");
  assert_string_equal(status->violations[0]->text, status->text);
  told.context = "portal \"p\" parameter $3";
  assert_string_equal(failure("22007")->violations[0]->field, "rows.born_on");
}

static void a_parameter_that_is_no_field_names_none(void **state)
{
  (void)state;
  static const char *const contexts[] = {"parameter $1", "parameter $0", "parameter $4",
                                         "parameter $99999999999999999999", "parameter $x"};
  for (size_t i = 0; i < COUNT(contexts); i++) {
    told.context = contexts[i];
    assert_int_equal(failure("22007")->n_violations, 0);
  }
}

static void states_tell_data_and_passing_conflicts(void **state)
{
  (void)state;
  assert_true(failure_is_of_data("22007") && failure_is_of_data("23514"));
  assert_true(failure_is_of_data("JD001") && failure_is_of_data("21000"));
  assert_false(failure_is_of_data("40001") || failure_is_of_data("57014"));
  assert_true(failure_is_transient("40001") && failure_is_transient("40P01"));
  assert_false(failure_is_transient("23505") || failure_is_transient("08006"));
}

static int set_up(void **state)
{
  (void)state;
  memset(&told, 0, sizeof told);
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
      TEST(each_class_of_error_has_its_code),
      TEST(a_lost_connection_is_unavailable),
      TEST(whoever_is_unavailable_says_when_to_try_again),
      TEST(a_known_constraint_speaks_its_sentence),
      TEST(an_unknown_constraint_is_still_named),
      TEST(a_refusal_brings_its_values),
      TEST(details_of_postgresql_stay_inside),
      TEST(a_malformed_value_names_its_field),
      TEST(a_parameter_that_is_no_field_names_none),
      TEST(states_tell_data_and_passing_conflicts),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
