/* Hiding until every hidden cell has a witness, and no more than that. */
#ifndef SERVER_SUPPRESSION_PROTECTION_H
#define SERVER_SUPPRESSION_PROTECTION_H

#include "server/suppression/witness.h"

struct protection {
  struct arena *arena;
  struct system *system;
  struct search *search;
  const struct witness **proofs; /* by cell, NULL: none yet */
  const struct witness **known;  /* by cell: what does if all it changes is hidden; may be NULL */
};

struct protection protection_new(struct arena *arena, struct system *system);

/*
 * Hides known cells, the cheapest it finds, until each hidden one of these cells has a witness;
 * then shows again what none of them needs. False: some cell has none, and what was hidden on
 * the way stays hidden.
 */
bool protection_close(struct protection *protection, const int *cells, int n_cells);

/* Shows again what is not small, not `kept` (by place in `cells`) and no witness needs. */
void protection_show(struct protection *protection, const int *cells, int n_cells,
                     const bool *kept);

/* Looks for witnesses and hides nothing; cells without one stay without proof. */
void protection_prove(struct protection *protection, const int *cells, int n_cells);

#endif
