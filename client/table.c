/* Owns what a reply looks like on a screen. Never shows what is secret, hidden or masked. */
#include "client/table.h"

#include <libsmartcols.h>
#include <stdlib.h>
#include <string.h>

#include "client/cell.h"
#include "client/plain.h"
#include "client/text.h"

enum { COLUMNS_MAX = 100 };

/* A table being made: rows of one type, each perhaps below a row that it belongs to. */
struct sheet {
  struct arena *arena;
  struct libscols_table *table;
  const struct schema_message *parent; /* whose key fields come first, or NULL */
  const struct schema_message *type;
  size_t n_rows;
};

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

static void add_column(struct sheet *sheet, const struct schema_field *field)
{
  const ProtobufCType type = field->descriptor->type;
  const bool number = type == PROTOBUF_C_TYPE_INT32 || type == PROTOBUF_C_TYPE_INT64;
  if (scols_table_new_column(sheet->table, cell_label(sheet->arena, field), 0,
                             number ? SCOLS_FL_RIGHT : 0) == NULL) {
    abort();
  }
}

static void sheet_open(struct sheet *sheet, FILE *out)
{
  sheet->table = scols_new_table();
  if (sheet->table == NULL) abort();
  (void)scols_table_set_stream(sheet->table, out);
  (void)scols_table_set_termforce(sheet->table, SCOLS_TERMFORCE_NEVER);
  for (size_t i = 0; sheet->parent != NULL && i < sheet->parent->n_fields; i++) {
    const struct schema_field *field = &sheet->parent->fields[i];
    if (field->rules->key && is_column(field)) add_column(sheet, field);
  }
  for (size_t i = 0; i < sheet->type->n_fields; i++) {
    if (is_column(&sheet->type->fields[i])) add_column(sheet, &sheet->type->fields[i]);
  }
}

static void sheet_add(struct sheet *sheet, const ProtobufCMessage *parent,
                      const ProtobufCMessage *row)
{
  struct libscols_line *line = scols_table_new_line(sheet->table, NULL);
  size_t column = 0;
  for (size_t i = 0; sheet->parent != NULL && i < sheet->parent->n_fields; i++) {
    const struct schema_field *field = &sheet->parent->fields[i];
    if (!field->rules->key || !is_column(field)) continue;
    (void)scols_line_set_data(line, column++, cell_text(sheet->arena, parent, field, CELL_SHOWN));
  }
  for (size_t i = 0; i < sheet->type->n_fields; i++) {
    const struct schema_field *field = &sheet->type->fields[i];
    if (!is_column(field)) continue;
    (void)scols_line_set_data(line, column++, cell_text(sheet->arena, row, field, CELL_SHOWN));
  }
  sheet->n_rows++;
}

static void sheet_close(struct sheet *sheet, FILE *out, const char *title)
{
  if (title != NULL && sheet->n_rows > 0) {
    (void)fprintf(out, "\n%s%s", title, title[0] == '\0' ? "" : "\n");
  }
  if (sheet->n_rows > 0) (void)scols_print_table(sheet->table);
  scols_unref_table(sheet->table);
}

/* The lists inside the rows, all rows' together: one table for each. */
static void print_inner(FILE *out, struct arena *arena, const ProtobufCMessage *message,
                        const struct schema_field *rows)
{
  for (size_t i = 0; i < rows->message->n_fields; i++) {
    const struct schema_field *inner = &rows->message->fields[i];
    if (!is_list(inner)) continue;
    struct sheet sheet = {.arena = arena, .parent = rows->message, .type = inner->message};
    sheet_open(&sheet, out);
    for (size_t r = 0; r < cell_count(message, rows); r++) {
      const ProtobufCMessage *row = cell_message(message, rows, r);
      for (size_t e = 0; e < cell_count(row, inner); e++) {
        sheet_add(&sheet, row, cell_message(row, inner, e));
      }
    }
    sheet_close(&sheet, out, cell_label(arena, inner));
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
  struct sheet sheet = {.arena = arena, .type = rows->message};
  sheet_open(&sheet, out);
  for (size_t i = 0; i < cell_count(message, rows); i++) {
    sheet_add(&sheet, NULL, cell_message(message, rows, i));
  }
  sheet_close(&sheet, out, titled ? title_of(arena, rows) : NULL);
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
    (void)fprintf(out, "%s:%*s %s\n", label, gap, "", cell_text(arena, message, field, CELL_SHOWN));
    lines++;
  }
  return lines;
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
