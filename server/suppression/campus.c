/* Owns the decision within a campus: small counts, what protects them, and where that fails all of
 * a group of tables. Never looks at another campus. */
#include "server/suppression/campus.h"

#include "server/suppression/protection.h"

struct campus_rules {
  const struct suppression_table *table;
  bool *is_whole; /* by cell: the whole of some sum */
  int *group;     /* by cell: the least cell it hangs together with by sums over parts */
  bool *is_late;  /* by group: some cell of it has a governor, which has to be decided before */
};

static int find_group(int *group, int cell)
{
  while (group[cell] != cell) cell = group[cell];
  return cell;
}

static void join(int *group, int one, int other)
{
  const int a = find_group(group, one), b = find_group(group, other);
  if (a < b) group[b] = a;
  if (b < a) group[a] = b;
}

static int governor_of(const struct suppression_table *table, int cell)
{
  return table->governors == NULL ? -1 : table->governors[cell];
}

/* Totals are known, so they tie nothing together. */
static void join_sum(struct campus_rules *rules, const struct suppression_sum *sum)
{
  const enum suppression_kind *kinds = rules->table->kinds;
  int first = kinds[sum->whole] == SUPPRESSION_PART ? sum->whole : -1;
  for (int i = 0; i < sum->n_parts; i++) {
    const int part = sum->parts[i];
    if (kinds[part] == SUPPRESSION_TOTAL) continue;
    if (first < 0) first = part;
    join(rules->group, first, part);
  }
}

struct campus_rules *campus_rules_new(struct arena *arena, const struct suppression_table *table)
{
  struct campus_rules *rules = arena_alloc(arena, sizeof *rules);
  rules->table = table;
  rules->is_whole = arena_alloc(arena, (size_t)table->n_cells + 1);
  rules->group = arena_alloc(arena, (size_t)(table->n_cells + 1) * sizeof(int));
  for (int c = 0; c < table->n_cells; c++) rules->group[c] = c;
  for (int s = 0; s < table->n_sums; s++) {
    rules->is_whole[table->sums[s].whole] = true;
    join_sum(rules, &table->sums[s]);
  }
  for (int c = 0; c < table->n_cells; c++) rules->group[c] = find_group(rules->group, c);
  rules->is_late = arena_alloc(arena, (size_t)table->n_cells + 1);
  for (int c = 0; c < table->n_cells; c++) {
    if (governor_of(table, c) >= 0) rules->is_late[rules->group[c]] = true;
  }
  return rules;
}

static struct system *system_of(struct arena *arena, const struct suppression_table *table,
                                size_t campus)
{
  const int *values = table->values + campus * (size_t)table->n_cells;
  int n_terms = 0;
  for (int s = 0; s < table->n_sums; s++) n_terms += table->sums[s].n_parts + 1;
  struct system *system = system_new(arena, table->n_cells, table->n_sums, n_terms);
  for (int s = 0; s < table->n_sums; s++) {
    if (!suppression_applies(table, campus, (size_t)s)) continue;
    const struct suppression_sum *sum = &table->sums[s];
    if (values[sum->whole] != SUPPRESSION_ABSENT) system_add_term(system, sum->whole, -1);
    for (int i = 0; i < sum->n_parts; i++) {
      const int part = sum->parts[i]; /* what others alone have must not matter here */
      if (values[part] != SUPPRESSION_ABSENT) system_add_term(system, part, 1);
    }
    system_end_equation(system);
  }
  system_index(arena, system);
  system->when_hidden = DOMAIN_NOT_SMALL;
  for (int c = 0; c < table->n_cells; c++) {
    system->values[c] = values[c] == SUPPRESSION_ABSENT ? 0 : values[c];
  }
  return system;
}

/* Parts that the totals determine are as public as these; all others may be hidden, a sum at twice
 * the price of a leaf. */
static void set_costs(struct arena *arena, const struct campus_rules *rules, struct system *system,
                      const int *values)
{
  for (int c = 0; c < system->n_cells; c++) {
    const bool known =
        rules->table->kinds[c] == SUPPRESSION_TOTAL || values[c] == SUPPRESSION_ABSENT;
    system->domains[c] = known ? DOMAIN_KNOWN : DOMAIN_ANY;
  }
  const bool *determined = system_determined(arena, system);
  for (int c = 0; c < system->n_cells; c++) {
    const bool is_slack = rules->table->kinds[c] == SUPPRESSION_SLACK && !determined[c];
    system->domains[c] = is_slack ? DOMAIN_ANY : DOMAIN_KNOWN;
    system->costs[c] = system_cost(system->values[c]) * (rules->is_whole[c] ? 2 : 1);
    if (determined[c] || is_slack) system->costs[c] = COST_NEVER;
  }
}

static bool hide_small(struct system *system, const int *cells, int n_cells)
{
  bool any = false;
  for (int i = 0; i < n_cells; i++) {
    const int c = cells[i], value = system->values[c];
    if (system->costs[c] == COST_NEVER) continue;
    if (value < SUPPRESSION_SMALLEST || value > SUPPRESSION_LARGEST) continue;
    system->domains[c] = DOMAIN_SMALL;
    any = true;
  }
  return any;
}

/* Whose governor is hidden, is hidden too, whatever its value. */
static bool hide_governed(const struct suppression_table *table, struct system *system,
                          const int *values, const int *cells, int n_cells, bool *governed)
{
  bool any = false;
  for (int i = 0; i < n_cells; i++) {
    const int c = cells[i], governor = governor_of(table, c);
    governed[i] = governor >= 0 && system->domains[governor] != DOMAIN_KNOWN &&
                  system->costs[c] != COST_NEVER && values[c] != SUPPRESSION_ABSENT;
    if (!governed[i]) continue;
    if (system->domains[c] == DOMAIN_KNOWN) system->domains[c] = DOMAIN_NOT_SMALL;
    any = true;
  }
  return any;
}

/* Where even that a count is small gives it away, no count of these tables is called small, and any
 * may be hidden: all at first, then those that have to be. */
static void hide_all(struct protection *protection, const int *cells, int n_cells,
                     const bool *governed)
{
  for (int i = 0; i < n_cells; i++) {
    protection->proofs[cells[i]] = NULL;
    if (protection->system->costs[cells[i]] == COST_NEVER) continue;
    protection->system->domains[cells[i]] = DOMAIN_ANY;
  }
  protection_prove(protection, cells, n_cells);
  protection_show(protection, cells, n_cells, governed);
}

/* The figures that hang together with this one; a slack is no figure. */
static int take_group(const struct campus_rules *rules, int group, int *cells)
{
  int n = 0;
  for (int c = group; c < rules->table->n_cells; c++) {
    if (rules->group[c] == group && rules->table->kinds[c] == SUPPRESSION_PART) cells[n++] = c;
  }
  return n;
}

static void decide_group(struct protection *protection, const struct campus_rules *rules,
                         const int *values, int group, int *cells, bool *governed)
{
  struct system *system = protection->system;
  const int n = take_group(rules, group, cells);
  const bool small = hide_small(system, cells, n);
  const bool led = hide_governed(rules->table, system, values, cells, n, governed);
  if (!small && !led) return;
  if (!protection_close(protection, cells, n)) hide_all(protection, cells, n, governed);
}

void campus_decide(struct arena *arena, const struct campus_rules *rules, size_t campus,
                   enum domain *domains, const struct witness **proofs)
{
  struct system *system = system_of(arena, rules->table, campus);
  const int *values = rules->table->values + campus * (size_t)system->n_cells;
  set_costs(arena, rules, system, values);
  struct protection protection = protection_new(arena, system);
  int *cells = arena_alloc(arena, (size_t)(system->n_cells + 1) * sizeof *cells);
  bool *governed = arena_alloc(arena, (size_t)system->n_cells + 1);
  for (int late = 0; late < 2; late++) {
    for (int group = 0; group < system->n_cells; group++) {
      if (rules->group[group] != group || rules->is_late[group] != (late == 1)) continue;
      decide_group(&protection, rules, values, group, cells, governed);
    }
  }
  for (int c = 0; c < system->n_cells; c++) {
    domains[c] = system->domains[c];
    proofs[c] = protection.proofs[c];
  }
}
