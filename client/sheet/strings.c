/* Owns the table of shared strings. Never knows which cell has which. */
#include "client/sheet/strings.h"

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "client/sheet/xml.h"
#include "client/text.h"

enum { FIRST_CAPACITY = 1024, ESCAPE = 7 };

struct reading {
  struct strings *strings;
  const char *path;
  struct error *error;
  size_t began;      /* where the string began in the bytes */
  unsigned phonetic; /* depth inside what says how it is read aloud */
  bool in_text;
};

static bool refuse(struct reading *reading)
{
  return error_set(reading->error, JIEDUI__CODE__INVALID,
                   text("%s unpacks to far more than a sheet of people has: copy the rows into a "
                        "new workbook and import that."),
                   reading->path);
}

static bool begin(struct reading *reading)
{
  struct strings *strings = reading->strings;
  if (strings->n == STRINGS_MAX) return refuse(reading);
  if (strings->n == strings->capacity) {
    strings->capacity = strings->capacity == 0 ? FIRST_CAPACITY : strings->capacity * 2;
    size_t *larger = realloc(strings->places, strings->capacity * sizeof *larger);
    if (larger == NULL) abort();
    strings->places = larger;
  }
  reading->began = buffer_size(&strings->bytes);
  strings->places[strings->n++] = reading->began;
  return true;
}

static bool on_start(void *data, const char *name, const char *const *attributes)
{
  (void)attributes;
  struct reading *reading = data;
  if (strcmp(name, "si") == 0) return begin(reading);
  if (strcmp(name, "rPh") == 0) reading->phonetic++;
  reading->in_text = strcmp(name, "t") == 0 && reading->phonetic == 0;
  return true;
}

static bool on_end(void *data, const char *name)
{
  struct reading *reading = data;
  struct buffer *bytes = &reading->strings->bytes;
  reading->in_text = false;
  if (strcmp(name, "rPh") == 0 && reading->phonetic > 0) reading->phonetic--;
  if (strcmp(name, "si") != 0 || reading->strings->n == 0) return true;
  buffer_append(bytes, "", 1);
  strings_unescape((char *)bytes->data + bytes->start + reading->began);
  return true;
}

static bool on_text(void *data, const char *bytes, size_t size)
{
  struct reading *reading = data;
  struct buffer *all = &reading->strings->bytes;
  if (!reading->in_text || reading->strings->n == 0) return true;
  if (buffer_size(all) - reading->began + size > STRING_BYTES_MAX) return refuse(reading);
  buffer_append(all, bytes, size);
  return true;
}

bool strings_read(struct strings *strings, struct archive *archive, const char *part,
                  struct error *error)
{
  *strings = (struct strings){0};
  if (part == NULL) return true;
  bool stopped = false;
  struct reading reading = {.strings = strings, .path = archive->path, .error = error};
  const struct xml_handler handler = {&reading, on_start, on_end, on_text};
  const bool read = xml_read(archive, part, &handler, &stopped, error);
  buffer_append(&strings->bytes, "", 1); /* a string cut short ends here */
  return read && !stopped;
}

void strings_free(struct strings *strings)
{
  buffer_free(&strings->bytes);
  free(strings->places);
  *strings = (struct strings){0};
}

const char *strings_at(const struct strings *strings, const char *number)
{
  char *end = NULL;
  const unsigned long i = strtoul(number, &end, 10);
  if (end == number || *end != '\0' || i >= strings->n) return NULL;
  return (const char *)buffer_data(&strings->bytes) + strings->places[i];
}

/* The code of "_xHHHH_", or -1. */
static int escaped(const char *s)
{
  int code = 0;
  if (strncmp(s, "_x", 2) != 0) return -1;
  for (int i = 2; i < ESCAPE - 1; i++) {
    const char *digits = "0123456789abcdef";
    const char lower = (char)(s[i] >= 'A' && s[i] <= 'F' ? s[i] - 'A' + 'a' : s[i]);
    const char *at = lower == '\0' ? NULL : strchr(digits, lower);
    if (at == NULL) return -1;
    code = code * 16 + (int)(at - digits);
  }
  return s[ESCAPE - 1] == '_' ? code : -1;
}

/* The last two places of the first plane are no characters: XML has neither. */
static bool is_no_character(const char *s)
{
  const unsigned char last = s[0] == '\xef' && s[1] == '\xbf' ? (unsigned char)s[2] : 0;
  return last == 0xbe || last == 0xbf;
}

void strings_unescape(char *text)
{
  char *out = text;
  for (const char *in = text; *in != '\0';) {
    const int code = *in == '_' ? escaped(in) : -1;
    if (code > 0 && code < 0x80) { /* others are never written so */
      *out++ = (char)code;
      in += ESCAPE;
    } else if (code == 0xfffe || code == 0xffff) {
      memcpy(out, code == 0xfffe ? "\xef\xbf\xbe" : "\xef\xbf\xbf", 3);
      out += 3;
      in += ESCAPE;
    } else {
      *out++ = *in++;
    }
  }
  *out = '\0';
}

/* What XML does not have, or would not give back as it is; 0: it is as good as any other. */
static int code_to_escape(const char *s)
{
  const unsigned char c = (unsigned char)s[0];
  if (is_no_character(s)) return (unsigned char)s[2] == 0xbe ? 0xfffe : 0xffff;
  if (c < 0x20 && c != '\t' && c != '\n') return c;
  return escaped(s) >= 0 ? '_' : 0;
}

const char *strings_escape(struct arena *arena, const char *text)
{
  const char *in = text;
  while (*in != '\0' && code_to_escape(in) == 0) in++;
  if (*in == '\0') return text;
  char *all = arena_alloc(arena, strlen(text) * ESCAPE + 1);
  char *out = all;
  for (in = text; *in != '\0';) {
    const int code = code_to_escape(in);
    if (code == 0) {
      *out++ = *in++;
    } else {
      out += snprintf(out, ESCAPE + 1, "_x%04X_", (unsigned)code);
      in += code > 0x7f ? 3 : 1;
    }
  }
  *out = '\0';
  return all;
}
