/* What jiedui-sheet --read writes: CSV, each record's first cell being the row's number and, after
 * a blank, what is wrong with the row. The last record is "." or "!" with a code and a sentence. */
#ifndef CLIENT_SHEET_ROWS_H
#define CLIENT_SHEET_ROWS_H

#include <stdio.h>

#include "common/error.h"

/* Passes on the sheet called so, or the first one when it is NULL, of the workbook that `fd` reads;
 * `path` is what messages call it. Returns the exit code. */
int rows_pass(int fd, const char *path, const char *sheet, FILE *out);

/* The same by a process that can do nothing else any more. */
int rows_serve(int fd, const char *path, const char *sheet, FILE *out);

#endif
