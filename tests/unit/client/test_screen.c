/* Bars of percentages, in blocks and in plain letters. */
#include <stdlib.h>

#include "client/plain.h"
#include "client/screen.h"
#include "client/text.h"
#include "tests/support/unit.h"

static void expect(double percent, double mark, const char *bar)
{
  struct arena *arena = arena_new();
  assert_string_equal(screen_bar(arena, percent, mark, 4), bar);
  assert_int_equal(plain_width(screen_bar(arena, percent, mark, 4)), 4);
  arena_free(arena);
}

static void test_blocks_fill_by_eighths(void **state)
{
  (void)state;
  expect(0, -1, "    ");
  expect(100, -1, "████");
  expect(50, -1, "██  ");
  expect(56.25, -1, "██▎ ");
  expect(250, -1, "████");
  expect(-3, -1, "    ");
}

static void test_the_mark_stands_where_the_target_is(void **state)
{
  (void)state;
  expect(25, 75, "█  │");
  expect(100, 50, "██│█");
  expect(50, 100, "██  ");
  expect(50, 130, "██  ");
}

static void test_nothing_is_painted_off_a_terminal(void **state)
{
  (void)state;
  if (screen_get()->is_terminal) skip();
  struct arena *arena = arena_new();
  assert_string_equal(screen_paint(arena, PAINT_GOOD, "met"), "met");
  assert_null(screen_colour(PAINT_HEADING));
  arena_free(arena);
}

int main(void)
{
  const struct CMUnitTest tests[] = {cmocka_unit_test(test_blocks_fill_by_eighths),
                                     cmocka_unit_test(test_the_mark_stands_where_the_target_is),
                                     cmocka_unit_test(test_nothing_is_painted_off_a_terminal)};
  (void)setenv("LC_ALL", "C.UTF-8", 1);
  text_choose("en");
  return cmocka_run_group_tests(tests, NULL, NULL);
}
