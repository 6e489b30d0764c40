/* unit.suppression.large: a hundred campuses, fast enough to be computed at every call. */
#include <time.h>

#include "shapes.h"
#include "unit.h"

static int skewed(unsigned long *state)
{
  const unsigned kind = shape_random(state, 10);
  if (kind < 2) return 0;
  if (kind < 4) return 1 + (int)shape_random(state, 4);
  return 5 + (int)shape_random(state, 60);
}

static double run_ms(const struct suppression_table *table, struct suppression_result *result,
                     struct arena *arena)
{
  struct timespec from, to;
  clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &from);
  assert_true(suppression_run(arena, table, result));
  clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &to);
  return (double)(to.tv_sec - from.tv_sec) * 1e3 + (double)(to.tv_nsec - from.tv_nsec) / 1e6;
}

static void a_hundred_campuses_take_well_under_a_second(void **state)
{
  (void)state;
  unsigned long random = 5;
  struct arena *arena = arena_new();
  struct shape shape = {0};
  struct suppression_result result;
  shape_table(&shape, 4, 2);
  shape_table(&shape, 7, 3);
  const int level = shape.n_cells; /* the first of four */
  shape_table(&shape, 4, 1);
  shape_linked(&shape, 4);
  struct suppression_table table = shape_fill(arena, &shape, 100, &random, skewed);
  bool is_regional[SHAPE_CELLS] = {false};
  int regions[100];
  for (int i = 0; i < 100; i++) regions[i] = i % 3;
  for (int g = 0; g < 4; g++) is_regional[level + g] = true;
  table.n_regions = 3;
  table.regions = regions;
  table.is_regional = is_regional;
  const double ms = run_ms(&table, &result, arena);
  int hidden = 0, sums = 0, of_stages = 0;
  for (int i = 0; i < 100 * shape.n_cells; i++) hidden += result.marks[i] != SUPPRESSION_SHOWN;
  for (int c = 0; c < shape.n_cells; c++) sums += result.district_marks[c] != SUPPRESSION_SHOWN;
  for (int r = 1; r <= 3; r++) {
    for (int g = 0; g < 4; g++) {
      of_stages += result.district_marks[r * shape.n_cells + level + g] != SUPPRESSION_SHOWN;
    }
  }
  print_message("100 campuses of %d cells: %.0f ms of CPU; %d cells hidden, %d sums, %d of "
                "stages\n",
                shape.n_cells, ms, hidden, sums, of_stages);
  assert_true(hidden > 0 && sums < shape.n_cells / 2 && of_stages < 6);
  assert_true(ms < 5000); /* with sanitizers, on a busy machine */
  arena_free(arena);
}

int main(void)
{
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(a_hundred_campuses_take_well_under_a_second)};
  return cmocka_run_group_tests(tests, NULL, NULL);
}
