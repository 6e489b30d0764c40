#include "observer.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

enum { CELLS = 32, COLUMNS = 3 * CELLS, PATIENCE = 1000 };

/* A value a byte, a row for each area to whose sums it counts: such keys add up as the sums do. */
struct key {
  unsigned char values[COLUMNS];
};

struct keys {
  size_t n;
  struct key *rows;
};

struct guess {
  const struct suppression_table *table;
  const int *truth;
  const enum suppression_mark *marks; /* NULL: nothing but totals is shown */
  const bool *quiet;                  /* by cell: no "<5" hangs together with it */
  size_t row; /* the campus */
  int values[CELLS];
  int most;   /* no cell of the campus is larger */
  bool *leaf; /* by cell: no sum gives it */
  struct keys *found;
};

static bool is_small(int value)
{
  return value >= SUPPRESSION_SMALLEST && value <= SUPPRESSION_LARGEST;
}

static bool is_known(const struct guess *guess, int cell)
{
  if (guess->table->kinds[cell] == SUPPRESSION_SLACK) return false;
  return guess->truth[cell] == SUPPRESSION_ABSENT ||
         guess->table->kinds[cell] == SUPPRESSION_TOTAL ||
         (guess->marks != NULL && guess->marks[cell] == SUPPRESSION_SHOWN);
}

static bool fits(const struct guess *guess, int cell, int value)
{
  if (guess->table->kinds[cell] == SUPPRESSION_SLACK) return true;
  if (is_known(guess, cell)) return value == (guess->truth[cell] < 0 ? 0 : guess->truth[cell]);
  if (guess->marks == NULL) return true;
  if (guess->marks[cell] == SUPPRESSION_SMALL) return is_small(value);
  return guess->quiet[cell] || !is_small(value);
}

/* Whether each sum that is known as far as cell `next` may still hold. */
static bool may_hold(struct guess *guess, int next)
{
  const struct suppression_table *table = guess->table;
  for (int s = 0; s < table->n_sums; s++) {
    const struct suppression_sum *sum = &table->sums[s];
    int total = 0;
    bool whole = true;
    for (int i = 0; i < sum->n_parts; i++) {
      if (sum->parts[i] < next) total += guess->values[sum->parts[i]];
      whole = whole && sum->parts[i] < next;
    }
    const bool fixed = is_known(guess, sum->whole);
    const int truth = guess->truth[sum->whole] < 0 ? 0 : guess->truth[sum->whole];
    if (fixed && total > truth) return false;
    if (fixed && whole && total != truth) return false;
    if (sum->whole < next && whole && guess->values[sum->whole] != total) return false;
  }
  return true;
}

static size_t columns_of(const struct suppression_table *table)
{
  return (size_t)(suppression_areas(table) * table->n_cells);
}

static void keep(struct guess *guess)
{
  struct key *key = &guess->found->rows[guess->found->n++];
  memset(key, 0, sizeof *key);
  for (size_t i = 0; i < columns_of(guess->table); i++) {
    const size_t m = (size_t)guess->table->n_cells;
    if (!suppression_covers(guess->table, (int)(i / m), guess->row, i % m)) continue;
    key->values[i] = (unsigned char)guess->values[i % m];
  }
}

/* The value of a cell that a sum gives, all parts known: -1 where there is none. */
static int given(const struct guess *guess, int cell)
{
  const struct suppression_table *table = guess->table;
  for (int s = 0; s < table->n_sums; s++) {
    if (table->sums[s].whole != cell) continue;
    int total = 0;
    for (int i = 0; i < table->sums[s].n_parts; i++) {
      total += guess->values[table->sums[s].parts[i]];
    }
    return total;
  }
  return -1;
}

/* Leaves stand before their sums, so a cell's value is known or guessed when it is reached. */
static bool guess_from(struct guess *guess, int cell)
{
  if (guess->found->n >= PATIENCE) return false;
  if (cell == guess->table->n_cells) {
    keep(guess);
    return true;
  }
  const int sum = given(guess, cell), last = sum < 0 ? guess->most : sum;
  for (int value = sum < 0 ? 0 : sum; value <= last; value++) {
    if (!fits(guess, cell, value)) continue;
    guess->values[cell] = value;
    if (may_hold(guess, cell + 1) && !guess_from(guess, cell + 1)) return false;
  }
  return true;
}

/* Spreads "<5" over what hangs together by sums of parts, until nothing changes. */
static void find_quiet(const struct suppression_table *table, const enum suppression_mark *marks,
                       bool *quiet)
{
  for (int c = 0; c < table->n_cells; c++) quiet[c] = marks[c] != SUPPRESSION_SMALL;
  for (bool changed = true; changed;) {
    changed = false;
    for (int s = 0; s < table->n_sums; s++) {
      const struct suppression_sum *sum = &table->sums[s];
      bool loud = table->kinds[sum->whole] != SUPPRESSION_TOTAL && !quiet[sum->whole];
      for (int i = 0; i < sum->n_parts; i++) {
        loud = loud || (table->kinds[sum->parts[i]] != SUPPRESSION_TOTAL && !quiet[sum->parts[i]]);
      }
      for (int i = -1; loud && i < sum->n_parts; i++) {
        bool *cell = &quiet[i < 0 ? sum->whole : sum->parts[i]];
        if (table->kinds[i < 0 ? sum->whole : sum->parts[i]] == SUPPRESSION_TOTAL) continue;
        changed = changed || *cell;
        *cell = false;
      }
    }
  }
}

static bool guess_campus(struct arena *arena, const struct suppression_table *table, size_t row,
                         const enum suppression_mark *marks, struct keys *found)
{
  const size_t m = (size_t)table->n_cells;
  bool quiet[CELLS] = {false};
  struct guess guess = {.table = table, .truth = table->values + row * m, .found = found};
  guess.row = row;
  guess.marks = marks == NULL ? NULL : marks + row * m;
  guess.quiet = quiet;
  if (marks != NULL) find_quiet(table, guess.marks, quiet);
  for (size_t c = 0; c < m; c++) {
    if (guess.truth[c] > guess.most) guess.most = guess.truth[c];
  }
  assert(guess.most < 60);
  found->n = 0;
  found->rows = arena_alloc(arena, (PATIENCE + 1) * sizeof(struct key));
  return guess_from(&guess, 0);
}

static int compare(const void *a, const void *b)
{
  return memcmp(a, b, sizeof(struct key));
}

static void make_set(struct keys *keys)
{
  size_t n = 0;
  if (keys->n > 0) qsort(keys->rows, keys->n, sizeof *keys->rows, compare);
  for (size_t i = 0; i < keys->n; i++) {
    if (i == 0 || compare(&keys->rows[i], &keys->rows[n - 1]) != 0) keys->rows[n++] = keys->rows[i];
  }
  keys->n = n;
}

static struct keys masked(struct arena *arena, const struct keys *keys, const bool *mask)
{
  struct keys set = {keys->n, arena_copy(arena, keys->rows, (keys->n + 1) * sizeof(struct key))};
  for (size_t i = 0; i < set.n; i++) {
    for (int c = 0; c < COLUMNS; c++) {
      if (!mask[c]) set.rows[i].values[c] = 0;
    }
  }
  make_set(&set);
  return set;
}

/* Every sum of one of each. False: too many. */
static bool add_sets(struct arena *arena, const struct keys *a, const struct keys *b,
                     struct keys *sums)
{
  if (a->n * b->n > 20 * PATIENCE) return false;
  sums->n = 0;
  sums->rows = arena_alloc(arena, (a->n * b->n + 1) * sizeof(struct key));
  for (size_t i = 0; i < a->n; i++) {
    for (size_t j = 0; j < b->n; j++) {
      struct key *key = &sums->rows[sums->n++];
      for (int c = 0; c < COLUMNS; c++) {
        key->values[c] = (unsigned char)(a->rows[i].values[c] + b->rows[j].values[c]);
      }
    }
  }
  make_set(sums);
  return true;
}

/* All sums over the campuses but one; but = n_campuses: over all. */
static bool add_campuses(struct arena *arena, const struct keys *campuses, size_t n, size_t but,
                         const bool *mask, struct keys *sums)
{
  sums->n = 1;
  sums->rows = arena_alloc(arena, sizeof(struct key));
  for (size_t i = 0; i < n; i++) {
    if (i == but) continue;
    const struct keys campus = masked(arena, &campuses[i], mask), before = *sums;
    if (!add_sets(arena, &before, &campus, sums)) return false;
  }
  return true;
}

static bool has(const struct keys *set, const struct key *key)
{
  return bsearch(key, set->rows, set->n, sizeof *key, compare) != NULL;
}

/* Of one campus: each assignment that the others can complete to the sums shown. */
static void look_at(const struct suppression_table *table, const int *district, size_t row,
                    const bool *mask, const struct keys *own, const struct keys *others, bool *open)
{
  const size_t m = (size_t)table->n_cells;
  for (size_t i = 0; i < own->n; i++) {
    struct key rest = {{0}};
    bool possible = true;
    for (size_t c = 0; c < columns_of(table); c++) {
      if (!mask[c]) continue;
      possible = possible && district[c] >= own->rows[i].values[c];
      rest.values[c] = (unsigned char)(district[c] - own->rows[i].values[c]);
    }
    if (!possible || !has(others, &rest)) continue;
    for (size_t c = 0; c < m; c++) {
      const int truth = table->values[row * m + c] < 0 ? 0 : table->values[row * m + c];
      if (own->rows[i].values[c] != truth) open[row * m + c] = true;
    }
  }
}

/* One campus alone may change the sum, all other sums staying as they are. */
static int truth_of(const struct suppression_table *table, size_t row, size_t column)
{
  const size_t m = (size_t)table->n_cells;
  const int truth = table->values[row * m + column % m];
  return truth < 0 || !suppression_covers(table, (int)(column / m), row, column % m) ? 0 : truth;
}

static bool is_changed_by_one(const struct suppression_table *table, const struct keys *campuses,
                              const bool *shown, size_t cell)
{
  for (size_t row = 0; row < (size_t)table->n_campuses; row++) {
    for (size_t i = 0; i < campuses[row].n; i++) {
      bool same = true;
      for (size_t c = 0; c < columns_of(table); c++) {
        const bool differs = campuses[row].rows[i].values[c] != truth_of(table, row, c);
        same = same && !(shown[c] && differs) && !(c == cell && !differs);
      }
      if (same) return true;
    }
  }
  return false;
}

static bool is_sum_open(struct arena *arena, const struct suppression_table *table,
                        const int *district, const struct keys *campuses, const bool *shown,
                        size_t cell)
{
  bool mask[COLUMNS];
  struct keys sums;
  memcpy(mask, shown, sizeof mask);
  mask[cell] = true;
  if (is_changed_by_one(table, campuses, shown, cell)) return true;
  const size_t n = (size_t)table->n_campuses;
  if (!add_campuses(arena, campuses, n, n, mask, &sums)) return true;
  for (size_t i = 0; i < sums.n; i++) {
    bool fits_shown = true;
    for (size_t c = 0; c < columns_of(table); c++) {
      if (shown[c] && sums.rows[i].values[c] != district[c]) fits_shown = false;
    }
    if (fits_shown && sums.rows[i].values[cell] != district[cell]) return true;
  }
  return false;
}

/* Asked only where a small part is shown, which nothing else could excuse. */
static bool find_public(struct arena *arena, const struct suppression_table *table, size_t row,
                        const enum suppression_mark *marks, bool *public)
{
  struct keys found;
  const size_t m = (size_t)table->n_cells;
  bool asked = false;
  for (size_t c = 0; c < m; c++) {
    const size_t at = row * m + c;
    asked = asked || (is_small(table->values[at]) && marks[at] == SUPPRESSION_SHOWN &&
                      table->kinds[c] == SUPPRESSION_PART);
  }
  if (!asked) return true;
  if (!guess_campus(arena, table, row, NULL, &found)) return false;
  for (size_t c = 0; c < m; c++) {
    public[row * m + c] = true;
    for (size_t i = 1; i < found.n; i++) {
      if (found.rows[i].values[c] != found.rows[0].values[c]) public[row * m + c] = false;
    }
  }
  return true;
}

bool observe(struct arena *arena, const struct suppression_table *table,
             const struct suppression_result *result, struct observation *observation)
{
  const size_t m = (size_t)table->n_cells, n = (size_t)table->n_campuses;
  assert(m <= CELLS && columns_of(table) <= COLUMNS);
  observation->open = arena_alloc(arena, n * m + 1);
  observation->public = arena_alloc(arena, n * m + 1);
  observation->district_open = arena_alloc(arena, columns_of(table) + 1);
  struct keys *campuses = arena_alloc(arena, (n + 1) * sizeof *campuses);
  bool shown[COLUMNS] = {false};
  for (size_t c = 0; c < columns_of(table); c++) {
    shown[c] = result->district_marks[c] == SUPPRESSION_SHOWN &&
               table->kinds[c % m] != SUPPRESSION_SLACK && (c < m || table->is_regional[c % m]);
  }
  for (size_t row = 0; row < n; row++) {
    if (!guess_campus(arena, table, row, result->marks, &campuses[row])) return false;
    if (!find_public(arena, table, row, result->marks, observation->public)) return false;
  }
  for (size_t row = 0; row < n; row++) {
    struct keys others;
    if (!add_campuses(arena, campuses, n, row, shown, &others)) return false;
    look_at(table, result->district, row, shown, &campuses[row], &others, observation->open);
  }
  for (size_t c = 0; c < columns_of(table); c++) {
    observation->district_open[c] =
        shown[c] || is_sum_open(arena, table, result->district, campuses, shown, c);
  }
  return true;
}
