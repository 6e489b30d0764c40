/* Owns cells, equations and bounds. Never decides what is hidden. */
#include "server/suppression/system.h"

#include <assert.h>
#include <limits.h>

struct system *system_new(struct arena *arena, int n_cells, int n_equations, int n_terms)
{
  struct system *system = arena_alloc(arena, sizeof *system);
  system->n_cells = n_cells;
  system->values = arena_alloc(arena, (size_t)(n_cells + 1) * sizeof *system->values);
  system->domains = arena_alloc(arena, (size_t)(n_cells + 1) * sizeof *system->domains);
  system->costs = arena_alloc(arena, (size_t)(n_cells + 1) * sizeof *system->costs);
  system->cells = arena_alloc(arena, (size_t)(n_cells + 2) * sizeof *system->cells);
  system->terms = arena_alloc(arena, (size_t)(n_terms + 1) * sizeof *system->terms);
  system->uses = arena_alloc(arena, (size_t)(n_terms + 1) * sizeof *system->uses);
  system->equations = arena_alloc(arena, (size_t)(n_equations + 2) * sizeof *system->equations);
  return system;
}

void system_add_term(struct system *system, int cell, int sign)
{
  int *end = &system->equations[system->n_equations + 1];
  assert(cell < system->n_cells);
  if (*end < system->equations[system->n_equations]) *end = system->equations[system->n_equations];
  system->terms[(*end)++] = (struct term){cell, sign};
}

/* An equation without terms is none. */
void system_end_equation(struct system *system)
{
  if (system->equations[system->n_equations + 1] > system->equations[system->n_equations]) {
    system->n_equations++;
  }
}

void system_index(struct arena *arena, struct system *system)
{
  const int n_terms = system->equations[system->n_equations];
  for (int i = 0; i < n_terms; i++) system->cells[system->terms[i].at + 1]++;
  for (int c = 0; c < system->n_cells; c++) system->cells[c + 1] += system->cells[c];
  int *next = arena_copy(arena, system->cells, (size_t)(system->n_cells + 1) * sizeof *next);
  for (int e = 0; e < system->n_equations; e++) {
    for (int i = system->equations[e]; i < system->equations[e + 1]; i++) {
      system->uses[next[system->terms[i].at]++] = (struct term){e, system->terms[i].sign};
    }
  }
}

int system_cost(int value)
{
  enum { ZERO = 1000000, LARGEST = 100000 };
  if (value == 0) return ZERO;
  return 1 + (value < LARGEST ? value : LARGEST);
}

bool domain_has(enum domain domain, int value, int candidate)
{
  const bool small = candidate >= SUPPRESSION_SMALLEST && candidate <= SUPPRESSION_LARGEST;
  switch (domain) {
    case DOMAIN_KNOWN:
      return candidate == value;
    case DOMAIN_SMALL:
      return small;
    case DOMAIN_NOT_SMALL:
      return candidate >= 0 && !small;
    case DOMAIN_ANY:
      return candidate >= 0;
  }
  return false;
}

struct bounds {
  int *low;
  int *high; /* INT_MAX: none */
};

static int least(const struct term *term, const struct bounds *bounds)
{
  if (term->sign > 0) return bounds->low[term->at];
  return bounds->high[term->at] == INT_MAX ? INT_MIN : -bounds->high[term->at];
}

static int most(const struct term *term, const struct bounds *bounds)
{
  if (term->sign > 0) return bounds->high[term->at];
  return -bounds->low[term->at];
}

/* What the equation's other terms leave for this one; false where its bounds stay as they are. */
static bool narrow(const struct system *system, int equation, int at, struct bounds *bounds)
{
  const struct term *term = &system->terms[at];
  long rest_least = 0, rest_most = 0;
  bool has_least = true, has_most = true;
  for (int i = system->equations[equation]; i < system->equations[equation + 1]; i++) {
    if (i == at) continue;
    const int low = least(&system->terms[i], bounds), high = most(&system->terms[i], bounds);
    has_least = has_least && low != INT_MIN;
    has_most = has_most && high != INT_MAX;
    rest_least += low;
    rest_most += high;
  }
  const bool has_low = term->sign > 0 ? has_most : has_least;
  const bool has_high = term->sign > 0 ? has_least : has_most;
  const long low = term->sign > 0 ? -rest_most : rest_least;
  const long high = term->sign > 0 ? -rest_least : rest_most;
  bool narrower = false;
  if (has_low && low > bounds->low[term->at]) {
    bounds->low[term->at] = (int)low;
    narrower = true;
  }
  if (has_high && high < bounds->high[term->at]) {
    bounds->high[term->at] = (int)high;
    narrower = true;
  }
  return narrower;
}

bool *system_determined(struct arena *arena, const struct system *system)
{
  const size_t n = (size_t)system->n_cells + 1;
  bool *determined = arena_alloc(arena, n * sizeof *determined);
  struct bounds bounds = {arena_alloc(arena, n * sizeof(int)), arena_alloc(arena, n * sizeof(int))};
  for (int c = 0; c < system->n_cells; c++) {
    const bool known = system->domains[c] == DOMAIN_KNOWN;
    bounds.low[c] = known ? system->values[c] : 0;
    bounds.high[c] = known ? system->values[c] : INT_MAX;
  }
  enum { ROUNDS = 8 }; /* a chain of sums is never that long; fewer only find less */
  for (int round = 0, changed = 1; round < ROUNDS && changed > 0; round++) {
    changed = 0;
    for (int e = 0; e < system->n_equations; e++) {
      for (int i = system->equations[e]; i < system->equations[e + 1]; i++) {
        changed += narrow(system, e, i, &bounds);
      }
    }
  }
  for (int c = 0; c < system->n_cells; c++) determined[c] = bounds.low[c] == bounds.high[c];
  return determined;
}
