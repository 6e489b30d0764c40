/* The ends of months: leap years, a year's end, the day up to which is looked. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "client/report/months.h"

static void test_a_month_ends_on_its_last_day(void **state)
{
  (void)state;
  char day[MONTHS_DAY];
  assert_true(months_end("2026-01-01", "2026-12-31", 0, day));
  assert_string_equal(day, "2026-01-31");
  assert_true(months_end("2026-01-15", "2026-12-31", 1, day));
  assert_string_equal(day, "2026-02-28");
  assert_true(months_end("2028-01-01", "2028-12-31", 1, day));
  assert_string_equal(day, "2028-02-29");
  assert_true(months_end("2100-01-01", "2100-12-31", 1, day));
  assert_string_equal(day, "2100-02-28");
}

static void test_a_plan_may_begin_in_autumn(void **state)
{
  (void)state;
  char day[MONTHS_DAY];
  assert_true(months_end("2026-09-01", "2027-08-31", 3, day));
  assert_string_equal(day, "2026-12-31");
  assert_true(months_end("2026-09-01", "2027-08-31", 4, day));
  assert_string_equal(day, "2027-01-31");
}

static void test_the_running_month_ends_on_the_day_looked_from(void **state)
{
  (void)state;
  char day[MONTHS_DAY];
  assert_true(months_end("2026-01-01", "2026-03-31", 2, day));
  assert_string_equal(day, "2026-03-31");
  assert_true(months_end("2026-01-01", "2026-04-01", 3, day));
  assert_string_equal(day, "2026-04-01");
  assert_false(months_end("2026-01-01", "2026-03-31", 3, day));
  assert_false(months_end("2026-01-01", "2025-06-01", 0, day));
}

static void test_what_is_no_date_has_no_months(void **state)
{
  (void)state;
  char day[MONTHS_DAY];
  assert_false(months_end("", "2026-12-31", 0, day));
  assert_false(months_end("2026-13-01", "2026-12-31", 0, day));
}

int main(void)
{
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(test_a_month_ends_on_its_last_day),
      cmocka_unit_test(test_a_plan_may_begin_in_autumn),
      cmocka_unit_test(test_the_running_month_ends_on_the_day_looked_from),
      cmocka_unit_test(test_what_is_no_date_has_no_months),
  };
  return cmocka_run_group_tests_name("months", tests, NULL, NULL);
}
