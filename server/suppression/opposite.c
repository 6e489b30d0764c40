/* Owns the pairing of one campus's change with its opposite in another. Never searches for changes:
 * it takes those that some campus has a proof with. */
#include "server/suppression/opposite.h"

#include <stdlib.h>
#include <string.h>

/* Zeroed behind its end, so that equal moves are equal bytes. */
struct moves {
  size_t n;
  struct witness *rows;
};

static int compare_changes(const void *a, const void *b)
{
  const struct change *one = a, *other = b;
  return (one->cell > other->cell) - (one->cell < other->cell);
}

/* The least cell first, and that one upwards: a move and its opposite are one. */
static void put_in_order(struct witness *move)
{
  qsort(move->changes, (size_t)move->n, sizeof *move->changes, compare_changes);
  const int sign = move->changes[0].by < 0 ? -1 : 1;
  for (int i = 0; i < move->n; i++) move->changes[i].by *= sign;
}

static int compare_moves(const void *a, const void *b)
{
  return memcmp(a, b, sizeof(struct witness));
}

static struct moves collect(struct arena *arena, const struct opposite_rows *rows,
                            const struct witness *const *proofs)
{
  const size_t n = rows->n_rows * rows->n_cells;
  struct moves all = {0, arena_alloc(arena, (n + 1) * sizeof *all.rows)};
  const struct witness *last = NULL;
  for (size_t i = 0; i < n; i++) {
    if (proofs[i] == NULL || proofs[i] == last || proofs[i]->n > WITNESS_CELLS / 2) continue;
    last = proofs[i];
    struct witness *move = &all.rows[all.n++];
    move->n = last->n;
    memcpy(move->changes, last->changes, (size_t)last->n * sizeof *last->changes);
    put_in_order(move);
  }
  qsort(all.rows, all.n, sizeof *all.rows, compare_moves);
  size_t kept = 0;
  for (size_t i = 0; i < all.n; i++) {
    if (kept > 0 && compare_moves(&all.rows[i], &all.rows[kept - 1]) == 0) continue;
    if (kept != i) all.rows[kept] = all.rows[i];
    kept++;
  }
  all.n = kept;
  return all;
}

static bool is_possible(const struct opposite_rows *rows, size_t row, const struct witness *move,
                        int sign)
{
  for (int i = 0; i < move->n; i++) {
    const size_t at = row * rows->n_cells + (size_t)move->changes[i].cell;
    const int value = rows->values[at];
    if (rows->domains[at] == DOMAIN_KNOWN) return false;
    if (!domain_has(rows->domains[at], value, value + sign * move->changes[i].by)) return false;
  }
  return true;
}

static void add_changes(const struct opposite_rows *rows, size_t row, const struct witness *move,
                        int sign, struct witness *witness)
{
  for (int i = 0; i < move->n; i++) {
    const int cell = (int)(row * rows->n_cells) + move->changes[i].cell;
    witness->changes[witness->n++] = (struct change){cell, sign * move->changes[i].by};
  }
}

/* For the cells that the move changes in this row, and that have no witness yet. */
static void prove(struct arena *arena, const struct opposite_rows *rows, const size_t pair[2],
                  const struct witness *move, const struct witness **found)
{
  struct witness *witness = NULL;
  for (int i = 0; i < move->n; i++) {
    const size_t at = pair[0] * rows->n_cells + (size_t)move->changes[i].cell;
    if (found[at] != NULL) continue;
    if (witness == NULL) {
      const int sign = is_possible(rows, pair[0], move, 1) &&
                               is_possible(rows, pair[1], move, -1)
                           ? 1
                           : -1;
      witness = arena_alloc(arena, sizeof *witness);
      add_changes(rows, pair[0], move, sign, witness);
      add_changes(rows, pair[1], move, -sign, witness);
    }
    found[at] = witness;
  }
}

/* Anywhere; else a region's number. */
enum { ANYWHERE = -1 };

static bool is_in(const struct opposite_rows *rows, size_t row, int region)
{
  return region == ANYWHERE || rows->table->regions[row] == region;
}

/* Whether it has to be undone where it was made: some cell of it has a sum over each region. */
static bool is_regional(const struct opposite_rows *rows, const struct witness *move)
{
  for (int i = 0; rows->table->n_regions > 0 && i < move->n; i++) {
    if (rows->table->is_regional[move->changes[i].cell]) return true;
  }
  return false;
}

/* The regions to look at one after another: each of them, or all at once. */
static int first_region(const struct opposite_rows *rows, const struct witness *move)
{
  return is_regional(rows, move) ? rows->table->n_regions - 1 : ANYWHERE;
}

static int next_region(int region)
{
  return region > 0 ? region - 1 : ANYWHERE - 1;
}

/* The first two rows in which the move is possible; n_rows where there is none. */
static void find_rows(const struct opposite_rows *rows, int region, const struct witness *move,
                      int sign, size_t found[2])
{
  size_t n = 0;
  found[0] = found[1] = rows->n_rows;
  for (size_t row = 0; row < rows->n_rows && n < 2; row++) {
    if (is_in(rows, row, region) && is_possible(rows, row, move, sign)) found[n++] = row;
  }
}

/* A change of one campus, and what of it the others have not undone yet. */
struct rest {
  int *left;  /* by area and cell: of the region where the cell has a sum there */
  bool *used; /* by row */
  struct witness *witness;
};

static size_t place_of(const struct opposite_rows *rows, int region, int cell)
{
  const struct suppression_table *table = rows->table;
  const bool in_region = table->n_regions > 0 && table->is_regional[cell];
  return (in_region ? (size_t)region + 1 : 0) * rows->n_cells + (size_t)cell;
}

static int region_of(const struct opposite_rows *rows, size_t row)
{
  return rows->table->n_regions > 0 ? rows->table->regions[row] : ANYWHERE;
}

static bool add_move(const struct opposite_rows *rows, struct rest *rest, size_t row,
                     const struct witness *move, int sign)
{
  if (rest->witness->n + move->n > WITNESS_CELLS) return false;
  for (int i = 0; i < move->n; i++) {
    const size_t place = place_of(rows, region_of(rows, row), move->changes[i].cell);
    rest->left[place] += sign * move->changes[i].by;
  }
  rest->used[row] = true;
  add_changes(rows, row, move, sign, rest->witness);
  return true;
}

static int gain_of(const struct opposite_rows *rows, const struct rest *rest, int region,
                   const struct witness *move, int sign)
{
  int gain = 0;
  for (int i = 0; i < move->n; i++) {
    const int left = rest->left[place_of(rows, region, move->changes[i].cell)];
    gain += abs(left) - abs(left + sign * move->changes[i].by);
  }
  return gain;
}

static size_t find_unused(const struct opposite_rows *rows, const struct rest *rest,
                          int region, const struct witness *move, int sign)
{
  for (size_t row = 0; row < rows->n_rows; row++) {
    if (rest->used[row] || !is_in(rows, row, region)) continue;
    if (is_possible(rows, row, move, sign)) return row;
  }
  return rows->n_rows;
}

struct step {
  size_t row;
  const struct witness *move;
  int sign;
  int gain;
};

static void look_for_step(const struct opposite_rows *rows, const struct rest *rest, int region,
                          struct step step, struct step *best)
{
  step.gain = gain_of(rows, rest, region, step.move, step.sign);
  if (step.gain <= best->gain) return;
  step.row = find_unused(rows, rest, region, step.move, step.sign);
  if (step.row < rows->n_rows) *best = step;
}

/* The move that undoes most, in some campus that has not moved yet. */
static bool undo_some(const struct opposite_rows *rows, const struct moves *moves,
                      struct rest *rest)
{
  struct step best = {0};
  for (size_t m = 0; m < moves->n; m++) {
    const struct witness *move = &moves->rows[m];
    for (int region = first_region(rows, move); region >= ANYWHERE; region = next_region(region)) {
      look_for_step(rows, rest, region, (struct step){.move = move, .sign = -1}, &best);
      look_for_step(rows, rest, region, (struct step){.move = move, .sign = 1}, &best);
    }
  }
  return best.move != NULL && add_move(rows, rest, best.row, best.move, best.sign);
}

/* Begins with a change of this campus and lets others undo it, some of it each. */
static const struct witness *undo(struct arena *arena, const struct opposite_rows *rows,
                                  const struct moves *moves, size_t row, const struct witness *move,
                                  int sign)
{
  enum { OTHERS = 5 };
  const size_t n_left = (size_t)suppression_areas(rows->table) * rows->n_cells;
  struct rest rest = {arena_alloc(arena, (n_left + 1) * sizeof(int)),
                      arena_alloc(arena, rows->n_rows + 1),
                      arena_alloc(arena, sizeof(struct witness))};
  (void)add_move(rows, &rest, row, move, sign);
  for (int i = 0; i < OTHERS && undo_some(rows, moves, &rest); i++) {
    bool done = true;
    for (size_t c = 0; c < n_left; c++) done = done && rest.left[c] == 0;
    if (done) return rest.witness;
  }
  return NULL;
}

static bool changes(const struct witness *move, size_t cell)
{
  for (int i = 0; i < move->n; i++) {
    if (move->changes[i].cell == (int)cell) return true;
  }
  return false;
}

/* For one cell: from each of the first few moves that are possible there. */
static const struct witness *combine(struct arena *arena, const struct opposite_rows *rows,
                                     const struct moves *moves, size_t at)
{
  enum { TRIES = 12 };
  const size_t row = at / rows->n_cells, cell = at % rows->n_cells;
  int tries = 0;
  for (size_t m = 0; m < moves->n && tries < TRIES; m++) {
    if (!changes(&moves->rows[m], cell)) continue;
    for (int sign = -1; sign <= 1; sign += 2) {
      if (!is_possible(rows, row, &moves->rows[m], sign)) continue;
      tries++;
      const struct witness *found = undo(arena, rows, moves, row, &moves->rows[m], sign);
      if (found != NULL) return found;
    }
  }
  return NULL;
}

static void pair_in(struct arena *arena, const struct opposite_rows *rows, int region,
                    const struct witness *move, int sign, const struct witness **found)
{
  size_t others[2];
  find_rows(rows, region, move, -sign, others);
  for (size_t row = 0; row < rows->n_rows; row++) {
    const size_t other = others[0] == row ? others[1] : others[0];
    if (other == rows->n_rows || !is_in(rows, row, region)) continue;
    if (!is_possible(rows, row, move, sign)) continue;
    prove(arena, rows, (const size_t[2]){row, other}, move, found);
  }
}

static void pair_rows(struct arena *arena, const struct opposite_rows *rows,
                      const struct witness *move, int sign, const struct witness **found)
{
  for (int region = first_region(rows, move); region >= ANYWHERE; region = next_region(region)) {
    pair_in(arena, rows, region, move, sign, found);
  }
}

const struct witness **opposite_find(struct arena *arena, const struct opposite_rows *rows,
                                     const struct witness *const *proofs)
{
  const size_t n = rows->n_rows * rows->n_cells;
  const struct witness **found = arena_alloc(arena, (n + 1) * sizeof *found);
  const struct moves moves = collect(arena, rows, proofs);
  for (size_t m = 0; m < moves.n; m++) {
    pair_rows(arena, rows, &moves.rows[m], 1, found);
    pair_rows(arena, rows, &moves.rows[m], -1, found);
  }
  for (size_t i = 0; i < n; i++) {
    if (proofs[i] != NULL && found[i] == NULL) found[i] = combine(arena, rows, &moves, i);
  }
  return found;
}
