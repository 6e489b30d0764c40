/* Owns the reading of fields through descriptors. Never prints. */
#include "client/cell.h"

#include <inttypes.h>
#include <string.h>

#include "client/grade.h"
#include "client/part.h"
#include "client/plain.h"
#include "client/text.h"

size_t cell_element_size(ProtobufCType type)
{
  switch (type) {
    case PROTOBUF_C_TYPE_INT32:
    case PROTOBUF_C_TYPE_SINT32:
    case PROTOBUF_C_TYPE_SFIXED32:
    case PROTOBUF_C_TYPE_UINT32:
    case PROTOBUF_C_TYPE_FIXED32:
    case PROTOBUF_C_TYPE_FLOAT:
    case PROTOBUF_C_TYPE_ENUM:
      return 4;
    case PROTOBUF_C_TYPE_INT64:
    case PROTOBUF_C_TYPE_SINT64:
    case PROTOBUF_C_TYPE_SFIXED64:
    case PROTOBUF_C_TYPE_UINT64:
    case PROTOBUF_C_TYPE_FIXED64:
    case PROTOBUF_C_TYPE_DOUBLE:
      return 8;
    case PROTOBUF_C_TYPE_BOOL:
      return sizeof(protobuf_c_boolean);
    case PROTOBUF_C_TYPE_BYTES:
      return sizeof(ProtobufCBinaryData);
    case PROTOBUF_C_TYPE_STRING:
    case PROTOBUF_C_TYPE_MESSAGE:
      break;
  }
  return sizeof(void *);
}

size_t cell_count(const ProtobufCMessage *message, const struct schema_field *field)
{
  const ProtobufCFieldDescriptor *d = field->descriptor;
  const char *base = (const char *)message;
  if (d->label == PROTOBUF_C_LABEL_REPEATED) {
    size_t count = 0;
    memcpy(&count, base + d->quantifier_offset, sizeof count);
    return count;
  }
  if (d->type == PROTOBUF_C_TYPE_STRING || d->type == PROTOBUF_C_TYPE_MESSAGE) {
    const void *pointer = NULL;
    memcpy(&pointer, base + d->offset, sizeof pointer);
    return pointer != NULL && pointer != d->default_value ? 1 : 0;
  }
  protobuf_c_boolean has = 0;
  memcpy(&has, base + d->quantifier_offset, sizeof has);
  return has ? 1 : 0;
}

const void *cell_at(const ProtobufCMessage *message, const struct schema_field *field, size_t i)
{
  const ProtobufCFieldDescriptor *d = field->descriptor;
  const char *place = (const char *)message + d->offset;
  if (d->label != PROTOBUF_C_LABEL_REPEATED) return place;
  const char *array = NULL;
  memcpy(&array, place, sizeof array);
  return array + i * cell_element_size(d->type);
}

const ProtobufCMessage *cell_message(const ProtobufCMessage *message,
                                     const struct schema_field *field, size_t i)
{
  return *(const ProtobufCMessage *const *)cell_at(message, field, i);
}

const char *cell_mask(struct arena *arena, const char *text)
{
  enum { HEAD = 5, TAIL = 4 };
  const size_t length = strlen(text);
  const bool is_long = length > HEAD + TAIL && plain_width(text) == length; /* ASCII */
  char *masked = arena_strdup(arena, text);
  const size_t first = is_long ? HEAD : 0;
  const size_t last = is_long ? length - TAIL : length;
  memset(masked + first, '*', last - first);
  return masked;
}

static const char *print_bytes(struct arena *arena, const ProtobufCBinaryData *bytes)
{
  static const char digits[] = "0123456789abcdef";
  char *hex = arena_alloc(arena, 2 * bytes->len + 1);
  for (size_t i = 0; i < bytes->len; i++) {
    hex[2 * i] = digits[bytes->data[i] >> 4];
    hex[2 * i + 1] = digits[bytes->data[i] & 15];
  }
  return hex;
}

static const char *print_enum(struct arena *arena, const struct schema_enum *e, int number,
                              enum cell_style style)
{
  const struct schema_enum_value *value = schema_enum_by_number(e, number);
  if (value == NULL) return arena_printf(arena, "%d", number);
  if (style == CELL_SHOWN && text_is_chinese() && value->n_words > 0) return value->words[0];
  return value->label;
}

static const char *print_string(struct arena *arena, const struct schema_field *field,
                                const char *value, enum cell_style style)
{
  if (style == CELL_PLAIN) return value;
  if (field->rules->phrase && text(value) != value) return text(value);
  for (size_t i = 0; i < field->rules->n_code; i++) {
    if (strcmp(field->rules->code[i], value) == 0) return text(value);
  }
  char *clean = arena_strdup(arena, value);
  plain_clean(clean);
  return field->rules->masked ? cell_mask(arena, clean) : clean;
}

static const char *print_number(struct arena *arena, const struct schema_field *field,
                                int32_t number, enum cell_style style)
{
  const bool in_words = field->rules->grade_word && style == CELL_SHOWN && text_is_chinese();
  const char *word = in_words ? grade_word(number) : NULL;
  return word == NULL ? arena_printf(arena, "%" PRId32, number) : word;
}

static const char *print_bool(protobuf_c_boolean value, enum cell_style style)
{
  if (style == CELL_PLAIN) return value ? "yes" : "no";
  return value ? text("yes") : text("no");
}

static const char *print_one(struct arena *arena, const struct schema_field *field,
                             const void *place, enum cell_style style)
{
  switch (field->descriptor->type) {
    case PROTOBUF_C_TYPE_STRING:
      return print_string(arena, field, *(const char *const *)place, style);
    case PROTOBUF_C_TYPE_ENUM:
      return print_enum(arena, field->enumeration, *(const int *)place, style);
    case PROTOBUF_C_TYPE_BOOL:
      return print_bool(*(const protobuf_c_boolean *)place, style);
    case PROTOBUF_C_TYPE_INT32:
    case PROTOBUF_C_TYPE_SINT32:
    case PROTOBUF_C_TYPE_SFIXED32:
      return print_number(arena, field, *(const int32_t *)place, style);
    case PROTOBUF_C_TYPE_UINT32:
    case PROTOBUF_C_TYPE_FIXED32:
      return arena_printf(arena, "%" PRIu32, *(const uint32_t *)place);
    case PROTOBUF_C_TYPE_INT64:
    case PROTOBUF_C_TYPE_SINT64:
    case PROTOBUF_C_TYPE_SFIXED64:
      return arena_printf(arena, "%" PRId64, *(const int64_t *)place);
    case PROTOBUF_C_TYPE_UINT64:
    case PROTOBUF_C_TYPE_FIXED64:
      return arena_printf(arena, "%" PRIu64, *(const uint64_t *)place);
    case PROTOBUF_C_TYPE_BYTES:
      return print_bytes(arena, place);
    case PROTOBUF_C_TYPE_FLOAT:
    case PROTOBUF_C_TYPE_DOUBLE:
    case PROTOBUF_C_TYPE_MESSAGE:
      break;
  }
  return "";
}

const char *cell_text_at(struct arena *arena, const ProtobufCMessage *message,
                         const struct schema_field *field, size_t i, enum cell_style style)
{
  const char *value = print_one(arena, field, cell_at(message, field, i), style);
  const bool in_words = field->rules->part_word && style == CELL_SHOWN && text_is_chinese();
  return in_words ? part_word(message, value) : value;
}

const char *cell_text(struct arena *arena, const ProtobufCMessage *message,
                      const struct schema_field *field, enum cell_style style)
{
  const size_t count = cell_count(message, field);
  const char *joined = count == 0 ? "" : cell_text_at(arena, message, field, 0, style);
  for (size_t i = 1; i < count; i++) {
    joined = arena_printf(arena, "%s;%s", joined, cell_text_at(arena, message, field, i, style));
  }
  return joined;
}

const char *cell_label(struct arena *arena, const struct schema_field *field)
{
  if (text_is_chinese() && field->rules->label != NULL) return field->rules->label;
  char *label = arena_strdup(arena, field->name);
  for (char *c = label; *c != '\0'; c++) {
    if (*c == '_') *c = ' ';
  }
  return label;
}
