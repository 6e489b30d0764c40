/* Scoring at the edges: totals of 160 and 161, 43 and 44 items, sums of 2n and 2n + 1. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "server/screening/score.h"

/* Two factors of a scale of 90: the hostile six, and the phobic seven. */
static const struct scale scl90 = {
    .items = 90,
    .low = 1,
    .high = 5,
    .positive_from = 2,
    .positives_above = 43,
    .total_above = 160,
    .critical = {3, {15, 59, 63}},
    .urgent = {1, {15}},
    .critical_from = 2,
    .n_factors = 2,
    .factors = {{"hostile", {6, {11, 24, 63, 67, 74, 81}}, SCALE_MEAN_ABOVE, 2},
                {"phobic", {7, {13, 25, 47, 50, 70, 75, 82}}, SCALE_MEAN_ABOVE, 2}},
};

static const struct scale yes_no = {
    .items = 100,
    .high = 1,
    .total_from = 65,
    .validity = {10, {82, 84, 86, 88, 90, 92, 94, 96, 98, 100}},
    .void_from = 7,
    .n_factors = 1,
    .factors = {{"lonely", {10, {26, 27, 28, 29, 30, 31, 32, 33, 34, 35}}, SCALE_SUM_FROM, 8}},
};

static void fill(int answers[SCALE_ITEMS], int value)
{
  for (int i = 0; i < SCALE_ITEMS; i++) answers[i] = value;
}

/* Items that belong to neither factor and are not critical. */
static void raise_free(int answers[SCALE_ITEMS], int count, int value)
{
  static const int taken[] = {11, 24, 63, 67, 74, 81, 13, 25, 47, 50, 70, 75, 82, 15, 59};
  for (int item = 1; item <= 90 && count > 0; item++) {
    bool is_free = true;
    for (size_t i = 0; i < sizeof taken / sizeof taken[0]; i++) is_free &= taken[i] != item;
    if (!is_free) continue;
    answers[item - 1] = value;
    count--;
  }
}

static void a_sheet_of_ones_asks_for_nothing(void **state)
{
  (void)state;
  int answers[SCALE_ITEMS];
  struct score score;
  fill(answers, 1);
  score_sheet(&scl90, answers, &score);
  assert_int_equal(score.total, 90);
  assert_int_equal(score.positives, 0);
  assert_false(score.is_flagged);
  assert_int_equal(score.critical.n, 0);
}

static void the_total_counts_above_160(void **state)
{
  (void)state;
  int answers[SCALE_ITEMS];
  struct score score;
  fill(answers, 1);
  raise_free(answers, 35, 3);
  score_sheet(&scl90, answers, &score);
  assert_int_equal(score.total, 160);
  assert_int_equal(score.positives, 35);
  assert_false(score.is_flagged);
  raise_free(answers, 1, 4);
  score_sheet(&scl90, answers, &score);
  assert_int_equal(score.total, 161);
  assert_true(score.by_total);
  assert_false(score.by_positives || score.by_factor);
}

static void positive_items_count_above_43(void **state)
{
  (void)state;
  int answers[SCALE_ITEMS];
  struct score score;
  fill(answers, 1);
  raise_free(answers, 43, 2);
  score_sheet(&scl90, answers, &score);
  assert_int_equal(score.positives, 43);
  assert_false(score.is_flagged);
  raise_free(answers, 44, 2);
  score_sheet(&scl90, answers, &score);
  assert_int_equal(score.positives, 44);
  assert_true(score.by_positives);
  assert_false(score.by_total);
  assert_int_equal(score_hundredths(score.positive_sum, score.positives), 200);
}

static void a_factor_counts_above_a_mean_of_two(void **state)
{
  (void)state;
  int answers[SCALE_ITEMS];
  struct score score;
  fill(answers, 1);
  answers[10] = answers[23] = 4;
  score_sheet(&scl90, answers, &score);
  assert_int_equal(score.sums[0], 12);
  assert_false(score.is_flagged);
  answers[10] = 5;
  score_sheet(&scl90, answers, &score);
  assert_int_equal(score.sums[0], 13);
  assert_true(score.by_factor && score.flags[0] && !score.flags[1]);
}

static void critical_items_are_told_whatever_the_total(void **state)
{
  (void)state;
  int answers[SCALE_ITEMS];
  struct score score;
  fill(answers, 1);
  answers[58] = 2;
  score_sheet(&scl90, answers, &score);
  assert_int_equal(score.critical.n, 1);
  assert_int_equal(score.critical.item[0], 59);
  assert_false(score.is_urgent || score.is_flagged);
  answers[14] = 2;
  score_sheet(&scl90, answers, &score);
  assert_int_equal(score.critical.n, 2);
  assert_true(score.is_urgent);
}

static void seven_contradictions_make_a_sheet_void(void **state)
{
  (void)state;
  int answers[SCALE_ITEMS];
  struct score score;
  fill(answers, 0);
  for (int i = 25; i < 33; i++) answers[i] = 1;
  for (int i = 81; i < 93; i += 2) answers[i] = 1;
  score_sheet(&yes_no, answers, &score);
  assert_false(score.is_void);
  assert_int_equal(score.total, 8);
  assert_true(score.by_factor);
  answers[93] = 1;
  score_sheet(&yes_no, answers, &score);
  assert_true(score.is_void);
  assert_false(score.is_flagged);
}

static void cells_are_read_strictly(void **state)
{
  (void)state;
  const char *cells[SCALE_ITEMS];
  int answers[SCALE_ITEMS];
  int at = 0;
  for (int i = 0; i < SCALE_ITEMS; i++) cells[i] = i % 2 == 0 ? "是" : " 0 ";
  assert_int_equal(score_read(&yes_no, cells, 100, answers, &at), SHEET_SOUND);
  assert_int_equal(answers[0], 1);
  assert_int_equal(answers[1], 0);
  assert_int_equal(score_read(&yes_no, cells, 99, answers, &at), SHEET_INCOMPLETE);
  assert_int_equal(at, 100);
  for (int i = 0; i < SCALE_ITEMS; i++) cells[i] = i < 90 ? "5" : NULL;
  assert_int_equal(score_read(&scl90, cells, 100, answers, &at), SHEET_SOUND);
  cells[90] = "1";
  assert_int_equal(score_read(&scl90, cells, 100, answers, &at), SHEET_OUT_OF_RANGE);
  assert_int_equal(at, 91);
  static const char *const bad[] = {"0", "6", "12", "3x", "3 4", "是", "-1", "3.0"};
  for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
    cells[16] = bad[i];
    assert_int_equal(score_read(&scl90, cells, 90, answers, &at), SHEET_OUT_OF_RANGE);
    assert_int_equal(at, 17);
  }
}

static void means_are_rounded_half_up(void **state)
{
  (void)state;
  assert_int_equal(score_hundredths(15, 7), 214);
  assert_int_equal(score_hundredths(1, 8), 13);
  assert_int_equal(score_hundredths(13, 6), 217);
  assert_int_equal(score_hundredths(10, 3), 333);
}

static void days_are_of_the_calendar(void **state)
{
  (void)state;
  assert_true(score_is_day("2026-03-05") && score_is_day("2028-02-29"));
  static const char *const bad[] = {"", "2026-02-29", "2026-13-01", "2026-00-10", "2026-04-31",
                                    "2026-3-05", "05-03-2026", "2026-03-05x", "2026/03/05"};
  for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) assert_false(score_is_day(bad[i]));
  assert_false(score_is_day(NULL));
}

int main(void)
{
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(a_sheet_of_ones_asks_for_nothing),
      cmocka_unit_test(the_total_counts_above_160),
      cmocka_unit_test(positive_items_count_above_43),
      cmocka_unit_test(a_factor_counts_above_a_mean_of_two),
      cmocka_unit_test(critical_items_are_told_whatever_the_total),
      cmocka_unit_test(seven_contradictions_make_a_sheet_void),
      cmocka_unit_test(cells_are_read_strictly),
      cmocka_unit_test(means_are_rounded_half_up),
      cmocka_unit_test(days_are_of_the_calendar),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
