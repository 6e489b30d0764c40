/* Owns what the columns of a file are. Never knows a kind by name. */
#include "client/sheet/layout.h"

#include <stdlib.h>
#include <string.h>

#include "client/cell.h"
#include "client/plain.h"
#include "client/text.h"

enum { NOTE_CELLS = 5, WIDTH_LEAST = 12, WIDTH_KEY = 22, WIDTH_MOST = 28, CHOICES_MOST = 32 };

static const struct schema_method *find_import(const struct schema *schema, const char *kind)
{
  for (size_t i = 0; i < schema->n_methods; i++) {
    const char *name = schema->methods[i].rules->import;
    if (name != NULL && strcmp(name, kind) == 0) return &schema->methods[i];
  }
  return NULL;
}

static bool refuse_kind(const struct schema *schema, struct arena *arena, const char *kind,
                        struct error *error)
{
  const char *kinds = "";
  for (size_t i = 0; i < schema->n_methods; i++) {
    const char *name = schema->methods[i].rules->import;
    if (name == NULL) continue;
    kinds = arena_printf(arena, "%s%s%s", kinds, kinds[0] == '\0' ? "" : ", ", name);
  }
  return error_set(error, JIEDUI__CODE__USAGE,
                   text("There is no kind of rows \"%s\". The kinds are: %s."), kind, kinds);
}

bool layout_find(struct layout *layout, const struct schema *schema, struct arena *arena,
                 const char *kind, struct error *error)
{
  const struct schema_method *import = find_import(schema, kind);
  const struct schema_field *rows =
      import == NULL ? NULL : schema_field_find(import->input, "rows");
  if (rows == NULL || rows->message == NULL) return refuse_kind(schema, arena, kind, error);
  *layout = (struct layout){.kind = kind, .import = import};
  layout->fields = arena_alloc(arena, rows->message->n_fields * sizeof *layout->fields);
  for (size_t i = 0; i < rows->message->n_fields; i++) {
    const struct schema_field *field = &rows->message->fields[i];
    if (field->message == NULL && !field->rules->secret) layout->fields[layout->n++] = field;
  }
  return true;
}

/* The number of a column q1, q2 …, 0 of any other. */
static long item_of(const struct schema_field *field)
{
  char *end = NULL;
  const long item = field->name[0] == 'q' ? strtol(field->name + 1, &end, 10) : 0;
  return end == NULL || *end != '\0' ? 0 : item;
}

void layout_narrow(struct layout *layout, int items)
{
  size_t kept = 0;
  for (size_t i = 0; i < layout->n; i++) {
    if (item_of(layout->fields[i]) <= items) layout->fields[kept++] = layout->fields[i];
  }
  layout->n = kept;
}

const char *layout_heading(const struct schema_field *field)
{
  return text_is_chinese() && field->rules->label != NULL ? field->rules->label : field->name;
}

const char *layout_cell(struct arena *arena, const struct schema_message *type,
                        const ProtobufCMessage *row, const struct schema_field *field)
{
  const struct schema_field *own = schema_field_find(type, field->name);
  if (own == NULL || cell_count(row, own) == 0) return "";
  const bool in_words = own->enumeration != NULL || own->descriptor->type == PROTOBUF_C_TYPE_BOOL;
  return cell_text(arena, row, own, in_words ? CELL_SHOWN : CELL_PLAIN);
}

/* The words a column takes, ended by NULL; NULL when it takes any. */
static const char **words_of(struct arena *arena, const struct schema_field *field)
{
  const char **words = arena_alloc(arena, (CHOICES_MOST + 1) * sizeof *words);
  if (field->descriptor->type == PROTOBUF_C_TYPE_BOOL) {
    words[0] = text("yes");
    words[1] = text("no");
    return words;
  }
  if (field->enumeration == NULL || field->enumeration->n_values > CHOICES_MOST) return NULL;
  for (size_t i = 0; i < field->enumeration->n_values; i++) {
    const struct schema_enum_value *value = &field->enumeration->values[i];
    words[i] = text_is_chinese() && value->n_words > 0 ? value->words[0] : value->label;
  }
  return words;
}

static const char *join(struct arena *arena, const char *const *words)
{
  const char *joined = "";
  for (; words != NULL && *words != NULL; words++) {
    joined = arena_printf(arena, "%s%s%s", joined, joined[0] == '\0' ? "" : ", ", *words);
  }
  return joined;
}

/* The contract's comment; in Chinese only where it is translated, the heading says it else. */
static const char *explain(const struct schema_field *field)
{
  const char *meaning = text(field->help);
  return text_is_chinese() && meaning == field->help ? "" : meaning;
}

static int width_of(const struct schema_field *field)
{
  const size_t width = plain_width(layout_heading(field)) + 4;
  if (item_of(field) > 0) return (int)width;
  const bool is_number = strstr(field->name, "_no") != NULL; /* of a student, 19 characters */
  if (is_number && width < WIDTH_KEY) return WIDTH_KEY;
  if (width < WIDTH_LEAST) return WIDTH_LEAST;
  return width > WIDTH_MOST ? WIDTH_MOST : (int)width;
}

static void note_columns(const struct layout *layout, struct book *book, struct arena *arena)
{
  const char *const headings[NOTE_CELLS] = {text("Column"), text("Also called"), text("Required"),
                                            text("What it holds"), text("Words it takes")};
  book_note(book, headings, NOTE_CELLS, true);
  for (size_t i = 0; i < layout->n; i++) {
    const struct schema_field *field = layout->fields[i];
    const char *heading = layout_heading(field);
    const char *other = heading == field->name ? field->rules->label : field->name;
    const char *const cells[NOTE_CELLS] = {
        heading, other, field->rules->required ? text("yes") : "", explain(field),
        join(arena, words_of(arena, field))};
    book_note(book, cells, NOTE_CELLS, false);
  }
}

void layout_write(const struct layout *layout, struct book *book, struct arena *arena)
{
  for (size_t i = 0; i < layout->n; i++) {
    const struct schema_field *field = layout->fields[i];
    const lxw_col_t column = (lxw_col_t)i;
    const char **words = words_of(arena, field);
    book_heading(book, column, layout_heading(field), field->rules->required, width_of(field));
    if (words != NULL) book_choices(book, column, words);
  }
  const char *const sentences[] = {
      text(layout->import->help),
      text("One row for each; the first row stays as it is. Columns with a yellow heading have to "
           "be filled in."),
      text("Days are written 2026-03-05. Cells are text, so that long numbers keep all their "
           "digits: paste values only."),
      arena_printf(arena, text("Then: jiedui import %s FILE"), layout->kind),
  };
  for (size_t i = 0; i < sizeof sentences / sizeof sentences[0]; i++) {
    book_note(book, &sentences[i], 1, false);
  }
  const char *const nothing[] = {NULL};
  book_note(book, nothing, 1, false);
  note_columns(layout, book, arena);
}
