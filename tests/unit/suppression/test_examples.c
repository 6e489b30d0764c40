/* unit.suppression.examples: cases worked by hand, with the reason why each cell is as it is. */
#include "shapes.h"
#include "unit.h"

/* One leaf a part, one total behind them. */
static void make_levels(struct shape *shape, int n)
{
  *shape = (struct shape){0};
  shape_table(shape, n, 1);
}

static struct suppression_result run(struct arena *arena, const struct shape *shape, int n_campuses,
                                     const int *values)
{
  struct suppression_result result;
  const struct suppression_table table = {.n_cells = shape->n_cells,
                                          .kinds = shape->kinds,
                                          .n_sums = shape->n_sums,
                                          .sums = shape->sums,
                                          .n_campuses = n_campuses,
                                          .values = values};
  assert_true(suppression_run(arena, &table, &result));
  return result;
}

static void assert_marks(const enum suppression_mark *marks, const char *expected)
{
  for (size_t i = 0; expected[i] != '\0'; i++) {
    const char mark = ".<*"[marks[i]];
    if (mark != expected[i]) print_error("cell %zu\n", i);
    assert_int_equal(mark, expected[i]);
  }
}

static void check_levels(const int *values, int n, int n_campuses, const char *marks,
                         const char *sums)
{
  struct arena *arena = arena_new();
  struct shape shape;
  make_levels(&shape, n);
  const struct suppression_result result = run(arena, &shape, n_campuses, values);
  assert_marks(result.marks, marks);
  assert_marks(result.district_marks, sums);
  arena_free(arena);
}

static void a_small_count_takes_the_smallest_other_with_it(void **state)
{
  (void)state;
  check_levels((const int[]){3, 40, 0, 9, 52}, 4, 1, "<..*.", "*..*.");
}

static void two_small_counts_hide_each_other(void **state)
{
  (void)state;
  check_levels((const int[]){1, 2, 0, 8, 11}, 4, 1, "<<...", "**...");
}

/* "<5" and a total of 1 would say which: so no count is called small, and a zero is hidden too. */
static void a_total_of_one_hides_where_it_lies(void **state)
{
  (void)state;
  check_levels((const int[]){0, 1, 0, 0, 1}, 4, 1, ".*.*.", ".*.*.");
  check_levels((const int[]){1, 1, 0, 0, 2}, 4, 1, "**...", "**...");
}

/* 1 + 5: whoever knows that the second is at least 5 knows the first. */
static void what_is_hidden_beside_a_small_count_says_that_it_is_not_small(void **state)
{
  (void)state;
  check_levels((const int[]){1, 5, 6}, 2, 1, "**.", "**.");
  check_levels((const int[]){1, 6, 7}, 2, 1, "<*.", "**.");
}

static void a_part_that_is_the_whole_campus_is_shown(void **state)
{
  (void)state;
  check_levels((const int[]){3, SUPPRESSION_ABSENT, SUPPRESSION_ABSENT, 3}, 3, 1, "....", "....");
  check_levels((const int[]){0, 0, 0, 0}, 3, 1, "....", "....");
}

static void a_grade_the_campus_cannot_have_protects_nothing(void **state)
{
  (void)state;
  check_levels((const int[]){3, SUPPRESSION_ABSENT, 7, 8, 18}, 4, 1, "<.*..", "*.*..");
}

/* Alone the sum gives the count away; with a second campus it does not. */
static void a_sum_is_shown_once_two_campuses_hide(void **state)
{
  (void)state;
  check_levels((const int[]){2, 9, 30, 41, /**/ 50, 60, 70, 180}, 3, 2, "<*......", "**..");
  check_levels((const int[]){2, 9, 30, 41, /**/ 3, 9, 70, 82}, 3, 2, "<*..<*..", "....");
}

static void a_small_sum_is_hidden_like_a_small_count(void **state)
{
  (void)state;
  check_levels((const int[]){2, 9, 30, 41, /**/ 1, 9, 70, 80}, 3, 2, "<*..<*..", "**..");
}

/* Waiting 2 of 30: paired would be the difference, the other group the rest of the totals. */
static void waiting_is_hidden_as_a_difference(void **state)
{
  (void)state;
  struct arena *arena = arena_new();
  struct shape shape = {0};
  shape_table(&shape, 2, 2);
  const int values[] = {28, 2, 40, 7, /* needs */ 30, 47, /* totals */ 68, 9, 77};
  const struct suppression_result result = run(arena, &shape, 1, values);
  int shown = 0;
  assert_int_equal(result.marks[1], SUPPRESSION_SMALL);
  for (int c = 0; c < 6; c++) shown += result.marks[c] == SUPPRESSION_SHOWN;
  assert_int_equal(shown, 2);
  arena_free(arena);
}

static void sums_that_do_not_hold_are_refused(void **state)
{
  (void)state;
  struct arena *arena = arena_new();
  struct shape shape;
  struct suppression_result result;
  make_levels(&shape, 2);
  const bool none[] = {false};
  struct suppression_table wrong = {
      .n_cells = 3, .kinds = shape.kinds, .n_sums = 1, .sums = shape.sums,
      .n_campuses = 1, .values = (const int[]){1, 2, 4}};
  assert_false(suppression_run(arena, &wrong, &result));
  wrong.applies = none;
  assert_true(suppression_run(arena, &wrong, &result));
  struct suppression_table below = wrong;
  below.values = (const int[]){-2, 2, 0};
  below.applies = NULL;
  assert_false(suppression_run(arena, &below, &result));
  arena_free(arena);
}

static void nobody_is_nothing(void **state)
{
  (void)state;
  struct arena *arena = arena_new();
  struct shape shape;
  make_levels(&shape, 3);
  const struct suppression_result result = run(arena, &shape, 0, NULL);
  assert_marks(result.district_marks, "....");
  arena_free(arena);
}

/* Twice as many of the second as of the first: shown, they would tell the hidden ones. */
static void what_tells_a_count_is_hidden_with_it(void **state)
{
  (void)state;
  struct arena *arena = arena_new();
  struct shape shape = {0};
  shape_table(&shape, 3, 1);
  shape_table(&shape, 3, 1);
  const int governors[] = {-1, -1, -1, -1, 0, 1, 2, -1};
  const int values[] = {3, 40, 9, 52, 6, 80, 18, 104, 0, 1, 0, 1, 0, 7, 0, 7};
  const struct suppression_table table = {.n_cells = shape.n_cells,
                                          .kinds = shape.kinds,
                                          .n_sums = shape.n_sums,
                                          .sums = shape.sums,
                                          .n_campuses = 2,
                                          .values = values,
                                          .governors = governors};
  struct suppression_result result;
  assert_true(suppression_run(arena, &table, &result));
  assert_marks(result.marks, "<.*.*.*..**..**.");
  arena_free(arena);
}

int main(void)
{
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(what_tells_a_count_is_hidden_with_it),
      cmocka_unit_test(a_small_count_takes_the_smallest_other_with_it),
      cmocka_unit_test(two_small_counts_hide_each_other),
      cmocka_unit_test(a_total_of_one_hides_where_it_lies),
      cmocka_unit_test(what_is_hidden_beside_a_small_count_says_that_it_is_not_small),
      cmocka_unit_test(a_part_that_is_the_whole_campus_is_shown),
      cmocka_unit_test(a_grade_the_campus_cannot_have_protects_nothing),
      cmocka_unit_test(a_sum_is_shown_once_two_campuses_hide),
      cmocka_unit_test(a_small_sum_is_hidden_like_a_small_count),
      cmocka_unit_test(waiting_is_hidden_as_a_difference),
      cmocka_unit_test(sums_that_do_not_hold_are_refused),
      cmocka_unit_test(nobody_is_nothing),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
