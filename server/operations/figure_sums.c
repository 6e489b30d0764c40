/* Owns the sums by which one figure's number can be computed from others. Knows no marks. */
#include <stdint.h>
#include <string.h>

#include "server/operations/figure_table.h"

static int count_at(const int *row, int cell)
{
  return row[cell] == SUPPRESSION_ABSENT ? 0 : row[cell];
}

static void add_sum(struct figure_cells *cells, int whole, int *parts, int n_parts)
{
  cells->sums[cells->table.n_sums++] = (struct suppression_sum){whole, n_parts, parts};
}

static void add_sum_of_two(struct figure_cells *cells, int whole, int part, int rest)
{
  if (whole < 0 || part < 0) return;
  int *parts = arena_alloc(cells->arena, 2 * sizeof *parts);
  parts[0] = part;
  parts[1] = rest;
  add_sum(cells, whole, parts, rest < 0 ? 1 : 2);
}

int figure_sibling(const struct figure_cells *cells, size_t cell, const char *count)
{
  if (count == NULL) return -1;
  struct figure_cell other = cells->index.cells[cell];
  other.count = count;
  return figure_index_find(&cells->index, other);
}

/* denominator = numerator + rest, wherever the figure is shown. */
static void add_fraction(struct figure_cells *cells, const struct figure_role *role)
{
  for (size_t c = 0; c < (size_t)cells->n_named; c++) {
    if (strcmp(cells->index.cells[c].count, role->denominator) != 0) continue;
    const int numerator = figure_sibling(cells, c, role->numerator);
    const int rest = figure_sibling(cells, c, role->rest);
    if (numerator >= 0 && rest >= 0) add_sum_of_two(cells, (int)c, numerator, rest);
  }
}

/* A slack takes what is left; where nothing is, the bound does not hold in that campus. */
static void set_rest(struct figure_cells *cells, int whole, int part, int rest)
{
  for (size_t campus = 0; campus < (size_t)cells->n_campuses; campus++) {
    int *row = cells->values + campus * cells->index.n;
    if (row[whole] == SUPPRESSION_ABSENT && row[part] == SUPPRESSION_ABSENT) continue;
    const int left = count_at(row, whole) - count_at(row, part);
    row[rest] = left < 0 ? 0 : left;
  }
}

static void add_bound(struct figure_cells *cells, const struct figure_bound *bound)
{
  for (size_t c = 0; c < (size_t)cells->n_named; c++) {
    if (strcmp(cells->index.cells[c].count, bound->whole) != 0) continue;
    const int part = figure_sibling(cells, c, bound->part);
    const int rest = figure_sibling(cells, c, bound->rest);
    if (part < 0 || (bound->rest != NULL && rest < 0)) continue;
    add_sum_of_two(cells, (int)c, part, rest);
    if (rest >= 0) set_rest(cells, (int)c, part, rest);
  }
}

static void add_reach(struct figure_cells *cells, const struct figure_reach *reach)
{
  const struct figure_cell total = {reach->whole, FIGURE_WHOLE, ""};
  const int whole = figure_index_find(&cells->index, total);
  for (size_t c = (size_t)cells->n_named; whole >= 0 && c < cells->index.n; c++) {
    if (strcmp(cells->index.cells[c].count, reach->rest) != 0) continue;
    const int part = figure_sibling(cells, c, reach->part);
    add_sum_of_two(cells, whole, part, (int)c);
    set_rest(cells, whole, part, (int)c);
  }
}

/* Every count's whole is the sum of its parts, for each thing that it is split by. */
static void add_splits(struct figure_cells *cells)
{
  const size_t m = cells->index.n;
  bool *done = arena_alloc(cells->arena, m + 1);
  for (size_t c = 0; c < m; c++) {
    const struct figure_cell cell = cells->index.cells[c];
    const struct figure_cell total = {cell.count, FIGURE_WHOLE, ""};
    const int whole = figure_index_find(&cells->index, total);
    if (done[c] || cell.by == FIGURE_WHOLE || whole < 0) continue;
    int *parts = arena_alloc(cells->arena, (m - c) * sizeof *parts), n = 0;
    for (size_t d = c; d < m; d++) {
      if (cells->index.cells[d].by != cell.by ||
          strcmp(cells->index.cells[d].count, cell.count) != 0) {
        continue;
      }
      parts[n++] = (int)d;
      done[d] = true;
    }
    add_sum(cells, whole, parts, n);
  }
}

/* Of each campus by its own figures: what does not hold is nothing an observer could go by. */
static void set_applies(struct figure_cells *cells)
{
  const size_t n_sums = (size_t)cells->table.n_sums;
  cells->applies = arena_alloc(cells->arena, (size_t)cells->n_campuses * n_sums + 1);
  for (size_t campus = 0; campus < (size_t)cells->n_campuses; campus++) {
    const int *row = cells->values + campus * cells->index.n;
    for (size_t s = 0; s < n_sums; s++) {
      int64_t left = count_at(row, cells->sums[s].whole);
      for (int i = 0; i < cells->sums[s].n_parts; i++) {
        left -= count_at(row, cells->sums[s].parts[i]);
      }
      cells->applies[campus * n_sums + s] = left == 0;
    }
  }
}

void figure_sums_add(struct figure_cells *cells)
{
  cells->sums = arena_alloc(cells->arena, (7 * cells->index.n + 1) * sizeof *cells->sums);
  for (int i = 0; i < cells->n_figures; i++) {
    if (cells->figures[i].role.rest != NULL) add_fraction(cells, &cells->figures[i].role);
  }
  for (const struct figure_bound *bound = figure_bounds; bound->whole != NULL; bound++) {
    add_bound(cells, bound);
  }
  for (const struct figure_reach *reach = figure_reaches; reach->whole != NULL; reach++) {
    add_reach(cells, reach);
  }
  add_splits(cells);
  set_applies(cells);
}
