#include "shapes.h"

#include <assert.h>
#include <stdlib.h>

static int add_cell(struct shape *shape, enum suppression_kind kind, bool is_leaf)
{
  assert(shape->n_cells < SHAPE_CELLS);
  shape->kinds[shape->n_cells] = kind;
  shape->is_leaf[shape->n_cells] = is_leaf;
  return shape->n_cells++;
}

int shape_leaf(struct shape *shape)
{
  return add_cell(shape, SUPPRESSION_PART, true);
}

int shape_slack(struct shape *shape)
{
  return add_cell(shape, SUPPRESSION_SLACK, true);
}

void shape_sum_again(struct shape *shape, int whole)
{
  assert(shape->n_sums < SHAPE_SUMS);
  const int at = shape->n_sums++;
  shape->sums[at] = (struct suppression_sum){whole, 0, shape->parts[at]};
}

int shape_sum(struct shape *shape, enum suppression_kind kind)
{
  const int whole = add_cell(shape, kind, false);
  shape_sum_again(shape, whole);
  return whole;
}

void shape_part(struct shape *shape, int part)
{
  struct suppression_sum *sum = &shape->sums[shape->n_sums - 1];
  assert(sum->n_parts < SHAPE_PARTS);
  shape->parts[shape->n_sums - 1][sum->n_parts++] = part;
}

/* A total of the cells from first on, `step` apart. */
static int total_of(struct shape *shape, int first, int step, int n)
{
  const int total = shape_sum(shape, SUPPRESSION_TOTAL);
  for (int i = 0; i < n; i++) shape_part(shape, first + i * step);
  return total;
}

static int leaves(struct shape *shape, int n)
{
  const int first = shape->n_cells;
  for (int i = 0; i < n; i++) (void)shape_leaf(shape);
  return first;
}

void shape_table(struct shape *shape, int rows, int columns)
{
  const int first = leaves(shape, rows * columns);
  const int first_row = shape->n_cells;
  for (int r = 0; columns > 1 && r < rows; r++) {
    (void)shape_sum(shape, SUPPRESSION_PART);
    for (int c = 0; c < columns; c++) shape_part(shape, first + r * columns + c);
  }
  const int first_total = shape->n_cells;
  for (int c = 0; c < columns; c++) (void)total_of(shape, first + c, columns, rows);
  if (columns == 1) return;
  const int whole = total_of(shape, first_row, 1, rows);
  shape_sum_again(shape, whole);
  for (int c = 0; c < columns; c++) shape_part(shape, first_total + c);
}

void shape_cross(struct shape *shape, int rows, int columns)
{
  const int first = leaves(shape, rows * columns);
  const int first_row = shape->n_cells;
  for (int r = 0; r < rows; r++) {
    (void)shape_sum(shape, SUPPRESSION_PART);
    for (int c = 0; c < columns; c++) shape_part(shape, first + r * columns + c);
  }
  const int first_column = shape->n_cells;
  for (int c = 0; c < columns; c++) {
    (void)shape_sum(shape, SUPPRESSION_PART);
    for (int r = 0; r < rows; r++) shape_part(shape, first + r * columns + c);
  }
  const int whole = total_of(shape, first_row, 1, rows);
  shape_sum_again(shape, whole);
  for (int c = 0; c < columns; c++) shape_part(shape, first_column + c);
}

/* A cell that is both left + right and again as many leaves. */
void shape_linked(struct shape *shape, int groups)
{
  const int first = leaves(shape, groups * 4);
  const int first_group = shape->n_cells;
  for (int g = 0; g < groups; g++) {
    const int group = shape_sum(shape, SUPPRESSION_PART);
    shape_part(shape, first + 4 * g);
    shape_part(shape, first + 4 * g + 1);
    shape_sum_again(shape, group);
    shape_part(shape, first + 4 * g + 2);
    shape_part(shape, first + 4 * g + 3);
  }
  for (int i = 0; i < 4; i++) (void)total_of(shape, first + i, 4, groups);
  (void)total_of(shape, first_group, 1, groups);
}

void shape_bounded(struct shape *shape, int groups)
{
  const int first = shape->n_cells;
  for (int g = 0; g < groups; g++) {
    (void)shape_leaf(shape);
    (void)shape_leaf(shape);
    (void)shape_slack(shape);
  }
  const int first_sum = shape->n_cells;
  for (int g = 0; g < groups; g++) {
    for (int with = 1; with <= 2; with++) {
      (void)shape_sum(shape, SUPPRESSION_PART);
      shape_part(shape, first + 3 * g);
      shape_part(shape, first + 3 * g + with);
    }
  }
  for (int i = 0; i < 3; i++) (void)total_of(shape, first + i, 3, groups);
  for (int i = 0; i < 2; i++) (void)total_of(shape, first_sum + i, 2, groups);
}

void shape_two_reports(struct shape *shape, int groups, int grades)
{
  const int by_group = leaves(shape, groups), by_grade = leaves(shape, grades);
  const int whole = total_of(shape, by_group, 1, groups);
  shape_sum_again(shape, whole);
  for (int i = 0; i < grades; i++) shape_part(shape, by_grade + i);
}

unsigned shape_random(unsigned long *state, unsigned below)
{
  *state = *state * 6364136223846793005UL + 1442695040888963407UL;
  return (unsigned)(*state >> 33) % below;
}

static int value_of(const int *values, int cell)
{
  return values[cell] == SUPPRESSION_ABSENT ? 0 : values[cell];
}

/* Later sums over the same whole are made to hold by their last leaf, or by the first sum's. */
static void settle(const struct shape *shape, int *values)
{
  bool *done = calloc((size_t)shape->n_cells, sizeof *done);
  if (done == NULL) abort();
  for (int s = 0; s < shape->n_sums; s++) {
    const struct suppression_sum *sum = &shape->sums[s];
    int total = 0;
    for (int i = 0; i < sum->n_parts; i++) total += value_of(values, sum->parts[i]);
    int missing = done[sum->whole] ? values[sum->whole] - total : 0;
    for (int i = 0; i < sum->n_parts && missing != 0; i++) {
      int *value = &values[sum->parts[i]];
      if (!shape->is_leaf[sum->parts[i]]) continue;
      const int by = missing < -value_of(values, sum->parts[i]) ? -*value : missing;
      *value += by;
      missing -= by;
    }
    if (!done[sum->whole]) values[sum->whole] = total;
    done[sum->whole] = true;
  }
  free(done);
}

struct suppression_table shape_fill(struct arena *arena, const struct shape *shape, int n_campuses,
                                    unsigned long *state, int (*leaf_value)(unsigned long *state))
{
  const size_t m = (size_t)shape->n_cells;
  int *values = arena_alloc(arena, ((size_t)n_campuses * m + 1) * sizeof *values);
  for (size_t row = 0; row < (size_t)n_campuses; row++) {
    for (size_t c = 0; c < m; c++) {
      if (shape->is_leaf[c]) values[row * m + c] = leaf_value(state);
    }
    settle(shape, values + row * m);
  }
  return (struct suppression_table){.n_cells = shape->n_cells,
                                    .kinds = shape->kinds,
                                    .n_sums = shape->n_sums,
                                    .sums = shape->sums,
                                    .n_campuses = n_campuses,
                                    .values = values};
}
