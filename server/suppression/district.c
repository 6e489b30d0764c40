/* Owns the decision across campuses, over their hidden cells alone: what is shown stays as it is
 * in every witness. Never hides or shows anything of a campus. */
#include "server/suppression/district.h"

#include "server/suppression/opposite.h"
#include "server/suppression/protection.h"

struct layout {
  const struct suppression_table *table;
  const enum domain *domains;
  int *at;    /* of a campus's cell in the system, -1: shown */
  int *sum;   /* of a cell's sum over an area, by area; -1: none of its campuses hides the cell */
  int *cells; /* the cells to be proved open */
  int n_cells;
  int n;
};

static bool is_hidden(const struct layout *layout, size_t i)
{
  return layout->domains[i] != DOMAIN_KNOWN;
}

/* -1: the area has no sum to which this cell of this campus contributes. */
static int sum_of(const struct layout *layout, int area, size_t campus, size_t cell)
{
  if (!suppression_covers(layout->table, area, campus, cell)) return -1;
  return layout->sum[(size_t)area * (size_t)layout->table->n_cells + cell];
}

static void want_sums(struct layout *layout, size_t campus, size_t cell)
{
  const size_t n_cells = (size_t)layout->table->n_cells;
  for (int area = 0; area < suppression_areas(layout->table); area++) {
    if (!suppression_covers(layout->table, area, campus, cell)) continue;
    layout->sum[(size_t)area * n_cells + cell] = 0;
  }
}

static void lay_out(struct layout *layout, const struct witness *const *proofs)
{
  const size_t n_cells = (size_t)layout->table->n_cells;
  const size_t n_sums = (size_t)suppression_areas(layout->table) * n_cells;
  for (size_t c = 0; c < n_sums; c++) layout->sum[c] = -1;
  for (size_t i = 0; i < (size_t)layout->table->n_campuses * n_cells; i++) {
    layout->at[i] = is_hidden(layout, i) ? layout->n++ : -1;
    if (!is_hidden(layout, i) || layout->table->kinds[i % n_cells] == SUPPRESSION_SLACK) continue;
    if (proofs[i] != NULL) layout->cells[layout->n_cells++] = layout->at[i];
    want_sums(layout, i / n_cells, i % n_cells);
  }
  for (size_t c = 0; c < n_sums; c++) {
    if (layout->sum[c] < 0) continue;
    layout->sum[c] = layout->n++;
    layout->cells[layout->n_cells++] = layout->sum[c];
  }
}

static void add_sum(const struct layout *layout, struct system *system, size_t row,
                    const struct suppression_sum *sum)
{
  const int *at = layout->at + row * (size_t)layout->table->n_cells;
  if (at[sum->whole] >= 0) system_add_term(system, at[sum->whole], -1);
  for (int i = 0; i < sum->n_parts; i++) {
    if (at[sum->parts[i]] >= 0) system_add_term(system, at[sum->parts[i]], 1);
  }
  system_end_equation(system);
}

static void add_equations(const struct layout *layout, struct system *system)
{
  const struct suppression_table *table = layout->table;
  const size_t n_cells = (size_t)table->n_cells, n_campuses = (size_t)table->n_campuses;
  for (size_t row = 0; row < n_campuses; row++) {
    for (int s = 0; s < table->n_sums; s++) {
      if (suppression_applies(table, row, (size_t)s)) add_sum(layout, system, row, &table->sums[s]);
    }
  }
  for (size_t i = 0; i < (size_t)suppression_areas(table) * n_cells; i++) {
    const size_t c = i % n_cells;
    if (layout->sum[i] < 0) continue;
    system_add_term(system, layout->sum[i], -1);
    for (size_t row = 0; row < n_campuses; row++) {
      const int at = layout->at[row * n_cells + c];
      if (at < 0 || !suppression_covers(table, (int)(i / n_cells), row, c)) continue;
      system_add_term(system, at, 1);
    }
    system_end_equation(system);
  }
}

/* A small sum is hidden like a small count, but not marked as one. */
static void set_sum(struct system *system, int at, int value)
{
  const bool is_small = value >= SUPPRESSION_SMALLEST && value <= SUPPRESSION_LARGEST;
  system->values[at] = value;
  system->domains[at] = is_small ? DOMAIN_ANY : DOMAIN_KNOWN;
  system->costs[at] = system_cost(value);
}

static struct system *system_of(struct arena *arena, const struct layout *layout,
                                const int *district)
{
  const struct suppression_table *table = layout->table;
  const size_t n_cells = (size_t)table->n_cells;
  const int n_areas = suppression_areas(table);
  const size_t n_sums = (size_t)n_areas * n_cells;
  int n_terms = 3 * layout->n;
  const int n_equations = table->n_campuses * table->n_sums + (int)n_sums;
  for (int s = 0; s < table->n_sums; s++) {
    n_terms += table->n_campuses * (table->sums[s].n_parts + 1);
  }
  struct system *system = system_new(arena, layout->n, n_equations, n_terms);
  system->when_hidden = DOMAIN_ANY;
  for (size_t i = 0; i < (size_t)table->n_campuses * n_cells; i++) {
    if (layout->at[i] < 0) continue;
    system->values[layout->at[i]] = table->values[i];
    system->domains[layout->at[i]] = layout->domains[i];
    system->costs[layout->at[i]] = COST_NEVER;
  }
  for (size_t c = 0; c < n_sums; c++) {
    if (layout->sum[c] >= 0) set_sum(system, layout->sum[c], district[c]);
  }
  add_equations(layout, system);
  system_index(arena, system);
  return system;
}

/* What does within the campus does here too, where the sums it changes are hidden. */
static const struct witness *lift(struct arena *arena, const struct layout *layout, size_t row,
                                  const struct witness *proof)
{
  struct witness *lifted = arena_alloc(arena, sizeof *lifted);
  const int *at = layout->at + row * (size_t)layout->table->n_cells;
  if (proof->n > WITNESS_CELLS / 3) return NULL;
  for (int i = 0; i < proof->n; i++) {
    const struct change *change = &proof->changes[i];
    lifted->changes[lifted->n++] = (struct change){at[change->cell], change->by};
    for (int area = 0; area < suppression_areas(layout->table); area++) {
      const int sum = sum_of(layout, area, row, (size_t)change->cell);
      if (sum >= 0) lifted->changes[lifted->n++] = (struct change){sum, change->by};
    }
  }
  return lifted;
}

static void set_known(struct arena *arena, const struct layout *layout,
                      const struct witness *const *proofs, struct protection *protection)
{
  const size_t n_cells = (size_t)layout->table->n_cells;
  for (size_t i = 0; i < (size_t)layout->table->n_campuses * n_cells; i++) {
    if (layout->at[i] < 0 || proofs[i] == NULL) continue;
    const struct witness *known = lift(arena, layout, i / n_cells, proofs[i]);
    protection->known[layout->at[i]] = known;
    for (int area = 0; area < suppression_areas(layout->table); area++) {
      const int sum = sum_of(layout, area, i / n_cells, i % n_cells);
      if (sum >= 0) protection->known[sum] = known;
    }
  }
}

static const struct witness *renumber(struct arena *arena, const struct layout *layout,
                                      const struct witness *found)
{
  struct witness *copy = arena_copy(arena, found, sizeof *found);
  for (int i = 0; i < copy->n; i++) copy->changes[i].cell = layout->at[copy->changes[i].cell];
  return copy;
}

/* Opposite changes in two campuses of one region leave all sums as they are. */
static void set_proofs(struct arena *arena, const struct layout *layout,
                       const struct witness *const *proofs, struct protection *protection)
{
  const struct suppression_table *table = layout->table;
  const size_t n = (size_t)table->n_campuses, m = (size_t)table->n_cells;
  const struct opposite_rows rows = {n, m, table->values, layout->domains, table};
  const struct witness **found = opposite_find(arena, &rows, proofs);
  for (size_t i = 0; i < n * m; i++) {
    if (found[i] != NULL) protection->proofs[layout->at[i]] = renumber(arena, layout, found[i]);
  }
}

void district_decide(struct arena *arena, const struct suppression_table *table,
                     const enum domain *domains, const struct witness *const *proofs,
                     struct suppression_result *result)
{
  const size_t n = (size_t)table->n_campuses * (size_t)table->n_cells, m = (size_t)table->n_cells;
  struct layout layout = {.table = table, .domains = domains};
  layout.at = arena_alloc(arena, (n + 1) * sizeof(int));
  const size_t n_sums = (size_t)suppression_areas(table) * m;
  layout.sum = arena_alloc(arena, (n_sums + 1) * sizeof(int));
  layout.cells = arena_alloc(arena, (n + n_sums + 1) * sizeof(int));
  lay_out(&layout, proofs);
  struct system *system = system_of(arena, &layout, result->district);
  struct protection protection = protection_new(arena, system);
  set_known(arena, &layout, proofs, &protection);
  set_proofs(arena, &layout, proofs, &protection);
  const bool closed = protection_close(&protection, layout.cells, layout.n_cells);
  for (size_t c = 0; c < n_sums; c++) {
    const bool is_shown =
        layout.sum[c] < 0 || (closed && system->domains[layout.sum[c]] == DOMAIN_KNOWN);
    result->district_marks[c] = is_shown ? SUPPRESSION_SHOWN : SUPPRESSION_HIDDEN;
  }
}
