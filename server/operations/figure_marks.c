/* Owns what of a figure is shown, by the marks of the cells that it is made of. Decides none. */
#include <string.h>

#include "server/operations/figure_table.h"

/* A campus, or one of the areas over which there are sums. */
struct place {
  int campus; /* -1: the area */
  int area;   /* 0: the district, else 1 + a stage */
};

static bool is_of_stage(const Jiedui__FigurePart *row)
{
  return row->has_by && row->by == JIEDUI__FIGURE_BY__FIGURE_BY_STAGE;
}

static struct place place_of(const struct figure_cells *cells, const Jiedui__FigurePart *row)
{
  if (row->campus_code != NULL) return (struct place){figure_campus_of(cells, row->campus_code), 0};
  return (struct place){-1, is_of_stage(row) ? 1 + (int)row->stage : 0};
}

/* In the campus, or in any campus of the area. */
static bool is_hidden_in(const struct figure_cells *cells, struct place place, int cell)
{
  for (int i = 0; cell >= 0 && i < cells->n_campuses; i++) {
    const size_t at = (size_t)i * cells->index.n + (size_t)cell;
    if (place.campus >= 0 && place.campus != i) continue;
    if (place.campus < 0 && place.area > 0 && cells->stages[i] != place.area - 1) continue;
    if (cells->result.marks[at] != SUPPRESSION_SHOWN) return true;
  }
  return false;
}

static enum suppression_mark mark_of(const struct figure_cells *cells, struct place place,
                                     struct figure_cell cell)
{
  const int at = cell.count == NULL ? -1 : figure_index_find(&cells->index, cell);
  const size_t n = cells->index.n;
  if (at < 0) return SUPPRESSION_SHOWN;
  if (place.campus >= 0) return cells->result.marks[(size_t)place.campus * n + (size_t)at];
  /* Over a stage there are sums of what campuses may hide alone: all else is known of each. */
  const bool has_sum = place.area == 0 || cells->is_regional[at];
  if (!has_sum || place.area > cells->n_stages) return SUPPRESSION_SHOWN;
  return cells->result.district_marks[(size_t)place.area * n + (size_t)at];
}

static struct figure_marks both(bool hidden)
{
  const enum suppression_mark mark = hidden ? SUPPRESSION_HIDDEN : SUPPRESSION_SHOWN;
  return (struct figure_marks){mark, mark};
}

/* A stage is no part of a campus: its sums are those of the wholes. */
static struct figure_cell cell_of(const char *count, const Jiedui__FigurePart *row)
{
  if (is_of_stage(row)) return (struct figure_cell){count, FIGURE_WHOLE, ""};
  return figure_cell_of(count, row);
}

/* Made of the count group by group: of what is shown where these are. */
static struct figure_marks derived_marks(const struct figure_cells *cells, struct place place,
                                         const char *count, const Jiedui__FigurePart *row)
{
  const struct figure_cell part = cell_of(count, row);
  bool hidden = false;
  for (size_t c = 0; c < (size_t)cells->n_named; c++) {
    const struct figure_cell *cell = &cells->index.cells[c];
    if (cell->by != JIEDUI__FIGURE_BY__FIGURE_BY_GROUP || strcmp(cell->count, count) != 0) continue;
    if (part.by != FIGURE_WHOLE && strcmp(part.part, cell->part) != 0) continue;
    hidden = hidden || is_hidden_in(cells, place, (int)c);
  }
  return both(hidden);
}

struct figure_marks figure_cells_marks(const struct figure_cells *cells,
                                       const Jiedui__FigurePart *row)
{
  const struct figure_role *role = figure_role_in(cells, row->figure);
  if (role == NULL) return both(false);
  const struct place place = place_of(cells, row);
  if (row->campus_code != NULL && place.campus < 0) return both(false);
  if (role->derived != NULL) return derived_marks(cells, place, role->derived, row);
  struct figure_marks marks = {mark_of(cells, place, cell_of(role->numerator, row)),
                               mark_of(cells, place, cell_of(role->denominator, row))};
  if (!role->is_mean) return marks;
  const int of = figure_index_find(&cells->index, cell_of(role->denominator, row));
  if (place.campus < 0 && is_hidden_in(cells, place, of)) return both(true);
  marks.numerator = marks.denominator;
  return marks;
}

const char *figure_marks_text(struct figure_marks marks)
{
  if (marks.numerator == SUPPRESSION_SMALL || marks.denominator == SUPPRESSION_SMALL) return "<5";
  if (marks.numerator == SUPPRESSION_HIDDEN || marks.denominator == SUPPRESSION_HIDDEN) return "*";
  return NULL;
}

void figure_cells_each_hidden(const struct figure_cells *cells, Jiedui__FigurePart whole,
                              figure_cells_each each, void *data)
{
  const struct figure_role *role = figure_role_in(cells, whole.figure);
  if (role == NULL) return;
  const char *count = role->numerator != NULL ? role->numerator : role->denominator;
  for (size_t c = 0; count != NULL && c < (size_t)cells->n_named; c++) {
    const struct figure_cell *cell = &cells->index.cells[c];
    if (cell->by == FIGURE_WHOLE || strcmp(cell->count, count) != 0) continue;
    Jiedui__FigurePart row = whole;
    row.has_by = 1;
    row.by = (Jiedui__FigureBy)cell->by;
    row.part = arena_strdup(cells->arena, cell->part);
    const char *text = figure_marks_text(figure_cells_marks(cells, &row));
    if (text != NULL) each(data, &row, text);
  }
}
