/* Owns the order of the two decisions, and the check of what comes in. */
#include "server/suppression/suppression.h"

#include "server/suppression/campus.h"
#include "server/suppression/district.h"

static int count_of(const int *values, int cell)
{
  return values[cell] == SUPPRESSION_ABSENT ? 0 : values[cell];
}

bool suppression_applies(const struct suppression_table *table, size_t campus, size_t sum)
{
  return table->applies == NULL || table->applies[campus * (size_t)table->n_sums + sum];
}

int suppression_areas(const struct suppression_table *table)
{
  return 1 + table->n_regions;
}

bool suppression_covers(const struct suppression_table *table, int area, size_t campus, size_t cell)
{
  return area == 0 || (table->is_regional[cell] && table->regions[campus] == area - 1);
}

static bool is_sound(const struct suppression_table *table, size_t campus)
{
  const int *values = table->values + campus * (size_t)table->n_cells;
  for (int c = 0; c < table->n_cells; c++) {
    if (values[c] < 0 && values[c] != SUPPRESSION_ABSENT) return false;
  }
  for (int s = 0; s < table->n_sums; s++) {
    if (!suppression_applies(table, campus, (size_t)s)) continue;
    int left = count_of(values, table->sums[s].whole);
    for (int i = 0; i < table->sums[s].n_parts; i++) {
      left -= count_of(values, table->sums[s].parts[i]);
    }
    if (left != 0) return false;
  }
  return true;
}

static enum suppression_mark mark_of(enum domain domain)
{
  switch (domain) {
    case DOMAIN_KNOWN:
      return SUPPRESSION_SHOWN;
    case DOMAIN_SMALL:
      return SUPPRESSION_SMALL;
    case DOMAIN_NOT_SMALL:
    case DOMAIN_ANY:
      break;
  }
  return SUPPRESSION_HIDDEN;
}

/* What the campus contributes to the sums. */
static void add_up(const struct suppression_table *table, size_t campus, int *district)
{
  const size_t m = (size_t)table->n_cells;
  for (int area = 0; area < suppression_areas(table); area++) {
    for (size_t c = 0; c < m; c++) {
      if (!suppression_covers(table, area, campus, c)) continue;
      district[(size_t)area * m + c] += count_of(table->values + campus * m, (int)c);
    }
  }
}

bool suppression_run(struct arena *arena, const struct suppression_table *table,
                     struct suppression_result *result)
{
  const size_t m = (size_t)table->n_cells, n = (size_t)table->n_campuses * m;
  const size_t n_sums = (size_t)suppression_areas(table) * m;
  enum domain *domains = arena_alloc(arena, (n + 1) * sizeof *domains);
  const struct witness **proofs = arena_alloc(arena, (n + 1) * sizeof *proofs);
  result->marks = arena_alloc(arena, (n + 1) * sizeof *result->marks);
  result->district_marks = arena_alloc(arena, (n_sums + 1) * sizeof *result->district_marks);
  result->district = arena_alloc(arena, (n_sums + 1) * sizeof *result->district);
  const struct campus_rules *rules = campus_rules_new(arena, table);
  for (size_t campus = 0; campus < (size_t)table->n_campuses; campus++) {
    const size_t row = campus * m;
    if (!is_sound(table, campus)) return false;
    campus_decide(arena, rules, campus, domains + row, proofs + row);
    for (size_t c = 0; c < m; c++) result->marks[row + c] = mark_of(domains[row + c]);
    add_up(table, campus, result->district);
  }
  district_decide(arena, table, domains, proofs, result);
  return true;
}
