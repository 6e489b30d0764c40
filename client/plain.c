/* Owns what may be shown as it is. Never translates. */
#include "client/plain.h"

#include <stdint.h>
#include <string.h>
#include <wchar.h>

/* Well-formed UTF-8 by RFC 3629: no overlong forms, no surrogates, nothing above U+10FFFF. */
static size_t character(const unsigned char *s, size_t room)
{
  if (room == 0) return 0;
  if (s[0] < 0x80) return 1;
  const size_t length = s[0] >= 0xf0 ? 4 : s[0] >= 0xe0 ? 3 : 2;
  if (s[0] < 0xc2 || s[0] > 0xf4 || room < length) return 0;
  for (size_t i = 1; i < length; i++) {
    if ((s[i] & 0xc0) != 0x80) return 0;
  }
  if (s[0] == 0xe0 && s[1] < 0xa0) return 0;
  if (s[0] == 0xed && s[1] > 0x9f) return 0;
  if (s[0] == 0xf0 && s[1] < 0x90) return 0;
  if (s[0] == 0xf4 && s[1] > 0x8f) return 0;
  return length;
}

size_t plain_character(const char *s)
{
  return character((const unsigned char *)s, strnlen(s, 4));
}

bool plain_is_utf8(const char *text, size_t size)
{
  for (size_t i = 0; i < size;) {
    const size_t length = character((const unsigned char *)text + i, size - i);
    if (length == 0) return false;
    i += length;
  }
  return true;
}

static uint32_t code_point(const char *s, size_t length)
{
  static const unsigned char masks[] = {0, 0x7f, 0x1f, 0x0f, 0x07};
  uint32_t point = (unsigned char)s[0] & masks[length];
  for (size_t i = 1; i < length; i++) point = point << 6 | ((unsigned char)s[i] & 0x3f);
  return point;
}

/* Controls; separators of lines and paragraphs; embeddings, overrides and isolates. */
static bool is_harmful(uint32_t point)
{
  return point < 0x20 || (point >= 0x7f && point < 0xa0) || (point >= 0x2028 && point <= 0x202e) ||
         (point >= 0x2066 && point <= 0x2069);
}

static bool is_line_end(const char *s)
{
  return s[0] == '\n' || s[0] == '\t' || (s[0] == '\r' && s[1] == '\n');
}

static void clean(char *text, bool keeps_lines)
{
  for (char *s = text; *s != '\0';) {
    const size_t length = plain_character(s);
    if (length == 0) {
      *s++ = '?';
      continue;
    }
    const bool kept = keeps_lines && is_line_end(s);
    if (!kept && is_harmful(code_point(s, length))) memset(s, '?', length);
    s += length;
  }
}

void plain_clean(char *text)
{
  clean(text, false);
}

void plain_clean_lines(char *text)
{
  clean(text, true);
}

size_t plain_width(const char *text)
{
  size_t width = 0;
  while (*text != '\0') {
    const size_t length = plain_character(text);
    const int columns = length == 0 ? 1 : wcwidth((wchar_t)code_point(text, length));
    width += columns > 0 ? (size_t)columns : 0;
    text += length == 0 ? 1 : length;
  }
  return width;
}
