/* The file of rejected rows: the original cells and a reason, to be corrected and imported. */
#ifndef CLIENT_REJECTS_H
#define CLIENT_REJECTS_H

#include <stdio.h>

#include "client/columns.h"

struct rejects {
  const char *path;              /* where it goes, borrowed */
  const struct columns *columns; /* the file's, borrowed; known before the first row */
  FILE *file;                    /* NULL until the first row */
  char fresh[4096];              /* its name until it is whole; "" when `path` is no plain file */
  size_t n;                      /* rows in it */
};

/* Whether a file of that name is a workbook. */
bool rejects_is_workbook(const char *path);

void rejects_init(struct rejects *rejects, const char *path, const struct columns *columns);

/* Makes the file at the first row: 0600, UTF-8 with a mark, a header. */
bool rejects_add(struct rejects *rejects, const struct record *record, const char *reason,
                 struct error *error);

/* Puts the file in its place when it has rows, as a workbook when its name ends in .xlsx. The
 * structure is then as after init. */
bool rejects_close(struct rejects *rejects, struct error *error);

#endif
