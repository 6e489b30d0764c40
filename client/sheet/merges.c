/* Owns where merged cells reach. Never knows what they say. */
#include "client/sheet/merges.h"

#include <stdlib.h>
#include <string.h>

#include "client/sheet/xml.h"

enum { FIRST_CAPACITY = 64, COLUMN_MOST = 16384 };

struct reading {
  struct merges *merges;
  size_t capacity;
};

bool merges_cell(const char *name, size_t *row, size_t *column)
{
  size_t letters = 0, number = 0;
  const char *c = name;
  for (; *c >= 'A' && *c <= 'Z' && letters <= COLUMN_MOST; c++) {
    letters = letters * 26 + (size_t)(*c - 'A') + 1;
  }
  for (; *c >= '0' && *c <= '9' && number <= MERGES_ROW_MOST; c++) {
    number = number * 10 + (size_t)(*c - '0');
  }
  if (letters == 0 || letters > COLUMN_MOST || number == 0 || number > MERGES_ROW_MOST)
    return false;
  *row = number;
  *column = letters - 1;
  return *c == '\0' || *c == ':';
}

static bool on_start(void *data, const char *name, const char *const *attributes)
{
  struct reading *reading = data;
  struct merges *merges = reading->merges;
  struct merge merge;
  if (strcmp(name, "mergeCell") != 0) return true;
  const char *place = xml_attribute(attributes, "ref");
  const char *to = place == NULL ? NULL : strchr(place, ':');
  if (to == NULL || !merges_cell(place, &merge.row, &merge.column) ||
      !merges_cell(to + 1, &merge.last_row, &merge.last_column)) {
    return true;
  }
  if (merges->n == GRID_MERGES_MAX) return false;
  if (merges->n == reading->capacity) {
    reading->capacity = reading->capacity == 0 ? FIRST_CAPACITY : reading->capacity * 2;
    struct merge *larger = realloc(merges->merges, reading->capacity * sizeof *larger);
    if (larger == NULL) abort();
    merges->merges = larger;
  }
  merges->merges[merges->n++] = merge;
  return true;
}

static int compare(const void *a, const void *b)
{
  const struct merge *left = a, *right = b;
  if (left->row != right->row) return left->row < right->row ? -1 : 1;
  return (left->column > right->column) - (left->column < right->column);
}

bool merges_read(struct merges *merges, struct archive *archive, const char *part,
                 struct error *error)
{
  bool stopped = false;
  *merges = (struct merges){0};
  struct reading reading = {.merges = merges};
  const struct xml_handler handler = {&reading, on_start, NULL, NULL};
  if (!xml_read(archive, part, &handler, &stopped, error)) return false;
  if (merges->n > 0) qsort(merges->merges, merges->n, sizeof *merges->merges, compare);
  return true;
}

void merges_free(struct merges *merges)
{
  free(merges->merges);
  *merges = (struct merges){0};
}

const struct merge *merges_at(const struct merges *merges, size_t row, size_t column)
{
  const struct merge wanted = {.row = row, .column = column};
  if (merges->n == 0) return NULL;
  return bsearch(&wanted, merges->merges, merges->n, sizeof wanted, compare);
}
