/* Owns how values read on paper. Never draws and never calls. */
#include "client/print/data.h"

#include <ctype.h>
#include <string.h>

#include "client/cell.h"
#include "client/print/refer.h"
#include "client/print/slots.h"
#include "client/text.h"

static const char gap[] = "__________", short_gap[] = "____";

static const ProtobufCMessage *message_of(const struct data *data, struct reference reference)
{
  return reference.field == NULL ? NULL : data->values[reference.slot];
}

/* 2026-03-12T16:30:00+08:00 is 2026-03-12 16:30 on paper. */
static bool is_instant(const char *text)
{
  static const char shape[] = "dddd-dd-ddTdd:dd";
  for (size_t i = 0; i < sizeof shape - 1; i++) {
    const char c = text[i];
    if (shape[i] == 'd' ? !isdigit((unsigned char)c) : c != shape[i]) return false;
  }
  return true;
}

/* A field's own text: lines stay, other control characters go. */
static const char *string_at(const struct data *data, const ProtobufCMessage *message,
                             const struct schema_field *field, size_t i)
{
  enum { MINUTES = 16 };
  if (field->rules->masked || field->rules->phrase || field->rules->part_word) {
    return cell_text_at(data->arena, message, field, i, CELL_SHOWN);
  }
  const char *plain = cell_text_at(data->arena, message, field, i, CELL_PLAIN);
  if (is_instant(plain)) {
    return arena_printf(data->arena, "%.10s %.*s", plain, MINUTES - 11, plain + 11);
  }
  char *clean = arena_strdup(data->arena, plain);
  for (char *c = clean; *c != '\0'; c++) {
    if (((unsigned char)*c < ' ' && *c != '\n') || *c == 127) *c = ' ';
  }
  return clean;
}

static const char *text_at(const struct data *data, const ProtobufCMessage *message,
                           const struct schema_field *field, size_t i)
{
  const bool is_text = field->descriptor->type == PROTOBUF_C_TYPE_STRING;
  const char *value = is_text ? string_at(data, message, field, i)
                              : cell_text_at(data->arena, message, field, i, CELL_SHOWN);
  return strcmp(field->name, "slots") == 0 ? slots_said(data->arena, value) : value;
}

const char *data_text(const struct data *data, struct reference reference)
{
  const ProtobufCMessage *message = message_of(data, reference);
  if (message == NULL) return "";
  const size_t count = cell_count(message, reference.field);
  const char *joined = count == 0 ? "" : text_at(data, message, reference.field, 0);
  for (size_t i = 1; i < count; i++) {
    joined = arena_printf(data->arena, "%s%s%s", joined, text_is_chinese() ? "、" : ", ",
                          text_at(data, message, reference.field, i));
  }
  return joined;
}

bool data_has(const struct data *data, struct reference reference)
{
  if (data->blank) return true;
  const ProtobufCMessage *message = message_of(data, reference);
  if (message == NULL || cell_count(message, reference.field) == 0) return false;
  return reference.field->message != NULL || data_text(data, reference)[0] != '\0';
}

size_t data_rows(const struct data *data, struct reference rows)
{
  const ProtobufCMessage *message = message_of(data, rows);
  return message == NULL ? 0 : cell_count(message, rows.field);
}

void data_take(struct data *data, struct reference rows, size_t slot, size_t i)
{
  const ProtobufCMessage *message = message_of(data, rows);
  data->values[slot] = message == NULL ? NULL : cell_message(message, rows.field, i);
}

/* The value of the name between the braces. */
static const char *fill(const struct data *data, const char *open, const char *close)
{
  struct reference reference;
  const char *name = arena_printf(data->arena, "%.*s", (int)(close - open - 1), open + 1);
  if (!refer_find(data->form, name, &reference)) return gap;
  const char *value = data_text(data, reference);
  if (value[0] != '\0') return value;
  return reference.slot == SLOT_PLAN ? short_gap : gap;
}

const char *data_words(const struct data *data, const struct words *words)
{
  const char *rest = text_is_chinese() ? words->chinese : words->english;
  const char *filled = "";
  if (rest == NULL) return filled;
  for (const char *open = strchr(rest, '{'); open != NULL; open = strchr(rest, '{')) {
    const char *close = strchr(open, '}');
    if (close == NULL) break;
    filled = arena_printf(data->arena, "%s%.*s%s", filled, (int)(open - rest), rest,
                          fill(data, open, close));
    rest = close + 1;
  }
  return arena_printf(data->arena, "%s%s", filled, rest);
}

const char *data_field_label(const struct data *data, const struct words *words,
                             struct reference reference)
{
  if (words->chinese != NULL) return data_words(data, words);
  if (reference.field == NULL) return "";
  char *label = arena_strdup(data->arena, cell_label(data->arena, reference.field));
  label[0] = (char)toupper((unsigned char)label[0]);
  return label;
}

const char *data_label(const struct data *data, const struct item *item)
{
  return data_field_label(data, &item->label, item->value);
}
