/* Owns the spelling of names derived from the contract. Never knows what they name. */
#include "common/words.h"

#include <ctype.h>
#include <stdbool.h>
#include <string.h>

char *words_snake(struct arena *arena, const char *camel)
{
  char *snake = arena_alloc(arena, 2 * strlen(camel) + 1);
  char *out = snake;
  for (const char *c = camel; *c != '\0'; c++) {
    if (isupper((unsigned char)*c) && c != camel) *out++ = '_';
    *out++ = (char)tolower((unsigned char)*c);
  }
  return snake;
}

char *words_lower(struct arena *arena, const char *text)
{
  char *lower = arena_strdup(arena, text);
  for (char *c = lower; *c != '\0'; c++) *c = (char)tolower((unsigned char)*c);
  return lower;
}

char *words_hyphened(struct arena *arena, const char *snake)
{
  char *text = arena_strdup(arena, snake);
  for (char *c = text; *c != '\0'; c++) {
    if (*c == '_') *c = '-';
  }
  return text;
}

const char *words_without_prefix(const char *text, const char *prefix)
{
  const size_t length = strlen(prefix);
  return strncmp(text, prefix, length) == 0 && text[length] == '_' && text[length + 1] != '\0'
             ? text + length + 1
             : text;
}

const char *words_join_lines(struct arena *arena, const char *comment, size_t size)
{
  char *joined = arena_alloc(arena, size + 1);
  size_t used = 0;
  for (const char *c = comment; c < comment + size; c++) {
    const char plain = *c == '\n' || *c == '\t' ? ' ' : *c;
    const bool repeated = plain == ' ' && (used == 0 || joined[used - 1] == ' ');
    if (!repeated) joined[used++] = plain;
  }
  if (used > 0 && joined[used - 1] == ' ') used--;
  joined[used] = '\0';
  return joined;
}
