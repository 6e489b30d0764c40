/* What is absent goes, figures and zeros stay, formulas are told once in both languages. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

#include "client/report/trim.h"

static void same(json_t *got, const char *wanted)
{
  json_t *other = json_loads(wanted, 0, NULL);
  assert_non_null(other);
  assert_true(json_equal(got, other));
  json_decref(other);
}

static void test_what_is_absent_goes(void **state)
{
  (void)state;
  json_t *reply = json_loads(
      "{\"rows\": [{\"a\": null, \"b\": false, \"c\": 0, \"d\": \"\", \"e\": [null], \"f\": true}],"
      " \"g\": {\"h\": null}}",
      0, NULL);
  trim_absent(reply);
  same(reply, "{\"rows\": [{\"c\": 0, \"d\": \"\", \"e\": [null], \"f\": true}], \"g\": {}}");
  json_decref(reply);
}

static void test_a_formula_is_told_once(void **state)
{
  (void)state;
  json_t *rows = json_loads(
      "[{\"figure\": \"x\", \"formula\": \"Students on roll.\"},"
      " {\"figure\": \"x\", \"formula\": \"Students on roll.\"},"
      " {\"figure\": \"y\", \"formula\": \"Nobody translated this.\"},"
      " {\"figure\": \"z\"}]",
      0, NULL);
  json_t *formulas = trim_formulas(rows);
  same(rows,
       "[{\"figure\": \"x\"}, {\"figure\": \"x\"}, {\"figure\": \"y\"}, {\"figure\": \"z\"}]");
  const char *chinese = json_string_value(json_object_get(json_object_get(formulas, "x"), "zh"));
  assert_non_null(chinese);
  assert_string_not_equal(chinese, "Students on roll.");
  same(json_object_get(formulas, "y"),
       "{\"en\": \"Nobody translated this.\", \"zh\": \"Nobody translated this.\"}");
  assert_int_equal(json_object_size(formulas), 2);
  json_decref(rows);
  json_decref(formulas);
}

int main(void)
{
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(test_what_is_absent_goes),
      cmocka_unit_test(test_a_formula_is_told_once),
  };
  return cmocka_run_group_tests_name("trim", tests, NULL, NULL);
}
