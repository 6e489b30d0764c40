/* unit.suppression.districts: thousands of small districts, each taken apart by an observer. */
#include "observer.h"
#include "shapes.h"
#include "unit.h"

struct tally {
  int seen;
  int too_many;
  int hidden;   /* cells */
  int for_others; /* among them, those that were not small */
  int cells;
  int sums_hidden;
  int sums_open_to_hiding;
};

static int mixed(unsigned long *state)
{
  return (int)shape_random(state, 9);
}

/* Mostly small counts and zeros: where there is least room to hide in. */
static int tiny(unsigned long *state)
{
  return (int)(shape_random(state, 3) * shape_random(state, 3));
}

static int large(unsigned long *state)
{
  return shape_random(state, 4) == 0 ? 0 : 5 + (int)shape_random(state, 4);
}

static bool is_small(int value)
{
  return value >= SUPPRESSION_SMALLEST && value <= SUPPRESSION_LARGEST;
}

static void print_district(const struct suppression_table *table,
                           const struct suppression_result *result, size_t cell)
{
  static const char *marks[] = {"", "<5", "*"};
  for (int row = 0; row < table->n_campuses; row++) {
    for (int c = 0; c < table->n_cells; c++) {
      const int i = row * table->n_cells + c;
      print_error("%3d%-2s ", table->values[i], marks[result->marks[i]]);
    }
    print_error("\n");
  }
  for (int c = 0; c < suppression_areas(table) * table->n_cells; c++) {
    if (c % table->n_cells == 0) print_error("\n");
    print_error("%3d%-2s ", result->district[c], marks[result->district_marks[c]]);
  }
  print_error("\ncell %zu\n", cell);
}

static void check_cells(const struct suppression_table *table,
                        const struct suppression_result *result,
                        const struct observation *observation, struct tally *tally)
{
  const size_t n = (size_t)(table->n_campuses * table->n_cells);
  for (size_t i = 0; i < n; i++) {
    const bool is_total = table->kinds[i % (size_t)table->n_cells] == SUPPRESSION_TOTAL;
    if (table->kinds[i % (size_t)table->n_cells] == SUPPRESSION_SLACK) continue;
    const bool is_hidden = result->marks[i] != SUPPRESSION_SHOWN;
    bool sound = !is_hidden || (observation->open[i] && !is_total);
    if (is_small(table->values[i]) && !is_total) sound &= is_hidden || observation->public[i];
    if (result->marks[i] == SUPPRESSION_SMALL) sound &= is_small(table->values[i]);
    if (!sound) print_district(table, result, i);
    assert_true(sound);
    tally->cells++;
    tally->hidden += is_hidden;
    tally->for_others += is_hidden && !is_small(table->values[i]);
  }
}

static void check_sums(const struct suppression_table *table,
                       const struct suppression_result *result,
                       const struct observation *observation, struct tally *tally)
{
  const size_t m = (size_t)table->n_cells;
  for (size_t c = 0; c < (size_t)suppression_areas(table) * m; c++) {
    bool any = false;
    if (table->kinds[c % m] == SUPPRESSION_SLACK) continue;
    if (c >= m && !table->is_regional[c % m]) continue;
    for (size_t row = 0; row < (size_t)table->n_campuses; row++) {
      if (!suppression_covers(table, (int)(c / m), row, c % m)) continue;
      any = any || result->marks[row * m + c % m] != SUPPRESSION_SHOWN;
    }
    const bool is_hidden = result->district_marks[c] != SUPPRESSION_SHOWN;
    const bool sound = observation->district_open[c] && (any || !is_hidden) &&
                       (!is_small(result->district[c]) || !any || is_hidden);
    if (!sound) print_district(table, result, c);
    assert_true(sound);
    tally->sums_hidden += is_hidden;
    tally->sums_open_to_hiding += any;
  }
}

static void check(const struct suppression_table *table, struct tally *tally)
{
  struct arena *arena = arena_new();
  struct suppression_result result;
  struct observation observation;
  assert_true(suppression_run(arena, table, &result));
  tally->seen++;
  if (observe(arena, table, &result, &observation)) {
    check_cells(table, &result, &observation, tally);
    check_sums(table, &result, &observation, tally);
  } else {
    tally->too_many++;
  }
  arena_free(arena);
}

/* Two stages; sums over each of every second cell, of all, or of none. */
static void divide(struct arena *arena, struct suppression_table *table, unsigned long *state)
{
  const unsigned every = shape_random(state, 3);
  int *regions = arena_alloc(arena, (size_t)table->n_campuses * sizeof *regions);
  bool *is_regional = arena_alloc(arena, (size_t)table->n_cells);
  for (int i = 0; i < table->n_campuses; i++) regions[i] = (int)shape_random(state, 2);
  for (int c = 0; c < table->n_cells; c++) is_regional[c] = every > 0 && c % (int)every == 0;
  table->n_regions = 2;
  table->regions = regions;
  table->is_regional = is_regional;
}

static void check_many(const char *name, const struct shape *shape, int n,
                       int (*leaf_value)(unsigned long *state))
{
  unsigned long state = 20260301;
  struct tally tally = {0};
  for (int i = 0; i < n; i++) {
    struct arena *arena = arena_new();
    const int campuses = 2 + (int)shape_random(&state, 3);
    struct suppression_table table = shape_fill(arena, shape, campuses, &state, leaf_value);
    if (i % 2 == 1) divide(arena, &table, &state);
    check(&table, &tally);
    arena_free(arena);
  }
  print_message("%s: %d districts, %d too large; %d cells, %d hidden, %d of them for others; sums "
                "hidden %d of %d\n",
                name, tally.seen, tally.too_many, tally.cells, tally.hidden, tally.for_others,
                tally.sums_hidden, tally.sums_open_to_hiding);
  assert_true(tally.too_many * 2 < tally.seen);
}

static void check_values(const char *name, const struct shape *shape, int n)
{
  check_many(name, shape, n, tiny);
  check_many(name, shape, n, mixed);
}

static void groups_by_paired_and_waiting_stay_open(void **state)
{
  struct shape shape = {0};
  (void)state;
  shape_table(&shape, 2, 2);
  check_values("two groups", &shape, 400);
  shape = (struct shape){0};
  shape_table(&shape, 3, 2);
  check_values("three groups", &shape, 50);
}

static void levels_of_one_total_stay_open(void **state)
{
  struct shape shape = {0};
  (void)state;
  shape_table(&shape, 4, 1);
  check_values("four levels", &shape, 600);
}

static void grades_by_three_states_stay_open(void **state)
{
  struct shape shape = {0};
  (void)state;
  shape_table(&shape, 2, 3);
  check_values("two grades", &shape, 60);
}

static void a_cross_table_stays_open(void **state)
{
  struct shape shape = {0};
  (void)state;
  shape_cross(&shape, 2, 2);
  check_values("two by two", &shape, 150);
  shape = (struct shape){0};
  shape_cross(&shape, 2, 3);
  check_values("two by three", &shape, 30);
}

static void what_is_at_least_as_much_gives_nothing_away(void **state)
{
  struct shape shape = {0};
  (void)state;
  shape_bounded(&shape, 2);
  check_values("bounds", &shape, 100);
}

static void reports_that_share_cells_stay_open_together(void **state)
{
  struct shape shape = {0};
  (void)state;
  shape_linked(&shape, 2);
  check_values("shared counts", &shape, 60);
  shape = (struct shape){0};
  shape_two_reports(&shape, 2, 3);
  check_values("common totals", &shape, 200);
}

/* The columns `from` of a table as a table of its own, suppressed by itself. */
static void run_alone(struct arena *arena, const struct suppression_table *whole, const int *from,
                      int n, struct suppression_result *joint)
{
  struct shape shape = {0};
  struct suppression_result result;
  shape_table(&shape, n - 1, 1);
  int *values = arena_alloc(arena, (size_t)(whole->n_campuses * n) * sizeof *values);
  for (int i = 0; i < whole->n_campuses * n; i++) {
    values[i] = whole->values[i / n * whole->n_cells + from[i % n]];
  }
  const struct suppression_table table = {.n_cells = n,
                                          .kinds = shape.kinds,
                                          .n_sums = shape.n_sums,
                                          .sums = shape.sums,
                                          .n_campuses = whole->n_campuses,
                                          .values = values};
  assert_true(suppression_run(arena, &table, &result));
  for (int i = 0; i < whole->n_campuses * n; i++) {
    joint->marks[i / n * whole->n_cells + from[i % n]] = result.marks[i];
  }
  for (int i = 0; i < n; i++) joint->district_marks[from[i]] = result.district_marks[i];
}

/* One report by group, another by grade, of the same students: read side by side. */
static void reports_of_their_own_stay_open_together(void **state)
{
  (void)state;
  unsigned long random = 3;
  struct tally tally = {0};
  struct shape shape = {0};
  shape_two_reports(&shape, 2, 3);
  for (int i = 0; i < 150; i++) {
    struct arena *arena = arena_new();
    struct suppression_result joint;
    struct observation observation;
    const struct suppression_table table =
        shape_fill(arena, &shape, 2 + (int)shape_random(&random, 2), &random, mixed);
    assert_true(suppression_run(arena, &table, &joint));
    run_alone(arena, &table, (const int[]){0, 1, 5}, 3, &joint);
    run_alone(arena, &table, (const int[]){2, 3, 4, 5}, 4, &joint);
    if (observe(arena, &table, &joint, &observation)) {
      check_cells(&table, &joint, &observation, &tally);
      check_sums(&table, &joint, &observation, &tally);
    }
    arena_free(arena);
  }
  assert_true(tally.hidden > 100);
}

static void nothing_is_hidden_where_nothing_is_small(void **state)
{
  (void)state;
  unsigned long random = 7;
  struct shape shape = {0};
  shape_table(&shape, 4, 2);
  shape_cross(&shape, 2, 3);
  for (int i = 0; i < 300; i++) {
    struct arena *arena = arena_new();
    struct suppression_result result;
    const struct suppression_table table = shape_fill(arena, &shape, 3, &random, large);
    assert_true(suppression_run(arena, &table, &result));
    for (int k = 0; k < 3 * shape.n_cells; k++) assert_int_equal(result.marks[k], 0);
    for (int k = 0; k < shape.n_cells; k++) assert_int_equal(result.district_marks[k], 0);
    arena_free(arena);
  }
}

/* Together, alone, in another order: what a campus hides is its own business. */
static void a_campus_hides_the_same_whoever_stands_beside_it(void **state)
{
  (void)state;
  unsigned long random = 11;
  struct shape shape = {0};
  shape_table(&shape, 3, 2);
  shape_linked(&shape, 2);
  for (int i = 0; i < 100; i++) {
    struct arena *arena = arena_new();
    struct suppression_result all, one;
    struct suppression_table table = shape_fill(arena, &shape, 3, &random, mixed);
    assert_true(suppression_run(arena, &table, &all));
    for (int row = 0; row < 3; row++) {
      struct suppression_table alone = table;
      alone.n_campuses = 1;
      alone.values = table.values + row * shape.n_cells;
      assert_true(suppression_run(arena, &alone, &one));
      assert_memory_equal(one.marks, all.marks + row * shape.n_cells,
                          (size_t)shape.n_cells * sizeof *one.marks);
    }
    arena_free(arena);
  }
}

int main(void)
{
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(groups_by_paired_and_waiting_stay_open),
      cmocka_unit_test(levels_of_one_total_stay_open),
      cmocka_unit_test(grades_by_three_states_stay_open),
      cmocka_unit_test(a_cross_table_stays_open),
      cmocka_unit_test(what_is_at_least_as_much_gives_nothing_away),
      cmocka_unit_test(reports_that_share_cells_stay_open_together),
      cmocka_unit_test(reports_of_their_own_stay_open_together),
      cmocka_unit_test(nothing_is_hidden_where_nothing_is_small),
      cmocka_unit_test(a_campus_hides_the_same_whoever_stands_beside_it),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
