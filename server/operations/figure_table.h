/* The cells of all figures as one table for the engine; figure_cells, _sums and _marks share it. */
#ifndef SERVER_OPERATIONS_FIGURE_TABLE_H
#define SERVER_OPERATIONS_FIGURE_TABLE_H

#include "server/operations/figure_cells.h"
#include "server/operations/figure_index.h"
#include "server/operations/figure_roles.h"

enum { FIGURE_WHOLE = 0 };

/* A figure that some row is of. */
struct figure_of {
  const char *name;
  struct figure_role role;
};

struct figure_cells {
  struct arena *arena;
  struct figure_index index;
  int n_named; /* cells that stand in figures; slacks and the like come after them */
  int n_figures;
  struct figure_of *figures;
  int n_campuses;
  const char **campuses; /* codes, in order */
  int *stages;           /* of each campus, as the regions over which there are sums */
  int n_stages;
  bool *is_regional; /* by cell: it has such sums */
  enum suppression_kind *kinds;
  int *values;
  struct suppression_sum *sums;
  bool *applies;
  int *governors; /* see suppression.h */
  struct suppression_table table;
  struct suppression_result result;
};

/* -1: no row was of this campus. */
int figure_campus_of(const struct figure_cells *cells, const char *code);

/* NULL: no row was of this figure. */
const struct figure_role *figure_role_in(const struct figure_cells *cells, const char *figure);

/* What a row says of a count. */
struct figure_cell figure_cell_of(const char *count, const Jiedui__FigurePart *row);

/* The same part of another count; -1: there is none. */
int figure_sibling(const struct figure_cells *cells, size_t cell, const char *count);

/* Names the slacks of figure_reaches; those that are named are slacks. */
void figure_reaches_name(struct figure_cells *cells);
bool figure_reaches_has(const char *count);

/* Fills governors. */
void figure_governors_set(struct figure_cells *cells);

/* Fills sums, which of them apply, and the values of slacks. */
void figure_sums_add(struct figure_cells *cells);

#endif
