/* Owns the reading of a form's parts. Never draws. */
#include <string.h>

#include "client/print/read.h"
#include "client/print/refer.h"

enum { MOST_ITEMS = 20 };

/* What a kind of part is called, and what else may be said of it. */
struct grammar {
  const char *name;
  enum part_kind kind;
  const char *keys[9];
};

static const struct grammar grammars[] = {
    {"heading", PART_HEADING, {"heading", "when", NULL}},
    {"grid", PART_GRID, {"grid", "columns", "when", NULL}},
    {"table", PART_TABLE, {"table", "columns", "numbered", "blank", "when", "as", NULL}},
    {"text", PART_TEXT, {"text", "label", "lines", "when", NULL}},
    {"say", PART_SAY, {"say", "size", "centred", "when", NULL}},
    {"checks", PART_CHECKS, {"checks", "label", "options", "when", NULL}},
    {"sign", PART_SIGN, {"sign", "when", NULL}},
    {"radar", PART_RADAR, {"radar", "axis", "value", "before", "group", "when", NULL}},
    {"each", PART_EACH, {"each", "as", "parts", "blank", "page", "keep", "when", NULL}},
    {"space", PART_SPACE, {"space", NULL}},
    {"break", PART_BREAK, {"break", NULL}}};

static const struct grammar *find_grammar(const json_t *json)
{
  for (size_t i = 0; i < sizeof grammars / sizeof grammars[0]; i++) {
    if (json_object_get(json, grammars[i].name) != NULL) return &grammars[i];
  }
  return NULL;
}

static double read_number(const json_t *json, double absent)
{
  return json_is_number(json) ? json_number_value(json) : absent;
}

static size_t read_count(const json_t *json, size_t absent)
{
  return json_is_integer(json) && json_integer_value(json) >= 0 ? (size_t)json_integer_value(json)
                                                                : absent;
}

/* "slot.field", ["中文", "English"], or an object with what else there is to say. */
static bool read_item(struct reading *reading, const json_t *json, struct item *item)
{
  static const char *const known[] = {"label", "value", "span", "width", NULL};
  item->span = 1;
  if (json_is_array(json)) return read_words(reading, json, &item->label);
  if (json_is_string(json)) return read_reference(reading, json, &item->value);
  item->span = read_count(json_object_get(json, "span"), 1);
  item->weight = read_number(json_object_get(json, "width"), 0);
  return read_keys(reading, json, known) &&
         read_words(reading, json_object_get(json, "label"), &item->label) &&
         read_reference(reading, json_object_get(json, "value"), &item->value);
}

static bool read_items(struct reading *reading, const json_t *json, struct part *part)
{
  part->n_items = json_array_size(json);
  part->items = arena_alloc(reading->form->arena, (part->n_items + 1) * sizeof *part->items);
  for (size_t i = 0; i < part->n_items; i++) {
    struct item *item = &part->items[i];
    if (!read_item(reading, json_array_get(json, i), item)) return false;
    if (item->label.chinese == NULL && item->value.field == NULL) {
      return read_fail(reading, "neither label nor value", "item");
    }
    if (item->value.field != NULL && item->value.field->message != NULL) {
      return read_fail(reading, "a list is no value", item->value.field->name);
    }
  }
  return (part->n_items > 0 && part->n_items <= MOST_ITEMS) ||
         read_fail(reading, "no items, or too many", "");
}

static bool read_grid(struct reading *reading, const json_t *json, struct part *part)
{
  part->columns = read_count(json_object_get(json, "columns"), 2);
  return read_items(reading, json_object_get(json, "grid"), part);
}

/* Without rows, as "", the table is one to be filled in by hand. */
static bool read_table(struct reading *reading, const json_t *json, struct part *part)
{
  const json_t *rows = json_object_get(json, "table");
  const json_t *as = json_object_get(json, "as");
  part->numbered = json_is_true(json_object_get(json, "numbered"));
  part->lines = read_count(json_object_get(json, "blank"), 8);
  if (strcmp(read_string(reading, rows), "") != 0 &&
      !read_rows(reading, rows, as == NULL ? "" : read_string(reading, as), &part->rows,
                 &part->slot)) {
    return false;
  }
  return read_items(reading, json_object_get(json, "columns"), part);
}

static bool read_text(struct reading *reading, const json_t *json, struct part *part)
{
  const json_t *value = json_object_get(json, "text");
  part->lines = read_count(json_object_get(json, "lines"), 3);
  return read_words(reading, json_object_get(json, "label"), &part->label) &&
         (strcmp(read_string(reading, value), "") == 0 ||
          read_reference(reading, value, &part->value));
}

static bool read_say(struct reading *reading, const json_t *json, struct part *part)
{
  part->size = read_number(json_object_get(json, "size"), 0);
  part->centred = json_is_true(json_object_get(json, "centred"));
  return read_words(reading, json_object_get(json, "say"), &part->label);
}

/* The words of an enum, or those given as options. */
static bool read_checks(struct reading *reading, const json_t *json, struct part *part)
{
  const json_t *value = json_object_get(json, "checks");
  const json_t *options = json_object_get(json, "options");
  if (!read_words(reading, json_object_get(json, "label"), &part->label)) return false;
  if (strcmp(read_string(reading, value), "") != 0 &&
      !read_reference(reading, value, &part->value)) {
    return false;
  }
  if (options != NULL) return read_items(reading, options, part);
  return (part->value.field != NULL && part->value.field->enumeration != NULL) ||
         read_fail(reading, "neither options nor an enum", json_string_value(value));
}

static bool read_radar(struct reading *reading, const json_t *json, struct part *part)
{
  return read_rows(reading, json_object_get(json, "radar"), "", &part->rows, &part->slot) &&
         read_reference(reading, json_object_get(json, "axis"), &part->axis) &&
         read_reference(reading, json_object_get(json, "value"), &part->value) &&
         read_reference(reading, json_object_get(json, "before"), &part->before) &&
         read_reference(reading, json_object_get(json, "group"), &part->group) &&
         ((part->axis.field != NULL && part->value.field != NULL) ||
          read_fail(reading, "radar wants axis and value", ""));
}

static bool read_each(struct reading *reading, const json_t *json, struct part *part)
{
  const json_t *as = json_object_get(json, "as");
  part->lines = read_count(json_object_get(json, "blank"), 1);
  part->size = read_number(json_object_get(json, "keep"), 0);
  part->own_page = json_is_true(json_object_get(json, "page"));
  return read_rows(reading, json_object_get(json, "each"),
                   as == NULL ? "row" : read_string(reading, as), &part->rows, &part->slot) &&
         read_parts(reading, json_object_get(json, "parts"), &part->parts, &part->n_parts);
}

static bool read_kind(struct reading *reading, const json_t *json, struct part *part)
{
  switch (part->kind) {
    case PART_HEADING:
      return read_words(reading, json_object_get(json, "heading"), &part->label);
    case PART_GRID:
      return read_grid(reading, json, part);
    case PART_TABLE:
      return read_table(reading, json, part);
    case PART_TEXT:
      return read_text(reading, json, part);
    case PART_SAY:
      return read_say(reading, json, part);
    case PART_CHECKS:
      return read_checks(reading, json, part);
    case PART_SIGN:
      return read_items(reading, json_object_get(json, "sign"), part);
    case PART_RADAR:
      return read_radar(reading, json, part);
    case PART_EACH:
      return read_each(reading, json, part);
    case PART_SPACE:
      part->size = read_number(json_object_get(json, "space"), 0);
      return true;
    case PART_BREAK:
      break;
  }
  return true;
}

bool read_part(struct reading *reading, const json_t *json, struct part *part)
{
  const struct grammar *grammar = find_grammar(json);
  if (grammar == NULL) return read_fail(reading, "a part of no known kind", "");
  part->kind = grammar->kind;
  return read_keys(reading, json, grammar->keys) &&
         read_reference(reading, json_object_get(json, "when"), &part->when) &&
         read_kind(reading, json, part);
}

bool read_parts(struct reading *reading, const json_t *json, struct part **parts, size_t *n)
{
  *n = json_array_size(json);
  *parts = arena_alloc(reading->form->arena, (*n + 1) * sizeof **parts);
  for (size_t i = 0; i < *n; i++) {
    if (!read_part(reading, json_array_get(json, i), &(*parts)[i])) return false;
  }
  return *n > 0 || read_fail(reading, "no parts", "");
}
