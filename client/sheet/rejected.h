/* The rejected rows of an import as a workbook. */
#ifndef CLIENT_SHEET_REJECTED_H
#define CLIENT_SHEET_REJECTED_H

/* Writes the CSV file that standard input reads as a workbook over the file `path`. Returns the
 * exit code. */
int rejected_write(const char *path);

#endif
