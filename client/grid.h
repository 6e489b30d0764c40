/* A table being made, column by column and cell by cell, and its fitting into the terminal. */
#ifndef CLIENT_GRID_H
#define CLIENT_GRID_H

#include <stdio.h>

#include "client/screen.h"

enum { GRID_COLUMNS_MAX = 100 };

/* WHOLE is never wrapped: a bar, and the percentage beside it. */
enum grid_kind { GRID_TEXT, GRID_NUMBER, GRID_WHOLE };

struct libscols_table;
struct libscols_line;

struct grid {
  struct arena *arena; /* borrowed; cells need live no longer than their call */
  struct libscols_table *table;
  struct libscols_line *line;       /* the row being filled */
  size_t n_columns, n_rows, column; /* `column`: the next cell's */
  enum grid_kind kinds[GRID_COLUMNS_MAX];
  bool filled[GRID_COLUMNS_MAX];    /* by some row */
  size_t n_dropped;
  size_t widths[GRID_COLUMNS_MAX]; /* of the widest cell */
  size_t least[GRID_COLUMNS_MAX];  /* what it cannot do without */
};

/* Columns of a bar in a table. */
size_t grid_bar_width(void);

void grid_open(struct grid *grid, struct arena *arena);
/* All columns before the first row. */
void grid_column(struct grid *grid, const char *heading, enum grid_kind kind);
void grid_row(struct grid *grid);
void grid_cell(struct grid *grid, const char *text, enum paint paint);

/* Prints what has rows, below its title ("" for a gap alone, NULL for none), and frees it. On a
 * terminal that is too narrow texts are wrapped; where that is not enough, each row becomes a
 * block of lines. */
void grid_print(struct grid *grid, FILE *out, const char *title);

#endif
