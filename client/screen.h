/* What standard output is to a person: a terminal or a file, how wide, with colours or without. */
#ifndef CLIENT_SCREEN_H
#define CLIENT_SCREEN_H

#include <stdbool.h>
#include <stddef.h>

#include "common/arena.h"

enum paint { PAINT_NONE, PAINT_HEADING, PAINT_GOOD, PAINT_BAD };

struct screen {
  bool is_terminal;
  bool has_colour; /* a terminal that has them, and no NO_COLOR */
  bool is_unicode; /* the locale's characters are UTF-8, so that signs and blocks may be used */
  size_t columns;  /* of the terminal; 80 where it does not say, or where there is none */
  size_t lines;    /* of the terminal; 0 where there is none */
};

/* Looked at once, before anything is paged. */
const struct screen *screen_get(void);

/* The name libsmartcols has for it, or NULL where nothing is painted. */
const char *screen_colour(enum paint paint);
/* The text between the terminal's sequences; itself where nothing is painted. In the arena. */
const char *screen_paint(struct arena *arena, enum paint paint, const char *text);

/* Signs before what is good or bad, one column wide; plain letters where there is no UTF-8. */
const char *screen_sign(enum paint paint);

/* A percentage as a bar of `width` columns; `mark` is a percentage to be marked on it, or
 * negative. In the arena. */
const char *screen_bar(struct arena *arena, double percent, double mark, size_t width);

#endif
