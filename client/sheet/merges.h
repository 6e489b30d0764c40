/* The cells of a sheet that are merged: what one says counts for all its rows. */
#ifndef CLIENT_SHEET_MERGES_H
#define CLIENT_SHEET_MERGES_H

#include "client/sheet/grid.h"

enum { MERGES_ROW_MOST = 1048576 }; /* what a spreadsheet has */

struct merge {
  size_t row, column;          /* the first, from 1 and from 0 */
  size_t last_row, last_column;
};

struct merges {
  struct merge *merges; /* by row */
  size_t n;
};

/* The sheet's, read before its rows, though they stand behind them. */
bool merges_read(struct merges *merges, struct archive *archive, const char *part,
                 struct error *error);
void merges_free(struct merges *merges);

/* The merge that begins in this cell, or NULL. */
const struct merge *merges_at(const struct merges *merges, size_t row, size_t column);

/* "AB12" as row 12 and column 27; false if it is no cell's name. */
bool merges_cell(const char *name, size_t *row, size_t *column);

#endif
