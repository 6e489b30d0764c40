/* Owns the proofs that hidden cells are open. Never decides which cells are small. */
#include "server/suppression/protection.h"

#include <stdlib.h>
#include <string.h>

struct protection protection_new(struct arena *arena, struct system *system)
{
  const size_t size = (size_t)(system->n_cells + 1) * sizeof(struct witness *);
  return (struct protection){.arena = arena,
                             .system = system,
                             .search = search_new(arena, system),
                             .proofs = arena_alloc(arena, size),
                             .known = arena_alloc(arena, size)};
}

/* A witness proves every cell that it changes. */
static void adopt(struct protection *protection, const struct witness *found)
{
  const size_t size = sizeof *found;
  const struct witness *kept = arena_copy(protection->arena, found, size);
  for (int i = 0; i < kept->n; i++) {
    const int cell = kept->changes[i].cell;
    enum domain *domain = &protection->system->domains[cell];
    if (*domain == DOMAIN_KNOWN) *domain = protection->system->when_hidden;
    if (protection->proofs[cell] == NULL) protection->proofs[cell] = kept;
  }
}

static bool is_open(const struct protection *protection, int cell)
{
  return protection->system->domains[cell] == DOMAIN_KNOWN || protection->proofs[cell] != NULL;
}

static bool touches(const struct witness *proof, int cell)
{
  for (int i = 0; proof != NULL && i < proof->n; i++) {
    if (proof->changes[i].cell == cell) return true;
  }
  return false;
}

/* Shows a cell again, unless some proof needs it and no other is found. */
static void try_to_show(struct protection *protection, int shown, const int *cells, int n_cells)
{
  struct system *system = protection->system;
  const enum domain was = system->domains[shown];
  struct witness found;
  const size_t size = (size_t)(n_cells + 1) * sizeof(struct witness *);
  const struct witness **fresh = arena_alloc(protection->arena, size);
  system->domains[shown] = DOMAIN_KNOWN;
  for (int i = 0; i < n_cells; i++) {
    if (cells[i] == shown || !touches(protection->proofs[cells[i]], shown)) continue;
    if (!search_witness(protection->search, cells[i], &found)) {
      system->domains[shown] = was;
      return;
    }
    fresh[i] = arena_copy(protection->arena, &found, sizeof found);
  }
  for (int i = 0; i < n_cells; i++) {
    if (fresh[i] != NULL) protection->proofs[cells[i]] = fresh[i];
  }
  protection->proofs[shown] = NULL;
}

/* The dearest first, since each that is shown may be what keeps the next one hidden. */
static void show_needless(struct protection *protection, const bool *ours, const int *cells,
                          int n_cells)
{
  const int *costs = protection->system->costs;
  bool *tried = arena_alloc(protection->arena, (size_t)n_cells + 1);
  for (;;) {
    int next = -1;
    for (int i = 0; i < n_cells; i++) {
      if (!ours[i] || tried[i]) continue;
      if (next < 0 || costs[cells[i]] > costs[cells[next]]) next = i;
    }
    if (next < 0) return;
    tried[next] = true;
    try_to_show(protection, cells[next], cells, n_cells);
  }
}

bool protection_close(struct protection *protection, const int *cells, int n_cells)
{
  const struct system *system = protection->system;
  bool *ours = arena_alloc(protection->arena, (size_t)n_cells + 1);
  for (int i = 0; i < n_cells; i++) ours[i] = system->domains[cells[i]] == DOMAIN_KNOWN;
  protection_prove(protection, cells, n_cells);
  for (int i = 0; i < n_cells; i++) {
    struct witness found;
    const int c = cells[i];
    if (is_open(protection, c)) continue;
    if (!search_witness(protection->search, c, &found) &&
        !search_hiding(protection->search, c, protection->known[c], &found)) {
      return false;
    }
    adopt(protection, &found);
  }
  for (int i = 0; i < n_cells; i++) ours[i] = ours[i] && system->domains[cells[i]] != DOMAIN_KNOWN;
  show_needless(protection, ours, cells, n_cells);
  return true;
}

void protection_show(struct protection *protection, const int *cells, int n_cells,
                     const bool *kept)
{
  const struct system *system = protection->system;
  bool *large = arena_alloc(protection->arena, (size_t)n_cells + 1);
  for (int i = 0; i < n_cells; i++) {
    const int value = system->values[cells[i]];
    large[i] = !kept[i] && system->domains[cells[i]] != DOMAIN_KNOWN &&
               (value < SUPPRESSION_SMALLEST || value > SUPPRESSION_LARGEST);
  }
  show_needless(protection, large, cells, n_cells);
}

void protection_prove(struct protection *protection, const int *cells, int n_cells)
{
  for (int i = 0; i < n_cells; i++) {
    struct witness found;
    if (is_open(protection, cells[i])) continue;
    if (search_witness(protection->search, cells[i], &found)) adopt(protection, &found);
  }
}
