/* Owns the names of cells, in a table with open addressing. Never forgets one. */
#include "server/operations/figure_index.h"

#include <stdbool.h>
#include <stdint.h>
#include <string.h>

enum { FIRST_SIZE = 256 };

static void make_room(struct figure_index *index, size_t size)
{
  index->size = size;
  index->slots = arena_alloc(index->arena, size * sizeof *index->slots);
  struct figure_cell *cells = arena_alloc(index->arena, size * sizeof *cells);
  if (index->n > 0) memcpy(cells, index->cells, index->n * sizeof *cells);
  index->cells = cells;
}

struct figure_index figure_index_new(struct arena *arena)
{
  struct figure_index index = {.arena = arena};
  make_room(&index, FIRST_SIZE);
  return index;
}

/* FNV-1a. */
static uint64_t add_text(uint64_t hash, const char *text)
{
  for (; *text != '\0'; text++) hash = (hash ^ (unsigned char)*text) * 1099511628211U;
  return (hash ^ 0xff) * 1099511628211U;
}

static bool is_same(const struct figure_cell *a, const struct figure_cell *b)
{
  return a->by == b->by && strcmp(a->count, b->count) == 0 && strcmp(a->part, b->part) == 0;
}

static size_t slot_of(const struct figure_index *index, const struct figure_cell *cell)
{
  const uint64_t hash = add_text(add_text(14695981039346656037U, cell->count), cell->part);
  size_t slot = (size_t)(hash + (uint64_t)cell->by) & (index->size - 1);
  while (index->slots[slot] != 0 && !is_same(&index->cells[index->slots[slot] - 1], cell)) {
    slot = (slot + 1) & (index->size - 1);
  }
  return slot;
}

static void grow(struct figure_index *index)
{
  make_room(index, 2 * index->size);
  for (size_t i = 0; i < index->n; i++) {
    index->slots[slot_of(index, &index->cells[i])] = (int)i + 1;
  }
}

int figure_index_add(struct figure_index *index, struct figure_cell cell)
{
  size_t slot = slot_of(index, &cell);
  if (index->slots[slot] == 0) {
    if (2 * index->n >= index->size) {
      grow(index);
      slot = slot_of(index, &cell);
    }
    index->cells[index->n] = cell;
    index->slots[slot] = (int)++index->n;
  }
  return index->slots[slot] - 1;
}

int figure_index_find(const struct figure_index *index, struct figure_cell cell)
{
  return index->slots[slot_of(index, &cell)] - 1;
}
