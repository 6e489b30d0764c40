/* Owns the fit of a file's columns to a row's fields. Never reads the file. */
#include "client/columns.h"

#include <string.h>
#include <strings.h>

#include "client/cell.h"
#include "client/csv.h"
#include "client/text.h"
#include "client/value.h"

static bool is_column(const struct schema_field *field)
{
  return field->message == NULL && !field->rules->secret;
}

static bool is_named(const struct schema_field *field, const char *name)
{
  if (strcasecmp(field->name, name) == 0) return true;
  return field->rules->label != NULL && strcmp(field->rules->label, name) == 0;
}

static const struct schema_field *find(const struct schema_message *type, const char *name)
{
  for (size_t i = 0; i < type->n_fields; i++) {
    if (is_column(&type->fields[i]) && is_named(&type->fields[i], name)) return &type->fields[i];
  }
  return NULL;
}

const char *columns_reason_name(const struct schema_message *type)
{
  const char *name = text_is_chinese() ? "原因" : "reason";
  if (find(type, name) == NULL) return name;
  return text_is_chinese() ? "拒绝原因" : "reject_reason";
}

static bool is_reason(const char *name)
{
  static const char *const names[] = {"reason", "原因", "reject_reason", "拒绝原因"};
  for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
    if (strcasecmp(names[i], name) == 0) return true;
  }
  return false;
}

static bool check_twice(const struct columns *columns, size_t i, struct error *error)
{
  for (size_t j = 0; j < i; j++) {
    if (columns->fields[i] == NULL || columns->fields[j] != columns->fields[i]) continue;
    return error_set(error, JIEDUI__CODE__INVALID,
                     text("The header has two columns for %s, \"%s\" and \"%s\": remove one."),
                     columns->fields[i]->name, columns->names[j], columns->names[i]);
  }
  return true;
}

static const char *add_name(struct arena *arena, const char *list, const char *name)
{
  return arena_printf(arena, "%s%s%s", list, list[0] == '\0' ? "" : ", ", name);
}

static bool has_column(const struct columns *columns, const struct schema_field *field)
{
  for (size_t i = 0; i < columns->n; i++) {
    if (columns->fields[i] == field) return true;
  }
  return false;
}

static bool check_required(const struct columns *columns, struct arena *arena, struct error *error)
{
  const char *missing = "";
  for (size_t i = 0; i < columns->type->n_fields; i++) {
    const struct schema_field *field = &columns->type->fields[i];
    if (!field->rules->required || has_column(columns, field)) continue;
    const char *label = field->rules->label;
    missing =
        add_name(arena, missing,
                 label == NULL ? field->name : arena_printf(arena, "%s (%s)", field->name, label));
  }
  if (missing[0] == '\0') return true;
  return error_set(error, JIEDUI__CODE__INVALID,
                   text("The file lacks columns: %s. Nothing was stored; add them to the header "
                        "row."),
                   missing);
}

bool columns_read(struct columns *columns, struct arena *arena, const struct schema_message *type,
                  const struct record *header, struct error *error)
{
  *columns = (struct columns){.type = type, .n = header->n};
  columns->names = arena_alloc(arena, header->n * sizeof *columns->names);
  columns->fields = arena_alloc(arena, header->n * sizeof *columns->fields);
  columns->is_reason = arena_alloc(arena, header->n * sizeof *columns->is_reason);
  for (size_t i = 0; i < header->n; i++) {
    const char *name = arena_strdup(arena, header->cells[i]);
    columns->names[i] = name;
    columns->fields[i] = find(type, name);
    columns->is_reason[i] = columns->fields[i] == NULL && is_reason(name);
    const bool unknown = columns->fields[i] == NULL && !columns->is_reason[i] && name[0] != '\0';
    columns->n_unknown += unknown ? 1 : 0;
    if (!check_twice(columns, i, error)) return false;
  }
  return check_required(columns, arena, error);
}

const char *columns_unknown(const struct columns *columns, struct arena *arena)
{
  const char *unknown = "";
  for (size_t i = 0; i < columns->n; i++) {
    if (columns->fields[i] != NULL || columns->is_reason[i] || columns->names[i][0] == '\0') {
      continue;
    }
    unknown = add_name(arena, unknown, columns->names[i]);
  }
  return unknown;
}

/* Exports put an apostrophe before what a spreadsheet would run; it is no part of the value. */
static const char *unescape(const char *cell)
{
  return cell[0] == '\'' && csv_is_formula(cell) ? cell + 1 : cell;
}

/* A repeated field's cell holds its values, parted by semicolons. */
static bool fill_list(struct arena *arena, ProtobufCMessage *row, const struct schema_field *field,
                      const char *cell, struct error *error)
{
  while (*cell != '\0') {
    const size_t length = strcspn(cell, ";");
    const char *part = arena_printf(arena, "%.*s", (int)length, cell);
    part += strspn(part, " ");
    if (part[0] != '\0' && !value_set(arena, row, field, part, error)) return false;
    cell += length + (cell[length] == ';' ? 1 : 0);
  }
  return true;
}

static bool fill_cell(struct arena *arena, ProtobufCMessage *row, const struct schema_field *field,
                      const char *cell, struct error *error)
{
  if (field->descriptor->label == PROTOBUF_C_LABEL_REPEATED) {
    return fill_list(arena, row, field, cell, error);
  }
  return value_set(arena, row, field, unescape(cell), error);
}

bool columns_fill(const struct columns *columns, struct arena *arena, const struct record *record,
                  ProtobufCMessage *row, struct error *error)
{
  bool fits = true;
  for (size_t i = 0; i < record->n; i++) {
    const char *cell = record->cells[i];
    struct error cause;
    if (cell[0] == '\0') continue;
    if (i >= columns->n) {
      return error_set(error, JIEDUI__CODE__INVALID,
                       text("The row has more cells than the header has columns, from \"%s\" on."),
                       cell);
    }
    if (columns->fields[i] == NULL) continue;
    if (fill_cell(arena, row, columns->fields[i], cell, &cause) || !fits) continue;
    fits = error_set(error, cause.code, "%s: %s", columns->names[i], cause.text);
  }
  return fits;
}
