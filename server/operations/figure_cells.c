/* Owns the cells of all figures and the sums that tie them together. Never decides by itself what
 * is hidden; what a figure is worth then, figure_marks says. */
#include <limits.h>
#include <stdlib.h>
#include <string.h>

#include "server/operations/figure_table.h"

struct figure_cell figure_cell_of(const char *count, const Jiedui__FigurePart *row)
{
  const int by = row->has_by ? (int)row->by : FIGURE_WHOLE;
  return (struct figure_cell){count, by, row->part == NULL ? "" : row->part};
}

static int compare_codes(const void *a, const void *b)
{
  return strcmp(*(const char *const *)a, *(const char *const *)b);
}

static void collect_campuses(struct figure_cells *cells, Jiedui__FigurePart *const *rows, size_t n)
{
  cells->campuses = arena_alloc(cells->arena, (n + 1) * sizeof *cells->campuses);
  size_t kept = 0;
  for (size_t i = 0; i < n; i++) cells->campuses[i] = rows[i]->campus_code;
  qsort(cells->campuses, n, sizeof *cells->campuses, compare_codes);
  for (size_t i = 0; i < n; i++) {
    if (kept > 0 && strcmp(cells->campuses[kept - 1], cells->campuses[i]) == 0) continue;
    cells->campuses[kept++] = cells->campuses[i];
  }
  cells->n_campuses = (int)kept;
}

int figure_campus_of(const struct figure_cells *cells, const char *code)
{
  const char **found = bsearch(&code, cells->campuses, (size_t)cells->n_campuses,
                               sizeof *cells->campuses, compare_codes);
  return found == NULL ? -1 : (int)(found - cells->campuses);
}

/* The groups and the levels are known to everybody, so those without a row are zeros. */
static void add_siblings(struct figure_index *index, struct figure_cell cell)
{
  static const char *groups[] = {"academic", "psychological", "talent", "general", NULL};
  static const char *levels[] = {"red", "orange", "yellow", "blue", NULL};
  const char **parts = NULL;
  if (cell.by == JIEDUI__FIGURE_BY__FIGURE_BY_GROUP) parts = groups;
  if (cell.by == JIEDUI__FIGURE_BY__FIGURE_BY_LEVEL) parts = levels;
  for (; parts != NULL && *parts != NULL; parts++) {
    (void)figure_index_add(index, (struct figure_cell){cell.count, cell.by, *parts});
  }
}

static void name_count(struct figure_cells *cells, const char *count, const Jiedui__FigurePart *row)
{
  if (count == NULL) return;
  const struct figure_cell cell = figure_cell_of(count, row);
  (void)figure_index_add(&cells->index, cell);
  add_siblings(&cells->index, cell);
}

const struct figure_role *figure_role_in(const struct figure_cells *cells, const char *figure)
{
  for (int i = 0; i < cells->n_figures; i++) {
    if (strcmp(cells->figures[i].name, figure) == 0) return &cells->figures[i].role;
  }
  return NULL;
}

static void collect_figures(struct figure_cells *cells, Jiedui__FigurePart *const *rows, size_t n)
{
  cells->figures = arena_alloc(cells->arena, (n + 1) * sizeof *cells->figures);
  for (size_t i = 0; i < n; i++) {
    if (figure_role_in(cells, rows[i]->figure) != NULL) continue;
    cells->figures[cells->n_figures++] = (struct figure_of){
        rows[i]->figure, figure_role_of(cells->arena, rows[i]->figure, rows[i]->has_denominator)};
  }
}

/* What a bound leaves is a cell too, for each part that both are split by. */
static void name_rests(struct figure_cells *cells)
{
  for (const struct figure_bound *bound = figure_bounds; bound->whole != NULL; bound++) {
    for (size_t c = 0; bound->rest != NULL && c < (size_t)cells->n_named; c++) {
      struct figure_cell cell = cells->index.cells[c];
      if (strcmp(cell.count, bound->whole) != 0) continue;
      if (figure_sibling(cells, c, bound->part) < 0) continue;
      cell.count = bound->rest;
      (void)figure_index_add(&cells->index, cell);
    }
  }
}

static int compare_cells(const void *a, const void *b)
{
  const struct figure_cell *one = a, *other = b;
  const int by_count = strcmp(one->count, other->count);
  if (by_count != 0) return by_count;
  if (one->by != other->by) return one->by < other->by ? -1 : 1;
  return strcmp(one->part, other->part);
}

static int compare_figures(const void *a, const void *b)
{
  return strcmp(((const struct figure_of *)a)->name, ((const struct figure_of *)b)->name);
}

/* A campus decides the same whatever report asks for it: so the order of its cells is the same. */
static void put_in_order(struct figure_cells *cells)
{
  const struct figure_index old = cells->index;
  qsort(old.cells, old.n, sizeof *old.cells, compare_cells);
  qsort(cells->figures, (size_t)cells->n_figures, sizeof *cells->figures, compare_figures);
  cells->index = figure_index_new(cells->arena);
  for (size_t i = 0; i < old.n; i++) (void)figure_index_add(&cells->index, old.cells[i]);
}

static void name_cells(struct figure_cells *cells, Jiedui__FigurePart *const *rows, size_t n)
{
  for (size_t i = 0; i < n; i++) {
    const struct figure_role *role = figure_role_in(cells, rows[i]->figure);
    name_count(cells, role->numerator, rows[i]);
    name_count(cells, role->denominator, rows[i]);
    name_count(cells, role->rest, rows[i]);
  }
  put_in_order(cells);
  cells->n_named = (int)cells->index.n;
  name_rests(cells);
  figure_reaches_name(cells);
}

static int clamp(int64_t value)
{
  if (value < 0) return 0;
  return value > INT_MAX / 1024 ? INT_MAX / 1024 : (int)value;
}

static void set_value(struct figure_cells *cells, const char *count, const Jiedui__FigurePart *row,
                      int64_t value)
{
  if (count == NULL) return;
  const int campus = figure_campus_of(cells, row->campus_code);
  const int cell = figure_index_find(&cells->index, figure_cell_of(count, row));
  cells->values[(size_t)campus * cells->index.n + (size_t)cell] = clamp(value);
}

static void set_slacks(struct figure_cells *cells)
{
  for (size_t c = (size_t)cells->n_named; c < cells->index.n; c++) {
    if (figure_reaches_has(cells->index.cells[c].count)) cells->kinds[c] = SUPPRESSION_SLACK;
  }
  for (const struct figure_bound *bound = figure_bounds; bound->whole != NULL; bound++) {
    if (bound->rest == NULL || bound->is_count) continue;
    for (size_t c = (size_t)cells->n_named; c < cells->index.n; c++) {
      const struct figure_cell *cell = &cells->index.cells[c];
      if (strcmp(cell->count, bound->rest) != 0 || cell->by == FIGURE_WHOLE) continue;
      cells->kinds[c] = SUPPRESSION_SLACK;
    }
  }
}

/* The students of a group are a part of the campus, and so are all of them. */
static void set_of_group(struct figure_cells *cells, const char *count)
{
  const struct figure_cell whole = {count, FIGURE_WHOLE, ""};
  const int cell = figure_index_find(&cells->index, whole);
  if (cell >= 0) cells->kinds[cell] = SUPPRESSION_PART;
}

static void set_kinds(struct figure_cells *cells)
{
  for (size_t c = 0; c < cells->index.n; c++) {
    const bool is_whole = cells->index.cells[c].by == FIGURE_WHOLE;
    cells->kinds[c] = is_whole ? SUPPRESSION_TOTAL : SUPPRESSION_PART;
  }
  set_slacks(cells);
  for (int i = 0; i < cells->n_figures; i++) {
    const struct figure_role *role = &cells->figures[i].role;
    if (!role->is_of_group) continue;
    set_of_group(cells, role->numerator);
    set_of_group(cells, role->denominator);
    set_of_group(cells, role->rest);
  }
}

/* Of a group's students there are sums over each stage's campuses, too. */
static void set_regions(struct figure_cells *cells, Jiedui__FigurePart *const *rows, size_t n)
{
  cells->stages = arena_alloc(cells->arena, (size_t)(cells->n_campuses + 1) * sizeof(int));
  cells->is_regional = arena_alloc(cells->arena, cells->index.n + 1);
  for (size_t i = 0; i < n; i++) {
    const int campus = figure_campus_of(cells, rows[i]->campus_code);
    if (rows[i]->has_stage) cells->stages[campus] = (int)rows[i]->stage;
  }
  for (int i = 0; i < cells->n_campuses; i++) {
    if (cells->stages[i] >= cells->n_stages) cells->n_stages = cells->stages[i] + 1;
  }
  for (size_t c = 0; c < cells->index.n; c++) {
    const bool is_whole = cells->index.cells[c].by == FIGURE_WHOLE;
    cells->is_regional[c] = is_whole && cells->kinds[c] == SUPPRESSION_PART;
  }
}

static void set_values(struct figure_cells *cells, Jiedui__FigurePart *const *rows, size_t n)
{
  const size_t size = (size_t)cells->n_campuses * cells->index.n;
  for (size_t i = 0; i < size; i++) cells->values[i] = SUPPRESSION_ABSENT;
  for (size_t i = 0; i < n; i++) {
    const struct figure_role *role = figure_role_in(cells, rows[i]->figure);
    set_value(cells, role->numerator, rows[i], rows[i]->numerator);
    set_value(cells, role->denominator, rows[i], rows[i]->denominator);
    set_value(cells, role->rest, rows[i], rows[i]->denominator - rows[i]->numerator);
  }
}

/* A part that the campus has though this count has no row for it: a zero that may protect. */
static bool is_possible(const struct figure_cells *cells, const int *row, size_t c)
{
  const struct figure_cell *cell = &cells->index.cells[c];
  const struct figure_cell total = {cell->count, FIGURE_WHOLE, ""};
  const int whole = figure_index_find(&cells->index, total);
  if (whole < 0 || row[whole] <= 0) return false;
  if (cell->by == JIEDUI__FIGURE_BY__FIGURE_BY_GRADE) {
    const int grade =
        figure_index_find(&cells->index, (struct figure_cell){"students", cell->by, cell->part});
    return grade >= 0 && row[grade] > 0;
  }
  return cell->by == JIEDUI__FIGURE_BY__FIGURE_BY_GROUP ||
         cell->by == JIEDUI__FIGURE_BY__FIGURE_BY_LEVEL;
}

static void set_zeros(struct figure_cells *cells)
{
  const size_t m = cells->index.n;
  for (size_t campus = 0; campus < (size_t)cells->n_campuses; campus++) {
    int *row = cells->values + campus * m;
    for (size_t c = 0; c < (size_t)cells->n_named; c++) {
      if (row[c] == SUPPRESSION_ABSENT && is_possible(cells, row, c)) row[c] = 0;
    }
  }
}

struct figure_cells *figure_cells_decide(struct arena *arena, Jiedui__FigurePart *const *rows,
                                         size_t n)
{
  struct figure_cells *cells = arena_alloc(arena, sizeof *cells);
  cells->arena = arena;
  cells->index = figure_index_new(arena);
  collect_campuses(cells, rows, n);
  collect_figures(cells, rows, n);
  name_cells(cells, rows, n);
  const size_t m = cells->index.n;
  cells->kinds = arena_alloc(arena, (m + 1) * sizeof *cells->kinds);
  cells->values = arena_alloc(arena, ((size_t)cells->n_campuses * m + 1) * sizeof(int));
  set_kinds(cells);
  set_regions(cells, rows, n);
  set_values(cells, rows, n);
  set_zeros(cells);
  figure_sums_add(cells);
  figure_governors_set(cells);
  cells->table = (struct suppression_table){
      .n_cells = (int)m,
      .kinds = cells->kinds,
      .n_sums = cells->table.n_sums,
      .sums = cells->sums,
      .n_campuses = cells->n_campuses,
      .values = cells->values,
      .applies = cells->applies,
      .governors = cells->governors,
      .n_regions = cells->n_stages,
      .regions = cells->stages,
      .is_regional = cells->is_regional,
  };
  const bool sound = suppression_run(arena, &cells->table, &cells->result);
  return sound ? cells : NULL;
}
