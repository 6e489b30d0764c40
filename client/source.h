/* A file of rows read as UTF-8, whatever it is written in: UTF-8, UTF-16 with its mark, GB18030, or
 * a workbook, which a process of its own opens and passes on as CSV. */
#ifndef CLIENT_SOURCE_H
#define CLIENT_SOURCE_H

#include <iconv.h>
#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>

#include "common/error.h"

enum { SOURCE_BLOCK = 16 * 1024, SOURCE_LINE_MAX = 1024 * 1024 };

struct source {
  const char *path;       /* for messages; borrowed */
  int fd;                 /* at the first byte not in `raw` */
  iconv_t converter;      /* (iconv_t)-1 when the file is UTF-8 */
  char raw[SOURCE_BLOCK]; /* bytes of the file not converted yet */
  size_t held;            /* of raw */
  size_t size;            /* of the file, in bytes */
  bool ended;             /* the file is read to its end */
  pid_t sheet;            /* who reads the workbook, 0 for a text file; see client/sheet/rows.h */
};

/* Opens the file and finds out its encoding, reading it through once where it has no mark. False
 * with cause and remedy for what is no text, too long in a line, empty, or cannot be read. */
bool source_open(struct source *source, const char *path, struct error *error);

/* Up to SOURCE_BLOCK * 2 bytes of UTF-8 into `out`; *size is 0 at the end. */
bool source_read(struct source *source, char out[SOURCE_BLOCK * 2], size_t *size,
                 struct error *error);

/* The same, of the workbook's sheet of that name; NULL is the first one that is shown. */
bool source_open_sheet(struct source *source, const char *path, const char *sheet,
                       struct error *error);

void source_close(struct source *source);

#endif
