/* Owns the reading of typed words by a field's type. Never checks what the database checks. */
#include "client/value.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "client/attachment.h"
#include "client/cell.h"
#include "client/grade.h"
#include "client/text.h"

ProtobufCMessage *value_message(struct arena *arena, const struct schema_message *message)
{
  ProtobufCMessage *fresh = arena_alloc(arena, message->descriptor->sizeof_message);
  protobuf_c_message_init(message->descriptor, fresh);
  return fresh;
}

static bool read_number(const char *word, int64_t least, int64_t most, int64_t *number)
{
  char *end = NULL;
  errno = 0;
  *number = strtoll(word, &end, 10);
  return end != word && *end == '\0' && errno == 0 && *number >= least && *number <= most;
}

static bool put_number(void *place, ProtobufCType type, const char *word, struct error *error)
{
  const bool wide = type == PROTOBUF_C_TYPE_INT64;
  int64_t number = 0;
  if (!read_number(word, wide ? INT64_MIN : INT32_MIN, wide ? INT64_MAX : INT32_MAX, &number)) {
    return error_set(error, JIEDUI__CODE__USAGE, text("\"%s\" is not a whole number."), word);
  }
  if (wide) {
    memcpy(place, &number, sizeof number);
  } else {
    memcpy(place, &(int32_t){(int32_t)number}, sizeof(int32_t));
  }
  return true;
}

/* As a number or as a word; which grades there are, the database knows. */
static bool put_grade(void *place, const char *word, struct error *error)
{
  int32_t grade = 0;
  if (!grade_read(word, &grade)) {
    if (put_number(place, PROTOBUF_C_TYPE_INT32, word, error)) return true;
    return error_set(error, JIEDUI__CODE__USAGE,
                     text("\"%s\" is no grade: use 31 or 高一, 21 or 初一 or 七年级, 11 or 一年级."),
                     word);
  }
  memcpy(place, &grade, sizeof grade);
  return true;
}

static bool put_bool(void *place, const char *word, struct error *error)
{
  static const char *const yes[] = {"yes", "true", "1", "y", "是", "有"};
  static const char *const no[] = {"no", "false", "0", "n", "否", "无"};
  protobuf_c_boolean value = -1;
  for (size_t i = 0; i < sizeof yes / sizeof yes[0]; i++) {
    if (strcasecmp(word, yes[i]) == 0) value = 1;
    if (strcasecmp(word, no[i]) == 0) value = 0;
  }
  if (value < 0) {
    return error_set(error, JIEDUI__CODE__USAGE, text("\"%s\" is neither yes nor no."), word);
  }
  memcpy(place, &value, sizeof value);
  return true;
}

static bool put_enum(void *place, const struct schema_enum *e, const char *word,
                     struct error *error)
{
  const struct schema_enum_value *value = schema_enum_by_word(e, word);
  if (value != NULL) {
    memcpy(place, &value->number, sizeof value->number);
    return true;
  }
  struct arena *scratch = arena_new();
  const char *choices = "";
  for (size_t i = 0; i < e->n_values; i++) {
    const struct schema_enum_value *v = &e->values[i];
    choices = arena_printf(scratch, "%s%s%s", choices, i == 0 ? "" : ", ",
                           text_is_chinese() && v->n_words > 0 ? v->words[0] : v->label);
  }
  (void)error_set(error, JIEDUI__CODE__USAGE, text("\"%s\" is not one of: %s."), word, choices);
  arena_free(scratch);
  return false;
}

static bool put(struct arena *arena, void *place, const struct schema_field *field,
                const char *word, struct error *error)
{
  const ProtobufCType type = field->descriptor->type;
  if (type == PROTOBUF_C_TYPE_STRING) {
    memcpy(place, &(char *){arena_strdup(arena, word)}, sizeof(char *));
    return true;
  }
  if (field->rules->grade_word) return put_grade(place, word, error);
  if (type == PROTOBUF_C_TYPE_INT32 || type == PROTOBUF_C_TYPE_INT64) {
    return put_number(place, type, word, error);
  }
  if (type == PROTOBUF_C_TYPE_BOOL) return put_bool(place, word, error);
  if (type == PROTOBUF_C_TYPE_BYTES) return attachment_read(arena, word, place, error);
  if (type == PROTOBUF_C_TYPE_ENUM) return put_enum(place, field->enumeration, word, error);
  return error_set(error, JIEDUI__CODE__USAGE, text("This value cannot be typed."));
}

bool value_set(struct arena *arena, ProtobufCMessage *message, const struct schema_field *field,
               const char *word, struct error *error)
{
  const ProtobufCFieldDescriptor *d = field->descriptor;
  char *base = (char *)message;
  if (d->label != PROTOBUF_C_LABEL_REPEATED) {
    if (!put(arena, base + d->offset, field, word, error)) return false;
    if (d->quantifier_offset != 0) {
      memcpy(base + d->quantifier_offset, &(protobuf_c_boolean){1}, sizeof(protobuf_c_boolean));
    }
    return true;
  }
  const size_t size = cell_element_size(d->type);
  size_t count = 0;
  char *old = NULL;
  memcpy(&count, base + d->quantifier_offset, sizeof count);
  memcpy(&old, base + d->offset, sizeof old);
  char *grown = arena_alloc(arena, (count + 1) * size);
  if (count > 0) memcpy(grown, old, count * size);
  if (!put(arena, grown + count * size, field, word, error)) return false;
  count++;
  memcpy(base + d->quantifier_offset, &count, sizeof count);
  memcpy(base + d->offset, &grown, sizeof grown);
  return true;
}
