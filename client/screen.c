/* Owns what the terminal can show. Never decides what is shown. */
#include "client/screen.h"

#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include "client/text.h"

enum { USUAL_COLUMNS = 80, BLOCK_BYTES = 3 };

static size_t number_of(const char *name)
{
  const char *value = getenv(name);
  const long n = value == NULL ? 0 : strtol(value, NULL, 10);
  return n > 0 && n < 10000 ? (size_t)n : 0;
}

static bool is_set(const char *name)
{
  const char *value = getenv(name);
  return value != NULL && value[0] != '\0';
}

static void measure(struct screen *screen)
{
  struct winsize size = {0};
  screen->is_terminal = isatty(STDOUT_FILENO) != 0;
  screen->is_unicode = text_is_utf8();
  screen->columns = number_of("COLUMNS");
  screen->lines = number_of("LINES");
  if (screen->is_terminal && ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_col > 0) {
    screen->columns = size.ws_col;
    screen->lines = size.ws_row;
  }
  if (screen->columns == 0) screen->columns = USUAL_COLUMNS;
  const char *kind = getenv("TERM");
  screen->has_colour =
      screen->is_terminal && !is_set("NO_COLOR") && kind != NULL && strcmp(kind, "dumb") != 0;
}

const struct screen *screen_get(void)
{
  static struct screen screen;
  if (screen.columns == 0) measure(&screen);
  return &screen;
}

const char *screen_colour(enum paint paint)
{
  static const char *const names[] = {NULL, "bold", "green", "red"};
  return screen_get()->has_colour ? names[paint] : NULL;
}

const char *screen_paint(struct arena *arena, enum paint paint, const char *text)
{
  static const char *const codes[] = {"", "1", "32", "31"};
  if (paint == PAINT_NONE || !screen_get()->has_colour) return text;
  return arena_printf(arena, "\x1b[%sm%s\x1b[0m", codes[paint], text);
}

const char *screen_sign(enum paint paint)
{
  const bool unicode = screen_get()->is_unicode;
  switch (paint) {
    case PAINT_GOOD:
      return unicode ? "✓" : "+";
    case PAINT_BAD:
      return unicode ? "✗" : "-";
    case PAINT_NONE:
    case PAINT_HEADING:
      break;
  }
  return " ";
}

/* The eighths of a column, from none to seven. */
static const char *eighth(size_t eighths)
{
  static const char *const blocks[] = {" ", "▏", "▎", "▍", "▌", "▋", "▊", "▉"};
  return blocks[eighths];
}

const char *screen_bar(struct arena *arena, double percent, double mark, size_t width)
{
  const bool unicode = screen_get()->is_unicode;
  const double share = percent < 0 ? 0 : percent > 100 ? 1 : percent / 100;
  const size_t eighths = (size_t)(share * (double)width * 8 + 0.5);
  const size_t marked = mark < 0 || mark > 100 ? width : (size_t)(mark / 100 * (double)width);
  char *bar = arena_alloc(arena, width * BLOCK_BYTES + 1);
  char *end = bar;
  for (size_t i = 0; i < width; i++) {
    const size_t filled = eighths <= i * 8 ? 0 : eighths - i * 8 > 8 ? 8 : eighths - i * 8;
    const char *piece = unicode ? "█" : "#";
    if (filled < 8) piece = unicode ? eighth(filled) : filled >= 4 ? "#" : ".";
    if (i == marked) piece = unicode ? "│" : "|";
    const size_t length = strlen(piece);
    memcpy(end, piece, length);
    end += length;
  }
  return bar;
}
