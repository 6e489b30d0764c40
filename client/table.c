/* Owns what a reply looks like on a screen. Never shows what is secret, hidden or masked. */
#include "client/table.h"

#include <stdlib.h>
#include <string.h>

#include "client/cell.h"
#include "client/grid.h"
#include "client/plain.h"
#include "client/screen.h"
#include "client/text.h"

enum { LINE_BAR = 30 }; /* columns of a bar beside a single value */

static bool is_shown(const struct schema_field *field)
{
  return !field->rules->secret && !field->rules->hidden;
}

static bool is_list(const struct schema_field *field)
{
  return field->message != NULL && is_shown(field);
}

static bool is_column(const struct schema_field *field)
{
  return field->message == NULL && is_shown(field);
}

static bool is_number(const struct schema_field *field)
{
  const ProtobufCType type = field->descriptor->type;
  return type == PROTOBUF_C_TYPE_INT32 || type == PROTOBUF_C_TYPE_INT64;
}

/* Bars, signs and colours are a terminal's: what goes elsewhere is plain. */
static bool has_bar(const struct schema_field *field)
{
  return field->rules->bar && screen_get()->is_terminal;
}

static enum paint paint_of(const struct schema_field *field, const char *word)
{
  const Jiedui__FieldRules *rules = field->rules;
  if (!screen_get()->is_terminal) return PAINT_NONE;
  if (rules->good != NULL && strcmp(rules->good, word) == 0) return PAINT_GOOD;
  return rules->bad != NULL && strcmp(rules->bad, word) == 0 ? PAINT_BAD : PAINT_NONE;
}

/* The value as it is shown, with its sign where it is good or bad. */
static const char *value_of(struct arena *arena, const ProtobufCMessage *message,
                            const struct schema_field *field, enum paint *paint)
{
  const char *shown = cell_text(arena, message, field, CELL_SHOWN);
  *paint = field->rules->n_code == 0
               ? PAINT_NONE
               : paint_of(field, cell_text(arena, message, field, CELL_PLAIN));
  return *paint == PAINT_NONE ? shown : arena_printf(arena, "%s %s", screen_sign(*paint), shown);
}

/* A number and nothing else, or -1. */
static double percent_of(struct arena *arena, const ProtobufCMessage *message,
                         const struct schema_field *field)
{
  const char *text = field == NULL ? "" : cell_text(arena, message, field, CELL_PLAIN);
  const bool plain = text[0] != '\0' && strspn(text, "0123456789.") == strlen(text);
  return plain ? strtod(text, NULL) : -1;
}

static const char *bar_of(struct arena *arena, const struct schema_message *type,
                          const ProtobufCMessage *message, const struct schema_field *field,
                          size_t width)
{
  const struct schema_field *number = schema_field_find(type, "percent");
  const double percent = percent_of(arena, message, number == NULL ? field : number);
  const double mark = percent_of(arena, message, schema_field_find(type, "target"));
  return percent < 0 ? "" : screen_bar(arena, percent, mark, width);
}

static void add_column(struct grid *grid, const struct schema_field *field)
{
  const bool bar = has_bar(field);
  const enum grid_kind kind = is_number(field) ? GRID_NUMBER : bar ? GRID_WHOLE : GRID_TEXT;
  grid_column(grid, cell_label(grid->arena, field), kind);
  if (bar) grid_column(grid, "", GRID_WHOLE);
}

static void add_cell(struct grid *grid, const struct schema_message *type,
                     const ProtobufCMessage *row, const struct schema_field *field)
{
  enum paint paint = PAINT_NONE;
  const char *value = value_of(grid->arena, row, field, &paint);
  grid_cell(grid, value, paint);
  if (!has_bar(field)) return;
  grid_cell(grid, bar_of(grid->arena, type, row, field, grid_bar_width()), PAINT_NONE);
}

/* Rows of one type, each perhaps below a row of `parent`, whose key fields come first. */
static void add_columns(struct grid *grid, const struct schema_message *parent,
                        const struct schema_message *type)
{
  for (size_t i = 0; parent != NULL && i < parent->n_fields; i++) {
    const struct schema_field *field = &parent->fields[i];
    if (field->rules->key && is_column(field)) add_column(grid, field);
  }
  for (size_t i = 0; i < type->n_fields; i++) {
    if (is_column(&type->fields[i])) add_column(grid, &type->fields[i]);
  }
}

static void add_keys(struct grid *grid, const struct schema_message *parent,
                     const ProtobufCMessage *row)
{
  for (size_t i = 0; i < parent->n_fields; i++) {
    const struct schema_field *field = &parent->fields[i];
    if (field->rules->key && is_column(field)) add_cell(grid, parent, row, field);
  }
}

static void add_row(struct grid *grid, const struct schema_message *type,
                    const ProtobufCMessage *row)
{
  for (size_t i = 0; i < type->n_fields; i++) {
    const struct schema_field *field = &type->fields[i];
    if (is_column(field)) add_cell(grid, type, row, field);
  }
}

/* The lists inside the rows, all rows' together: one table for each. */
static void print_inner(FILE *out, struct arena *arena, const ProtobufCMessage *message,
                        const struct schema_field *rows)
{
  for (size_t i = 0; i < rows->message->n_fields; i++) {
    const struct schema_field *inner = &rows->message->fields[i];
    if (!is_list(inner)) continue;
    struct grid grid;
    grid_open(&grid, arena);
    add_columns(&grid, rows->message, inner->message);
    for (size_t r = 0; r < cell_count(message, rows); r++) {
      const ProtobufCMessage *row = cell_message(message, rows, r);
      for (size_t e = 0; e < cell_count(row, inner); e++) {
        grid_row(&grid);
        add_keys(&grid, rows->message, row);
        add_row(&grid, inner->message, cell_message(row, inner, e));
      }
    }
    grid_print(&grid, out, cell_label(arena, inner));
  }
}

/* The reply's main list needs no title, only a gap. */
static const char *title_of(struct arena *arena, const struct schema_field *rows)
{
  return strcmp(rows->name, "rows") == 0 ? "" : cell_label(arena, rows);
}

static void print_rows(FILE *out, struct arena *arena, const ProtobufCMessage *message,
                       const struct schema_field *rows, bool titled)
{
  struct grid grid;
  grid_open(&grid, arena);
  add_columns(&grid, NULL, rows->message);
  for (size_t i = 0; i < cell_count(message, rows); i++) {
    grid_row(&grid);
    add_row(&grid, rows->message, cell_message(message, rows, i));
  }
  grid_print(&grid, out, titled ? title_of(arena, rows) : NULL);
  print_inner(out, arena, message, rows);
}

static size_t widest_label(struct arena *arena, const struct schema_message *type,
                           const ProtobufCMessage *message)
{
  size_t widest = 0;
  for (size_t i = 0; i < type->n_fields; i++) {
    const struct schema_field *field = &type->fields[i];
    if (!is_column(field) || cell_count(message, field) == 0) continue;
    const size_t width = plain_width(cell_label(arena, field));
    if (width > widest) widest = width;
  }
  return widest;
}

/* Returns how many lines it printed. */
static size_t print_scalars(FILE *out, struct arena *arena, const struct schema_message *type,
                            const ProtobufCMessage *message)
{
  const size_t widest = widest_label(arena, type, message);
  size_t lines = 0;
  for (size_t i = 0; i < type->n_fields; i++) {
    const struct schema_field *field = &type->fields[i];
    if (!is_column(field) || cell_count(message, field) == 0) continue;
    const char *label = cell_label(arena, field);
    const int gap = (int)(widest - plain_width(label));
    enum paint paint = PAINT_NONE;
    const char *value = value_of(arena, message, field, &paint);
    const char *bar = has_bar(field) ? bar_of(arena, type, message, field, LINE_BAR) : "";
    (void)fprintf(out, "%s:%*s %s%s%s\n", label, gap, "", screen_paint(arena, paint, value),
                  bar[0] == '\0' ? "" : "  ", bar);
    lines++;
  }
  return lines;
}

void table_print_counts(FILE *out, const struct schema_message *type,
                        const ProtobufCMessage *message)
{
  struct arena *arena = arena_new();
  (void)print_scalars(out, arena, type, message);
  for (size_t i = 0; i < type->n_fields; i++) {
    const struct schema_field *field = &type->fields[i];
    if (!is_list(field) || cell_count(message, field) == 0) continue;
    const bool plain = strcmp(field->name, "rows") == 0 && field->rules->label == NULL;
    (void)fprintf(out, "%s: %zu\n", plain ? text("rows") : cell_label(arena, field),
                  cell_count(message, field));
  }
  arena_free(arena);
}

void table_print(FILE *out, const struct schema_message *type, const ProtobufCMessage *message)
{
  struct arena *arena = arena_new();
  size_t n_lists = 0;
  for (size_t i = 0; i < type->n_fields; i++) n_lists += is_list(&type->fields[i]) ? 1 : 0;
  const bool titled = print_scalars(out, arena, type, message) > 0 || n_lists > 1;
  for (size_t i = 0; i < type->n_fields; i++) {
    const struct schema_field *field = &type->fields[i];
    if (is_list(field)) print_rows(out, arena, message, field, titled);
  }
  arena_free(arena);
}
