/* unit.server.catalogue: what contract and SQL files alone tell, over sample.proto. */
#include "server/catalogue.h"

#include "tests/support/unit.h"

enum { FAULTS = 64 };

static struct catalogue catalogue;
static char faults[FAULTS][400];
static size_t n_faults;

static void on_fault(void *data, const char *text)
{
  (void)data;
  assert_true(n_faults < FAULTS);
  (void)snprintf(faults[n_faults++], sizeof faults[0], "%s", text);
}

/* How many faults hold the words. */
static size_t count_of(const char *words)
{
  size_t n = 0;
  for (size_t i = 0; i < n_faults; i++) n += strstr(faults[i], words) != NULL;
  return n;
}

static void expect(const char *words)
{
  if (count_of(words) != 1) fail_msg("%zu faults say: %s", count_of(words), words);
}

static void a_missing_sql_file_is_named(void **state)
{
  (void)state;
  expect(
      "SampleService.HaveNoPartner has no SQL file: write "
      "sql/operations/sample/have_no_partner.sql");
}

static void a_sql_file_without_rpc_is_named(void **state)
{
  (void)state;
  expect("sql/operations/sample/stray.sql belongs to no rpc");
}

static void an_operation_in_c_without_rpc_is_named(void **state)
{
  (void)state;
  expect("SampleService.GoneFromContract, and no .proto has");
}

static void a_missing_access_rule_is_named(void **state)
{
  (void)state;
  expect("SampleService.HaveNoAccess has no access rule: write (allow)");
}

static void two_access_rules_are_named(void **state)
{
  (void)state;
  expect("SampleService.HaveTwoAccesses: only one of (allow), (member), (open)");
}

static void a_missing_role_is_named(void **state)
{
  (void)state;
  expect("SampleService.HaveNoRole has no database role: write (role)");
}

static void a_missing_audit_class_is_named(void **state)
{
  (void)state;
  expect("SampleService.HaveNoAudit does not say what it leaves in the audit");
}

static void a_dry_run_of_what_is_no_write_is_named(void **state)
{
  (void)state;
  expect("SampleService.RunDryAlone: (dry_run) is for writes");
}

static void a_file_that_cannot_be_read_is_named(void **state)
{
  (void)state;
  expect("sql/operations/sample/have_no_semicolon.sql:2: the last statement has no ;");
}

static void nothing_else_is_a_fault(void **state)
{
  (void)state;
  assert_int_equal(n_faults, 9);
  assert_int_equal(count_of("Good"), 0);
}

static void operations_are_found_by_their_full_name(void **state)
{
  (void)state;
  const struct operation *found = catalogue_find(&catalogue, "SampleService.ImportGood");
  assert_non_null(found);
  assert_int_equal(found->n_steps, 1);
  assert_string_equal(found->steps[0].role, "app");
  assert_string_equal(found->steps[0].script.bulk, "rows");
  assert_ptr_equal(catalogue_step(found, "sample/import_good.sql"), &found->steps[0]);
  assert_null(catalogue_find(&catalogue, "SampleService.ImportBad"));
  assert_null(catalogue_find(&catalogue, "ImportGood"));
  assert_null(catalogue_find(&catalogue, ""));
}

static int set_up(void **state)
{
  (void)state;
  struct error error;
  const struct schema *schema = schema_get(&error);
  if (schema == NULL) return 1;
  return catalogue_build(&catalogue, schema, on_fault, NULL) != n_faults;
}

static int tear_down(void **state)
{
  (void)state;
  catalogue_free(&catalogue);
  return 0;
}

int main(void)
{
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(a_missing_sql_file_is_named),
      cmocka_unit_test(a_sql_file_without_rpc_is_named),
      cmocka_unit_test(an_operation_in_c_without_rpc_is_named),
      cmocka_unit_test(a_missing_access_rule_is_named),
      cmocka_unit_test(two_access_rules_are_named),
      cmocka_unit_test(a_missing_role_is_named),
      cmocka_unit_test(a_missing_audit_class_is_named),
      cmocka_unit_test(a_dry_run_of_what_is_no_write_is_named),
      cmocka_unit_test(a_file_that_cannot_be_read_is_named),
      cmocka_unit_test(nothing_else_is_a_fault),
      cmocka_unit_test(operations_are_found_by_their_full_name),
  };
  return cmocka_run_group_tests(tests, set_up, tear_down);
}
