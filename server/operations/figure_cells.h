/* What of the figures the district may see. Decides by server/suppression; reads nothing. */
#ifndef SERVER_OPERATIONS_FIGURE_CELLS_H
#define SERVER_OPERATIONS_FIGURE_CELLS_H

#include "internal/figure_engine.pb-c.h"
#include "server/suppression/suppression.h"

struct figure_cells;

/*
 * Rows: every figure of every campus as of one day, whole and by part, as figure_parts() gives
 * them: counts of one figure give those of another away, so none may be left out. Takes some
 * milliseconds a campus: not for the loop.
 */
struct figure_cells *figure_cells_decide(struct arena *arena, Jiedui__FigurePart *const *rows,
                                         size_t n);

struct figure_marks {
  enum suppression_mark numerator;
  enum suppression_mark denominator;
};

/* Of a campus, or of the sum over all where campus_code is NULL. `part` NULL: the whole. */
struct figure_marks figure_cells_marks(const struct figure_cells *cells,
                                       const Jiedui__FigurePart *row);

/* Calls for each part of the figure that is hidden, whether some figure has a row for it or not:
 * a zero that protects another count has none. `shown` is what stands in its place. */
typedef void (*figure_cells_each)(void *data, const Jiedui__FigurePart *hidden, const char *shown);
void figure_cells_each_hidden(const struct figure_cells *cells, Jiedui__FigurePart whole,
                              figure_cells_each each, void *data);

/* "<5" or "*" for what a figure is worth; NULL where it is shown. */
const char *figure_marks_text(struct figure_marks marks);

#endif
