/* Cells by name: a count, what it is split by, and which part. Holds no values. */
#ifndef SERVER_OPERATIONS_FIGURE_INDEX_H
#define SERVER_OPERATIONS_FIGURE_INDEX_H

#include <stddef.h>

#include "common/arena.h"

struct figure_cell {
  const char *count;
  int by;           /* a FigureBy, 0: the whole */
  const char *part; /* "" of the whole */
};

struct figure_index {
  struct arena *arena;
  size_t n;
  struct figure_cell *cells;
  size_t size; /* of slots, a power of two */
  int *slots;  /* 0: empty, else the cell's number + 1 */
};

struct figure_index figure_index_new(struct arena *arena);

/* The cell's number, given to it if it is new. The texts are kept as they are. */
int figure_index_add(struct figure_index *index, struct figure_cell cell);

/* -1: there is no such cell. */
int figure_index_find(const struct figure_index *index, struct figure_cell cell);

#endif
