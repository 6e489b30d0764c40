/* What a workbook says of itself: its sheets, and where its strings and styles are. */
#ifndef CLIENT_SHEET_WORKBOOK_H
#define CLIENT_SHEET_WORKBOOK_H

#include "client/sheet/archive.h"
#include "common/arena.h"

struct workbook {
  const char *sheet;   /* the part of the sheet to read */
  const char *name;    /* what the sheet is called */
  const char *strings; /* the part of the shared strings, or NULL */
  const char *styles;  /* the part of the styles, or NULL */
  bool is_1904;        /* days are counted from 1904 on */
};

/* Finds the sheet called `wanted`, else the first one that is shown and holds no notes. False with
 * cause and remedy when there is none, or the archive is no workbook. In the arena. */
bool workbook_read(struct workbook *workbook, struct archive *archive, struct arena *arena,
                   const char *wanted, struct error *error);

/* What the sheet of explanations is called, in either language. */
bool workbook_is_notes(const char *name);

#endif
