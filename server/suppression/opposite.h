/* Opposite changes in two campuses: no sum over the district or a region notices. */
#ifndef SERVER_SUPPRESSION_OPPOSITE_H
#define SERVER_SUPPRESSION_OPPOSITE_H

#include "server/suppression/witness.h"

/* Rows of cells, one a campus. */
struct opposite_rows {
  size_t n_rows;
  size_t n_cells;
  const int *values;
  const enum domain *domains;
  const struct suppression_table *table; /* for the regions */
};

/*
 * Of each cell a witness that changes it here and something else there, in the numbering
 * row * n_cells + cell; NULL where none was found. proofs: what may be changed within one row.
 */
const struct witness **opposite_find(struct arena *arena, const struct opposite_rows *rows,
                                     const struct witness *const *proofs);

#endif
