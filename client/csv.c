/* Owns the writing of CSV. Never reads it. */
#include "client/csv.h"

#include <stdlib.h>
#include <string.h>

#include "client/cell.h"
#include "client/json.h"

/* Also as wide as Chinese characters: some spreadsheets take these for the narrow ones. */
bool csv_is_formula(const char *text)
{
  static const char *const wide[] = {"＝", "＋", "－", "＠"};
  text += strspn(text, "'");
  for (size_t i = 0; i < sizeof wide / sizeof wide[0]; i++) {
    if (strncmp(text, wide[i], strlen(wide[i])) == 0) return true;
  }
  return text[0] != '\0' && strchr("=+-@\t\r\n", text[0]) != NULL;
}

void csv_cell(FILE *out, const char *text, bool escaped)
{
  const bool formula = escaped && csv_is_formula(text);
  if (!formula && strpbrk(text, ",\"\r\n") == NULL && text[0] != ' ') {
    (void)fputs(text, out);
    return;
  }
  (void)fputc('"', out);
  if (formula) (void)fputc('\'', out);
  for (const char *c = text; *c != '\0'; c++) {
    if (*c == '"') (void)fputc('"', out);
    (void)fputc(*c, out);
  }
  (void)fputc('"', out);
}

static void print_list(FILE *out, const ProtobufCMessage *message, const struct schema_field *field)
{
  json_t *array = json_array();
  for (size_t i = 0; i < cell_count(message, field); i++) {
    const ProtobufCMessage *element = cell_message(message, field, i);
    if (json_array_append_new(array, json_of(field->message, element)) != 0) abort();
  }
  char *text = json_dumps(array, JSON_COMPACT);
  csv_cell(out, text == NULL ? "" : text, false);
  free(text);
  json_decref(array);
}

static void print_row(FILE *out, const struct schema_message *type, const ProtobufCMessage *row)
{
  struct arena *scratch = arena_new();
  const char *separator = "";
  for (size_t i = 0; i < type->n_fields; i++) {
    const struct schema_field *field = &type->fields[i];
    if (field->rules->secret) continue;
    (void)fputs(separator, out);
    separator = ",";
    if (field->message != NULL) {
      print_list(out, row, field);
    } else {
      csv_cell(out, cell_text(scratch, row, field, CELL_PLAIN), true);
    }
  }
  (void)fputs("\r\n", out);
  arena_free(scratch);
}

static void print_header(FILE *out, const struct schema_message *type)
{
  const char *separator = "";
  for (size_t i = 0; i < type->n_fields; i++) {
    if (type->fields[i].rules->secret) continue;
    (void)fprintf(out, "%s%s", separator, type->fields[i].name);
    separator = ",";
  }
  (void)fputs("\r\n", out);
}

/* The field called rows, else the first repeated message. */
static const struct schema_field *find_rows(const struct schema_message *type)
{
  const struct schema_field *rows = schema_field_find(type, "rows");
  for (size_t i = 0; i < type->n_fields && rows == NULL; i++) {
    const struct schema_field *field = &type->fields[i];
    if (field->message != NULL && field->descriptor->label == PROTOBUF_C_LABEL_REPEATED) {
      rows = field;
    }
  }
  return rows == NULL || rows->message == NULL ? NULL : rows;
}

void csv_print(FILE *out, const struct schema_message *type, const ProtobufCMessage *message)
{
  const struct schema_field *rows = find_rows(type);
  if (rows == NULL) {
    print_header(out, type);
    print_row(out, type, message);
    return;
  }
  print_header(out, rows->message);
  for (size_t i = 0; i < cell_count(message, rows); i++) {
    print_row(out, rows->message, cell_message(message, rows, i));
  }
}
