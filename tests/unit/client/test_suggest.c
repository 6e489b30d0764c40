/* The nearest word. */
#include "client/suggest.h"
#include "tests/unit/client/sample.h"

static void test_distance(void **state)
{
  (void)state;
  assert_int_equal(suggest_distance("", ""), 0);
  assert_int_equal(suggest_distance("", "abc"), 3);
  assert_int_equal(suggest_distance("abc", ""), 3);
  assert_int_equal(suggest_distance("abcd", "abdc"), 1);
  assert_int_equal(suggest_distance("kitten", "sitting"), 3);
  assert_int_equal(suggest_distance("same", "same"), 0);
  char longer[200];
  memset(longer, 'a', sizeof longer - 1);
  longer[sizeof longer - 1] = '\0';
  assert_int_equal(suggest_distance(longer, longer), 0);
}

static void test_nearest(void **state)
{
  (void)state;
  const char *best = NULL;
  suggest_consider("stundet list", "mentor list", &best);
  assert_null(best);
  suggest_consider("stundet list", "student lists", &best);
  suggest_consider("stundet list", "student list", &best);
  suggest_consider("stundet list", "staff list", &best);
  assert_string_equal(best, "student list");
}

int main(void)
{
  const struct CMUnitTest tests[] = {cmocka_unit_test(test_distance),
                                     cmocka_unit_test(test_nearest)};
  return RUN(tests);
}
