/* Owns the meaning of number formats. Never formats a number. */
#include "client/sheet/styles.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "client/sheet/xml.h"
#include "common/arena.h"

enum { FORMATS_MAX = 4096, FIRST_CAPACITY = 64, PADDED_LEAST = 2, PADDED_MOST = 15 };

struct format {
  int id;
  struct style style;
};

struct reading {
  struct styles *styles;
  size_t capacity; /* of the styles */
  struct format *formats;
  size_t n_formats;
  bool in_cells; /* inside cellXfs; cellStyleXfs are not what cells name */
};

/* The formats that every workbook has without naming them; those for dates differ by language only
 * in their order (ECMA-376 part 1, 18.8.30: 27 to 36 and 50 to 58 are the East Asian ones). */
static struct style built_in(int id)
{
  const bool date = (id >= 14 && id <= 17) || id == 22 || (id >= 27 && id <= 31) || id == 36 ||
                    (id >= 50 && id <= 54) || id == 57 || id == 58;
  const bool time = (id >= 18 && id <= 21) || (id >= 32 && id <= 35) || id == 55 || id == 56 ||
                    (id >= 45 && id <= 47);
  return (struct style){date ? NUMBER_DATE : time ? NUMBER_TIME : NUMBER_PLAIN, 0};
}

/* Past a part that says nothing of days: "quoted", \x, _x, *x, [Red], E+00, AM/PM. */
static const char *skip_literal(const char *c, bool *is_time)
{
  if (*c == '"') {
    const char *end = strchr(c + 1, '"');
    return end == NULL ? c + strlen(c) : end + 1;
  }
  if (strchr("\\_*", *c) != NULL) return c[1] == '\0' ? c + 1 : c + 2;
  if (*c == '[') {
    if (strchr("hHmMsS", c[1]) != NULL && c[1] != '\0') *is_time = true; /* [h]: hours passed */
    const char *end = strchr(c, ']');
    return end == NULL ? c + strlen(c) : end + 1;
  }
  if (strncasecmp(c, "general", 7) == 0) return c + 7;
  if (strncasecmp(c, "am/pm", 5) == 0) return c + 5;
  if (strncasecmp(c, "a/p", 3) == 0) return c + 3;
  if ((*c == 'E' || *c == 'e') && (c[1] == '+' || c[1] == '-')) return c + 2;
  return NULL;
}

struct style styles_of_format(const char *format)
{
  bool is_date = false, is_time = false, has_m = false;
  const size_t zeros = strspn(format, "0");
  if (zeros >= PADDED_LEAST && zeros <= PADDED_MOST && format[zeros] == '\0') {
    return (struct style){NUMBER_PADDED, (int)zeros};
  }
  for (const char *c = format; *c != '\0' && *c != ';';) {
    const char *after = skip_literal(c, &is_time);
    if (after != NULL) {
      c = after;
      continue;
    }
    const int lower = tolower((unsigned char)*c++);
    is_date = is_date || lower == 'y' || lower == 'd' || lower == 'e' || lower == 'b';
    is_time = is_time || lower == 'h' || lower == 's';
    has_m = has_m || lower == 'm';
  }
  if (is_date || (has_m && !is_time)) return (struct style){NUMBER_DATE, 0};
  return (struct style){is_time ? NUMBER_TIME : NUMBER_PLAIN, 0};
}

static bool add_format(struct reading *reading, const char *const *attributes)
{
  const char *id = xml_attribute(attributes, "numFmtId");
  const char *format = xml_attribute(attributes, "formatCode");
  if (id == NULL || format == NULL) return true;
  if (reading->n_formats == FORMATS_MAX) return false;
  reading->formats[reading->n_formats++] =
      (struct format){(int)strtol(id, NULL, 10), styles_of_format(format)};
  return true;
}

static struct style find(const struct reading *reading, int id)
{
  for (size_t i = 0; i < reading->n_formats; i++) {
    if (reading->formats[i].id == id) return reading->formats[i].style;
  }
  return built_in(id);
}

static bool add_style(struct reading *reading, const char *const *attributes)
{
  struct styles *styles = reading->styles;
  const char *id = xml_attribute(attributes, "numFmtId");
  if (styles->n == STYLES_MAX) return false;
  if (styles->n == reading->capacity) {
    reading->capacity = reading->capacity == 0 ? FIRST_CAPACITY : reading->capacity * 2;
    struct style *larger = realloc(styles->styles, reading->capacity * sizeof *larger);
    if (larger == NULL) abort();
    styles->styles = larger;
  }
  styles->styles[styles->n++] = find(reading, id == NULL ? 0 : (int)strtol(id, NULL, 10));
  return true;
}

static bool on_start(void *data, const char *name, const char *const *attributes)
{
  struct reading *reading = data;
  if (strcmp(name, "numFmt") == 0) return add_format(reading, attributes);
  if (strcmp(name, "cellXfs") == 0) reading->in_cells = true;
  if (strcmp(name, "xf") == 0 && reading->in_cells) return add_style(reading, attributes);
  return true;
}

static bool on_end(void *data, const char *name)
{
  struct reading *reading = data;
  if (strcmp(name, "cellXfs") == 0) reading->in_cells = false;
  return true;
}

bool styles_read(struct styles *styles, struct archive *archive, const char *part,
                 struct error *error)
{
  *styles = (struct styles){0};
  if (part == NULL) return true;
  bool stopped = false;
  struct reading reading = {.styles = styles};
  reading.formats = calloc(FORMATS_MAX, sizeof *reading.formats);
  if (reading.formats == NULL) abort();
  const struct xml_handler handler = {&reading, on_start, on_end, NULL};
  const bool read = xml_read(archive, part, &handler, &stopped, error);
  free(reading.formats);
  return read;
}

void styles_free(struct styles *styles)
{
  free(styles->styles);
  *styles = (struct styles){0};
}

struct style styles_at(const struct styles *styles, const char *number)
{
  const long i = number == NULL ? 0 : strtol(number, NULL, 10);
  if (i < 0 || (size_t)i >= styles->n) return (struct style){NUMBER_PLAIN, 0};
  return styles->styles[i];
}
