/* The strings that the cells of a workbook share. */
#ifndef CLIENT_SHEET_STRINGS_H
#define CLIENT_SHEET_STRINGS_H

#include "client/sheet/archive.h"
#include "common/arena.h"
#include "common/buffer.h"

enum { STRINGS_MAX = 4 * 1000 * 1000, STRING_BYTES_MAX = 4 * 32767 };

struct strings {
  struct buffer bytes; /* each string ended by NUL */
  size_t *places;      /* in `bytes` */
  size_t n;
  size_t capacity; /* of places */
};

/* Reads the part; NULL has none. What rich text says counts, how it looks and how it is read aloud
 * (phonetic runs) does not. */
bool strings_read(struct strings *strings, struct archive *archive, const char *part,
                  struct error *error);
void strings_free(struct strings *strings);

/* The string of that number, or NULL. */
const char *strings_at(const struct strings *strings, const char *number);

/* Undoes the form _xHHHH_ in which workbooks write what XML does not have, in place. */
void strings_unescape(char *text);

/* Writes what looks like that form, and what XML does not have, so that it is read as it stands. In
 * the arena. */
const char *strings_escape(struct arena *arena, const char *text);

#endif
