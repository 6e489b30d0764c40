/* Owns the way from a sheet's elements to rows of texts. Never knows what a column means. */
#include "client/sheet/grid.h"

#include <stdlib.h>
#include <string.h>

#include "client/sheet/merges.h"
#include "client/sheet/number.h"
#include "client/sheet/xml.h"
#include "client/text.h"

/* What a merged cell says, for the rows below its first. */
struct carried {
  char *text; /* owned */
  size_t last_row;
};

struct walk {
  const struct grid *grid;
  struct error *error;
  grid_on_row on_row;
  void *data;
  struct merges merges;
  struct arena *arena; /* of the row */
  struct grid_row row;
  const char *cells[GRID_COLUMNS_MAX];
  struct carried carried[GRID_COLUMNS_MAX];
  size_t rows;     /* handed on or passed over */
  size_t bytes;    /* of the row's cells */
  size_t column;   /* of the cell being read */
  char type[16];   /* its attribute t */
  struct style style;
  struct buffer value; /* its text so far */
  unsigned phonetic;   /* depth inside what says how it is read aloud */
  bool in_value;       /* inside v, or t of an inline string */
  bool begun;          /* the header was there */
};

static bool refuse(struct walk *walk, const char *sentence)
{
  return error_set(walk->error, JIEDUI__CODE__INVALID, text(sentence), walk->grid->archive->path,
                   walk->row.number);
}

static const char *cell_name(struct walk *walk)
{
  char letters[] = "    ";
  size_t at = sizeof letters - 1;
  for (size_t c = walk->column + 1; c > 0 && at > 0; c = (c - 1) / 26) {
    letters[--at] = (char)('A' + (c - 1) % 26);
  }
  return arena_printf(walk->arena, "%s%zu", letters + at, walk->row.number);
}

/* The first fault of a row is told; the row is not stored. */
static void blame(struct walk *walk, const char *sentence)
{
  if (walk->row.fault != NULL) return;
  const char *value = (const char *)buffer_data(&walk->value);
  walk->row.fault =
      arena_printf(walk->arena, text(sentence), cell_name(walk), value == NULL ? "" : value);
}

static const char *read_number(struct walk *walk, const char *value)
{
  enum number_fault fault;
  const char *number =
      number_text(walk->arena, value, walk->style, walk->grid->is_1904, &fault);
  switch (fault) {
    case NUMBER_SOUND:
      return number;
    case NUMBER_TOO_LONG:
      blame(walk,
            TEXT_LATER("Cell %s is a number of more than 15 digits (%s), whose last ones the "
                       "spreadsheet has lost: format the column as text and enter it again."));
      break;
    case NUMBER_NO_DAY:
      blame(walk, TEXT_LATER("Cell %s is shown as a day, but %s is none: enter it again."));
      break;
    case NUMBER_UNREADABLE:
      blame(walk, TEXT_LATER("Cell %s cannot be read (%s): enter it again."));
      break;
  }
  return "";
}

/* What a person sees in the cell. */
static const char *read_value(struct walk *walk)
{
  buffer_append(&walk->value, "", 1);
  const char *value = (const char *)buffer_data(&walk->value);
  const char *type = walk->type;
  if (value[0] == '\0') return "";
  if (strcmp(type, "s") == 0) {
    const char *shared = strings_at(walk->grid->strings, value);
    if (shared == NULL) blame(walk, TEXT_LATER("Cell %s cannot be read (%s): enter it again."));
    return shared == NULL ? "" : shared;
  }
  if (strcmp(type, "inlineStr") == 0 || strcmp(type, "str") == 0) {
    char *own = arena_strdup(walk->arena, value);
    strings_unescape(own);
    return own;
  }
  if (strcmp(type, "e") == 0) {
    blame(walk, TEXT_LATER("Cell %s holds the error %s: mend its formula."));
    return "";
  }
  if (strcmp(type, "b") == 0) return value[0] == '1' ? "1" : "0";
  if (strcmp(type, "d") == 0) return number_iso(walk->arena, value);
  return read_number(walk, value);
}

static void carry(struct walk *walk, const char *value)
{
  const struct merge *merge = merges_at(&walk->merges, walk->row.number, walk->column);
  struct carried *carried = &walk->carried[walk->column];
  if (merge == NULL || merge->last_row == merge->row || value[0] == '\0') return;
  free(carried->text);
  carried->text = strdup(value);
  if (carried->text == NULL) abort();
  carried->last_row = merge->last_row;
}

static bool end_cell(struct walk *walk)
{
  const char *value = read_value(walk);
  const size_t length = strlen(value);
  if (length > 0) {
    if (walk->column >= GRID_COLUMNS_MAX) {
      return refuse(walk, TEXT_LATER("%s, row %zu has more than 256 cells: is this the right "
                                     "sheet?"));
    }
    walk->bytes += length;
    if (length > STRING_BYTES_MAX || walk->bytes > GRID_ROW_BYTES_MAX) {
      return refuse(walk, TEXT_LATER("%s, row %zu is longer than 1 MiB: is this the right sheet?"));
    }
    carry(walk, value);
    walk->cells[walk->column] = arena_strdup(walk->arena, value);
    if (walk->row.n <= walk->column) walk->row.n = walk->column + 1;
  }
  walk->column++;
  return true;
}

/* What stands above the header: one text over several columns. */
static bool is_title(const struct walk *walk)
{
  size_t filled = 0, at = 0;
  for (size_t c = 0; c < walk->row.n; c++) {
    if (walk->cells[c][0] == '\0') continue;
    filled++;
    at = c;
  }
  const struct merge *merge =
      filled == 1 ? merges_at(&walk->merges, walk->row.number, at) : NULL;
  return merge != NULL && merge->last_column > merge->column;
}

static void fill_carried(struct walk *walk)
{
  for (size_t c = 0; c < GRID_COLUMNS_MAX; c++) {
    const struct carried *carried = &walk->carried[c];
    if (carried->text == NULL || walk->row.number > carried->last_row) continue;
    if (walk->cells[c][0] != '\0') continue;
    walk->cells[c] = carried->text;
    if (walk->row.n <= c) walk->row.n = c + 1;
  }
}

static bool end_row(struct walk *walk)
{
  bool goes_on = true;
  if (walk->row.n > 0 || walk->row.fault != NULL) {
    if (++walk->rows > GRID_ROWS_MAX) {
      return refuse(walk, TEXT_LATER("%s has more than 200,000 rows (row %zu): import it in "
                                     "parts."));
    }
    if (walk->begun || !is_title(walk)) {
      if (walk->begun) fill_carried(walk);
      walk->begun = true;
      goes_on = walk->on_row(walk->data, &walk->row);
    }
  }
  arena_free(walk->arena);
  walk->arena = NULL;
  return goes_on;
}

static bool begin_row(struct walk *walk, const char *const *attributes)
{
  const char *number = xml_attribute(attributes, "r");
  const size_t before = walk->row.number;
  size_t given = number == NULL ? 0 : (size_t)strtoul(number, NULL, 10);
  if (given > MERGES_ROW_MOST) given = 0; /* no sheet has that row: as if it said nothing */
  arena_free(walk->arena);
  walk->arena = arena_new();
  walk->row = (struct grid_row){.number = given > before ? given : before + 1,
                                .cells = walk->cells};
  for (size_t c = 0; c < GRID_COLUMNS_MAX; c++) walk->cells[c] = "";
  walk->bytes = walk->column = 0;
  return true;
}

/* A cell that can be nowhere: in which column it belongs, nobody knows. */
static void blame_place(struct walk *walk, const char *place)
{
  enum { LONGEST = 32 };
  const size_t length = strlen(place);
  if (length <= LONGEST) buffer_append(&walk->value, place, length);
  buffer_append(&walk->value, "", 1);
  blame(walk, TEXT_LATER("Cell %s cannot be read (%s): enter it again."));
  walk->value.start = walk->value.end = 0;
}

static void begin_cell(struct walk *walk, const char *const *attributes)
{
  size_t row = 0, column = 0;
  const char *place = xml_attribute(attributes, "r");
  const char *type = xml_attribute(attributes, "t");
  const bool is_placed = place != NULL && merges_cell(place, &row, &column);
  if (is_placed) walk->column = column;
  walk->type[0] = '\0';
  if (type != NULL && strlen(type) < sizeof walk->type) {
    memcpy(walk->type, type, strlen(type) + 1);
  }
  walk->style = styles_at(walk->grid->styles, xml_attribute(attributes, "s"));
  walk->value.start = walk->value.end = 0;
  walk->phonetic = 0;
  if (place != NULL && !is_placed) blame_place(walk, place);
}

static bool on_start(void *data, const char *name, const char *const *attributes)
{
  struct walk *walk = data;
  if (strcmp(name, "row") == 0) return begin_row(walk, attributes);
  if (walk->arena == NULL) return true;
  if (strcmp(name, "c") == 0) begin_cell(walk, attributes);
  if (strcmp(name, "rPh") == 0) walk->phonetic++;
  const bool inline_text =
      strcmp(name, "t") == 0 && strcmp(walk->type, "inlineStr") == 0 && walk->phonetic == 0;
  walk->in_value = strcmp(name, "v") == 0 || inline_text;
  return true;
}

static bool on_end(void *data, const char *name)
{
  struct walk *walk = data;
  walk->in_value = false;
  if (walk->arena == NULL) return true;
  if (strcmp(name, "rPh") == 0 && walk->phonetic > 0) walk->phonetic--;
  if (strcmp(name, "c") == 0) return end_cell(walk);
  if (strcmp(name, "row") == 0) return end_row(walk);
  return true;
}

static bool on_text(void *data, const char *bytes, size_t size)
{
  struct walk *walk = data;
  if (!walk->in_value) return true;
  if (buffer_size(&walk->value) + size > STRING_BYTES_MAX) {
    return refuse(walk, TEXT_LATER("%s, row %zu is longer than 1 MiB: is this the right sheet?"));
  }
  buffer_append(&walk->value, bytes, size);
  return true;
}

bool grid_read(const struct grid *grid, grid_on_row on_row, void *data, struct error *error)
{
  bool stopped = false;
  struct walk *walk = calloc(1, sizeof *walk);
  if (walk == NULL) abort();
  walk->grid = grid;
  walk->error = error;
  walk->on_row = on_row;
  walk->data = data;
  error->text[0] = '\0';
  const struct xml_handler handler = {walk, on_start, on_end, on_text};
  const bool read = merges_read(&walk->merges, grid->archive, grid->part, error) &&
                    xml_read(grid->archive, grid->part, &handler, &stopped, error);
  for (size_t c = 0; c < GRID_COLUMNS_MAX; c++) free(walk->carried[c].text);
  merges_free(&walk->merges);
  buffer_free(&walk->value);
  arena_free(walk->arena);
  free(walk);
  return read && error->text[0] == '\0';
}
