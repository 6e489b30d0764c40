/* A workbook being written: one sheet of rows, and one of notes. */
#ifndef CLIENT_SHEET_BOOK_H
#define CLIENT_SHEET_BOOK_H

#include <xlsxwriter.h>

#include "client/sheet/output.h"
#include "common/arena.h"

enum { BOOK_ROWS_MAX = 1048576 };

struct book {
  lxw_workbook *workbook;
  lxw_worksheet *sheet;
  lxw_worksheet *notes;
  lxw_format *text;     /* cells are text, so that no number is rounded and no day turned round */
  lxw_format *heading;
  lxw_format *required; /* heading of a column that has to be filled in */
  lxw_format *wrapped;  /* of the notes */
  lxw_row_t row;        /* the sheet's next */
  lxw_row_t note;       /* the notes' next */
};

/* Begins a workbook in the file, whose sheet is called `name`. */
bool book_open(struct book *book, const char *path, const char *name);

/* A heading and how wide its column is, in characters. */
void book_heading(struct book *book, lxw_col_t column, const char *text, bool is_required,
                  int width);
/* The next row of texts; NULL and "" are empty cells. */
void book_row(struct book *book, const char *const *cells, size_t n);

/* Words to choose from in a column, below its heading; ended by NULL. */
void book_choices(struct book *book, lxw_col_t column, const char *const *words);

/* The next line of the notes; a line of one cell is a heading or a sentence. */
void book_note(struct book *book, const char *const *cells, size_t n, bool is_heading);

/* At the foot of each page that is printed, on both sheets. */
void book_foot(struct book *book, struct arena *arena, const char *sentence);

/* Writes it all; false with errno when that failed. Frees it in any case. */
bool book_close(struct book *book);

#endif
