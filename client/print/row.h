/* A row of cells, as high as its highest, going on over pages where it has to. */
#ifndef CLIENT_PRINT_ROW_H
#define CLIENT_PRINT_ROW_H

#include "client/print/paper.h"

enum { ROW_CELLS = 24 };

struct cell {
  const char *text;
  const struct style *style;
  double width;
  double least; /* height, also where there is less text */
  bool shaded;
  bool ruled; /* lines to write on where there is no text */
};

struct row {
  struct cell cells[ROW_CELLS];
  size_t n;
};

/* A cell's empty space around its text, and the height of a line to write on. */
extern const double row_padding, row_line;

void row_add(struct row *row, struct cell cell);

/* Draws the row; `head`, if any, is drawn first on every page that begins in it. */
void row_draw(struct paper *paper, const struct row *row, const struct row *head);

#endif
