/* unit.server.clock: the clock starts where it is set, runs on, and prints what it was given. */
#include "server/clock.h"

#include <time.h>

#include "tests/support/unit.h"

static const uint64_t MARCH = UINT64_C(1772668800000); /* 2026-03-05T00:00:00Z */

static bool is_near(uint64_t ms, uint64_t expected)
{
  return ms >= expected && ms < expected + 5000;
}

static void it_starts_at_the_instant_it_is_set_to(void **state)
{
  (void)state;
  static const char *const same[] = {"2026-03-05T00:00:00Z", "2026-03-05T08:00:00+08:00",
                                     "2026-03-04T18:30:00-05:30"};
  for (size_t i = 0; i < COUNT(same); i++) {
    assert_true(clock_set(same[i]));
    assert_true(is_near(clock_unix_ms(), MARCH));
  }
}

static void it_runs_on(void **state)
{
  (void)state;
  assert_true(clock_set("2026-03-05T00:00:00Z"));
  const uint64_t before = clock_unix_ms();
  const struct timespec nap = {0, 20 * 1000 * 1000};
  (void)nanosleep(&nap, NULL);
  assert_true(clock_unix_ms() >= before + 20);
}

static void nothing_is_real_time(void **state)
{
  (void)state;
  assert_true(clock_set("2026-03-05T00:00:00Z"));
  assert_true(clock_set(""));
  assert_true(is_near(clock_unix_ms() + 1000, (uint64_t)time(NULL) * 1000));
}

static void what_is_no_instant_is_refused(void **state)
{
  (void)state;
  static const char *const texts[] = {"now",
                                      "2026-03-05",
                                      "2026-03-05T00:00:00",
                                      "2026-03-05 00:00Z",
                                      "2026-13-05T00:00:00Z",
                                      "2026-03-05T00:00:00+8",
                                      "2026-03-05T00:00:00*08:00",
                                      "2026-03-05T00:00:00+08:00x"};
  for (size_t i = 0; i < COUNT(texts); i++) {
    if (clock_set(texts[i])) fail_msg("%s was taken", texts[i]);
  }
}

static void instants_are_printed_in_utc_with_milliseconds(void **state)
{
  (void)state;
  char text[CLOCK_TEXT];
  clock_print(MARCH + 7, text);
  assert_string_equal(text, "2026-03-05T00:00:00.007Z");
  clock_print(0, text);
  assert_string_equal(text, "1970-01-01T00:00:00.000Z");
}

int main(void)
{
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(it_starts_at_the_instant_it_is_set_to),
      cmocka_unit_test(it_runs_on),
      cmocka_unit_test(nothing_is_real_time),
      cmocka_unit_test(what_is_no_instant_is_refused),
      cmocka_unit_test(instants_are_printed_in_utc_with_milliseconds),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
