/* Owns the search: change the target, then mend one broken equation after another, depth first.
 * Never hides anything. */
#include "server/suppression/witness.h"

#include <limits.h>
#include <stdlib.h>

enum { CANDIDATES = 24, NODES = 3000, STEPS = 4, DEEPEST = 16 };

struct search {
  const struct system *system;
  bool may_hide;
  int *deltas;    /* by cell */
  int *residuals; /* by equation */
  int *broken;    /* equations whose residual is not 0 */
  int *places;    /* of an equation in broken */
  int n_broken;
  int cost;
  int depth; /* limit */
  int nodes; /* still to be spent */
  struct witness path;
  struct witness best;
  int best_cost;
};

struct candidate {
  struct change change;
  int cost;
};

struct candidates {
  int n;
  struct candidate rows[CANDIDATES];
};

struct search *search_new(struct arena *arena, const struct system *system)
{
  struct search *search = arena_alloc(arena, sizeof *search);
  const size_t n_cells = (size_t)system->n_cells + 1, n_equations = (size_t)system->n_equations + 1;
  search->system = system;
  search->deltas = arena_alloc(arena, n_cells * sizeof(int));
  search->residuals = arena_alloc(arena, n_equations * sizeof(int));
  search->broken = arena_alloc(arena, n_equations * sizeof(int));
  search->places = arena_alloc(arena, n_equations * sizeof(int));
  return search;
}

static void add_residual(struct search *search, int equation, int by)
{
  const bool was = search->residuals[equation] != 0;
  search->residuals[equation] += by;
  const bool is = search->residuals[equation] != 0;
  if (is && !was) {
    search->places[equation] = search->n_broken;
    search->broken[search->n_broken++] = equation;
  } else if (was && !is) {
    const int last = search->broken[--search->n_broken];
    search->broken[search->places[equation]] = last;
    search->places[last] = search->places[equation];
  }
}

static void shift(struct search *search, int cell, int by)
{
  const struct system *system = search->system;
  search->deltas[cell] += by;
  for (int i = system->cells[cell]; i < system->cells[cell + 1]; i++) {
    add_residual(search, system->uses[i].at, by * system->uses[i].sign);
  }
}

static void apply(struct search *search, const struct candidate *candidate)
{
  search->path.changes[search->path.n++] = candidate->change;
  search->cost += candidate->cost;
  shift(search, candidate->change.cell, candidate->change.by);
}

static void take_back(struct search *search, const struct candidate *candidate)
{
  search->path.n--;
  search->cost -= candidate->cost;
  shift(search, candidate->change.cell, -candidate->change.by);
}

/* The domain a cell has once it is changed; KNOWN: it may not be. */
static enum domain domain_of(const struct search *search, int cell)
{
  const struct system *system = search->system;
  if (system->domains[cell] != DOMAIN_KNOWN) return system->domains[cell];
  const bool may = search->may_hide && system->costs[cell] != COST_NEVER;
  return may ? system->when_hidden : DOMAIN_KNOWN;
}

static int cost_of(const struct search *search, int cell)
{
  return search->system->domains[cell] == DOMAIN_KNOWN ? search->system->costs[cell] : 0;
}

/* Cheapest first, of equals the one that came first; what finds no room is forgotten. */
static void put(struct candidates *list, struct candidate candidate)
{
  if (list->n == CANDIDATES) {
    if (list->rows[CANDIDATES - 1].cost <= candidate.cost) return;
    list->n--;
  }
  int at = list->n++;
  for (; at > 0 && list->rows[at - 1].cost > candidate.cost; at--) {
    list->rows[at] = list->rows[at - 1];
  }
  list->rows[at] = candidate;
}

static void offer(const struct search *search, struct candidates *list, int cell, int by)
{
  const int value = search->system->values[cell];
  if (by == 0 || !domain_has(domain_of(search, cell), value, value + by)) return;
  put(list, (struct candidate){{cell, by}, cost_of(search, cell)});
}

/* The change wanted, or where the domain forbids it the ones next to it on either side. */
static void offer_around(const struct search *search, struct candidates *list, int cell, int by)
{
  const int value = search->system->values[cell];
  const enum domain domain = domain_of(search, cell);
  if (domain_has(domain, value, value + by)) {
    offer(search, list, cell, by);
    return;
  }
  const int edges[] = {0, SUPPRESSION_SMALLEST, SUPPRESSION_LARGEST, SUPPRESSION_LARGEST + 1};
  for (size_t i = 0; i < sizeof edges / sizeof *edges; i++) {
    const int change = edges[i] - value;
    if ((change > 0) == (by > 0)) offer(search, list, cell, change);
  }
}

/* The shortest: it leaves the fewest choices. */
static int choose_equation(const struct search *search)
{
  const int *starts = search->system->equations;
  int chosen = -1, length = INT_MAX;
  for (int i = 0; i < search->n_broken; i++) {
    const int e = search->broken[i], n = starts[e + 1] - starts[e];
    if (n > length || (n == length && e > chosen)) continue;
    chosen = e;
    length = n;
  }
  return chosen;
}

static void keep_best(struct search *search)
{
  search->best = search->path;
  search->best_cost = search->cost;
}

static void mend(struct search *search)
{
  if (search->cost >= search->best_cost) return;
  if (search->n_broken == 0) {
    keep_best(search);
    return;
  }
  if (search->path.n >= search->depth || search->nodes <= 0) return;
  search->nodes--;
  const struct system *system = search->system;
  const int equation = choose_equation(search), residual = search->residuals[equation];
  struct candidates list;
  list.n = 0;
  for (int i = system->equations[equation]; i < system->equations[equation + 1]; i++) {
    const struct term *term = &system->terms[i];
    if (search->deltas[term->at] != 0) continue;
    offer_around(search, &list, term->at, -residual * term->sign);
  }
  for (int i = 0; i < list.n; i++) {
    apply(search, &list.rows[i]);
    mend(search);
    take_back(search, &list.rows[i]);
  }
}

/* Small steps first: they are the likeliest to find something that takes them. */
static void offer_target(const struct search *search, struct candidates *list, int target)
{
  for (int by = 1; by <= STEPS; by++) {
    offer(search, list, target, by);
    offer(search, list, target, -by);
  }
  for (int by = STEPS + 1; by <= 2 * STEPS; by++) offer(search, list, target, by);
  if (search->system->values[target] > STEPS) {
    offer(search, list, target, -search->system->values[target]);
  }
}

static bool run(struct search *search, int target, int worst, struct witness *found)
{
  static const int depths[] = {4, 7, DEEPEST};
  struct candidates list;
  list.n = 0;
  offer_target(search, &list, target);
  search->best_cost = worst;
  for (size_t d = 0; d < sizeof depths / sizeof *depths; d++) {
    search->depth = depths[d];
    search->nodes = NODES;
    for (int i = 0; i < list.n; i++) {
      list.rows[i].cost = 0;
      apply(search, &list.rows[i]);
      mend(search);
      take_back(search, &list.rows[i]);
    }
    if (search->best_cost < worst && !search->may_hide) break;
  }
  *found = search->best;
  return search->best_cost < worst;
}

bool search_witness(struct search *search, int target, struct witness *found)
{
  search->may_hide = false;
  return run(search, target, 1, found);
}

bool search_hiding(struct search *search, int target, const struct witness *known,
                   struct witness *found)
{
  int worst = known == NULL ? INT_MAX : 0;
  for (int i = 0; known != NULL && i < known->n; i++) {
    worst += cost_of(search, known->changes[i].cell);
  }
  search->may_hide = true;
  if (run(search, target, worst, found)) return true;
  if (known != NULL) *found = *known;
  return known != NULL;
}
