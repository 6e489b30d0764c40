/* The rows of a sheet, one after the other, as texts. */
#ifndef CLIENT_SHEET_GRID_H
#define CLIENT_SHEET_GRID_H

#include "client/sheet/strings.h"
#include "client/sheet/styles.h"
#include "common/arena.h"

enum {
  GRID_ROWS_MAX = 200 * 1000,
  GRID_COLUMNS_MAX = 256, /* as many as a record of a CSV file may have */
  GRID_ROW_BYTES_MAX = 1024 * 1024 - 4096,
  GRID_MERGES_MAX = 65536
};

struct grid_row {
  size_t number;      /* as the spreadsheet counts them, from 1 */
  size_t n;           /* cells, the last one not empty */
  const char **cells; /* "" where empty; valid during the call */
  const char *fault;  /* a sentence, when one of them cannot be read; else NULL */
};

/* Takes one row that is not empty; false stops the reading, which is no error here. */
typedef bool (*grid_on_row)(void *data, const struct grid_row *row);

struct grid {
  struct archive *archive;
  const char *part; /* of the sheet */
  const struct strings *strings;
  const struct styles *styles;
  bool is_1904;
};

/* Reads the sheet. A cell merged over several rows counts for each of them; titles above the
 * header, merged over several columns, are left out. */
bool grid_read(const struct grid *grid, grid_on_row on_row, void *data, struct error *error);

#endif
