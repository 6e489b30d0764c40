/* Owns the way from a message's fields to a statement's parameters. Never runs a statement. */
#include "server/binder.h"

#include <assert.h>
#include <ctype.h>
#include <stdio.h>
#include <string.h>

#include "common/buffer.h"
#include "server/sealing/sealed_fields.h"

struct value {
  const char *text; /* NULL for SQL NULL */
  size_t size;
  bool is_bytes;
};

static const void *member(const ProtobufCMessage *message, const ProtobufCFieldDescriptor *field)
{
  return (const char *)message + field->offset;
}

static size_t quantity(const ProtobufCMessage *message, const ProtobufCFieldDescriptor *field)
{
  size_t n = 0;
  memcpy(&n, (const char *)message + field->quantifier_offset, sizeof n);
  return n;
}

static bool is_set(const ProtobufCMessage *message, const ProtobufCFieldDescriptor *field)
{
  if (field->type == PROTOBUF_C_TYPE_STRING || field->type == PROTOBUF_C_TYPE_MESSAGE) {
    const void *pointer = NULL;
    memcpy(&pointer, member(message, field), sizeof pointer);
    return pointer != NULL;
  }
  protobuf_c_boolean has = 0;
  memcpy(&has, (const char *)message + field->quantifier_offset, sizeof has);
  return has != 0;
}

/* The enum's name as its values begin: Group → group_, NeedSource → need_source_. */
static size_t prefix_size(const ProtobufCEnumDescriptor *e, const char *name)
{
  size_t at = 0;
  for (const char *c = e->short_name; *c != '\0'; c++) {
    if (isupper((unsigned char)*c) && c != e->short_name && name[at++] != '_') return 0;
    if (toupper((unsigned char)*c) != name[at++]) return 0;
  }
  return name[at] == '_' ? at + 1 : 0;
}

const char *binder_enum_label(struct arena *arena, const ProtobufCEnumDescriptor *e, int number)
{
  const ProtobufCEnumValue *value = protobuf_c_enum_descriptor_get_value(e, number);
  if (value == NULL) return NULL;
  char *label = arena_strdup(arena, value->name + prefix_size(e, value->name));
  for (char *c = label; *c != '\0'; c++) *c = (char)tolower((unsigned char)*c);
  return label;
}

static struct value number_text(struct arena *arena, const ProtobufCFieldDescriptor *field,
                                const void *at)
{
  const char *text = NULL;
  if (field->type == PROTOBUF_C_TYPE_UINT32) {
    text = arena_printf(arena, "%u", *(const uint32_t *)at);
  } else if (field->type == PROTOBUF_C_TYPE_INT64) {
    text = arena_printf(arena, "%lld", (long long)*(const int64_t *)at);
  } else {
    assert(field->type == PROTOBUF_C_TYPE_INT32);
    text = arena_printf(arena, "%d", *(const int32_t *)at);
  }
  return (struct value){text, strlen(text), false};
}

/* One value, at its place in a message or in a repeated field. */
static struct value value_at(struct arena *arena, const ProtobufCFieldDescriptor *field,
                             const void *at)
{
  if (field->type == PROTOBUF_C_TYPE_STRING) {
    const char *text = *(char *const *)at;
    return (struct value){text, text == NULL ? 0 : strlen(text), false};
  }
  if (field->type == PROTOBUF_C_TYPE_BYTES) {
    const ProtobufCBinaryData *bytes = at;
    return (struct value){bytes->data == NULL ? "" : (const char *)bytes->data, bytes->len, true};
  }
  if (field->type == PROTOBUF_C_TYPE_BOOL) {
    return (struct value){*(const protobuf_c_boolean *)at ? "t" : "f", 1, false};
  }
  if (field->type == PROTOBUF_C_TYPE_ENUM) {
    const char *label = binder_enum_label(arena, field->descriptor, *(const int *)at);
    return (struct value){label, label == NULL ? 0 : strlen(label), false};
  }
  return number_text(arena, field, at);
}

static const struct value absent = {NULL, 0, false};

static struct value field_value(struct arena *arena, const ProtobufCMessage *message,
                                const ProtobufCFieldDescriptor *field)
{
  return is_set(message, field) ? value_at(arena, field, member(message, field)) : absent;
}

static void put_hex(struct buffer *out, const struct value *value)
{
  static const char digits[] = "0123456789abcdef";
  buffer_append(out, "\"\\\\x", 4);
  for (size_t i = 0; i < value->size; i++) {
    const unsigned char byte = (unsigned char)value->text[i];
    const char pair[2] = {digits[byte >> 4], digits[byte & 15]};
    buffer_append(out, pair, 2);
  }
  buffer_append(out, "\"", 1);
}

/* An element of PostgreSQL's array literal; quoted, so that no text is mistaken for NULL. */
static void put_element(struct buffer *out, const struct value *value)
{
  if (value->text == NULL) {
    buffer_append(out, "NULL", 4);
    return;
  }
  if (value->is_bytes) {
    put_hex(out, value);
    return;
  }
  buffer_append(out, "\"", 1);
  for (const char *c = value->text; *c != '\0'; c++) {
    if (*c == '"' || *c == '\\') buffer_append(out, "\\", 1);
    buffer_append(out, c, 1);
  }
  buffer_append(out, "\"", 1);
}

static struct value take_array(struct arena *arena, struct buffer *out)
{
  buffer_append(out, "}", 2); /* and its NUL */
  const size_t size = buffer_size(out);
  const struct value value = {arena_copy(arena, buffer_data(out), size), size - 1, false};
  buffer_free(out);
  return value;
}

static size_t element_size(ProtobufCType type)
{
  if (type == PROTOBUF_C_TYPE_STRING || type == PROTOBUF_C_TYPE_MESSAGE) return sizeof(void *);
  if (type == PROTOBUF_C_TYPE_BYTES) return sizeof(ProtobufCBinaryData);
  if (type == PROTOBUF_C_TYPE_INT64) return sizeof(int64_t);
  if (type == PROTOBUF_C_TYPE_BOOL) return sizeof(protobuf_c_boolean);
  return sizeof(int32_t);
}

/* A repeated field of plain values as one array. */
static struct value array_of_values(struct arena *arena, const ProtobufCMessage *message,
                                    const ProtobufCFieldDescriptor *field)
{
  struct buffer out = {0};
  const char *elements = *(char *const *)member(message, field);
  buffer_append(&out, "{", 1);
  for (size_t i = 0; i < quantity(message, field); i++) {
    const struct value value = value_at(arena, field, elements + i * element_size(field->type));
    if (i > 0) buffer_append(&out, ",", 1);
    put_element(&out, &value);
  }
  return take_array(arena, &out);
}

/* What the sealing made of a field, or its digest. */
static struct value sealed_value(const struct sealed_value *sealed, bool digest)
{
  if (digest) {
    return (struct value){sealed->digest, sealed->digest == NULL ? 0 : strlen(sealed->digest),
                          false};
  }
  return (struct value){(const char *)sealed->bytes, sealed->size, true};
}

/* A sealed field's plain text is never bound: where nothing sealed it, it is NULL. */
static struct value row_value(struct arena *arena, const struct parameter *parameter,
                              const struct binder_source *source, const ProtobufCMessage *message,
                              const ProtobufCFieldDescriptor *column, size_t row)
{
  const bool digest = parameter->kind == PARAMETER_DIGEST;
  if (!digest && sealed_fields_find(column) == NULL) return field_value(arena, message, column);
  const struct sealed_value *sealed = sealing_value(source->sealed, column, row);
  return sealed == NULL ? absent : sealed_value(sealed, digest);
}

/* The ids of the rows [low, high) as an array. */
static struct value array_of_ids(struct arena *arena, const struct binder_source *source)
{
  struct buffer out = {0};
  buffer_append(&out, "{", 1);
  for (size_t i = source->low; i < source->high && source->high != SIZE_MAX; i++) {
    char id[UUID_TEXT];
    sealing_row_id(source->new_id, i, id);
    if (i > source->low) buffer_append(&out, ",", 1);
    buffer_append(&out, id, UUID_TEXT - 1);
  }
  return take_array(arena, &out);
}

/* One column of the rows [low, high) as an array. */
static struct value array_of_column(struct arena *arena, const struct parameter *parameter,
                                    const struct binder_source *source)
{
  struct buffer out = {0};
  const ProtobufCFieldDescriptor *rows = protobuf_c_message_descriptor_get_field_by_name(
      source->message->descriptor, parameter->field);
  const ProtobufCFieldDescriptor *column =
      protobuf_c_message_descriptor_get_field_by_name(rows->descriptor, parameter->column);
  ProtobufCMessage *const *messages =
      *(ProtobufCMessage *const *const *)member(source->message, rows);
  const size_t count = quantity(source->message, rows);
  const size_t high = source->high < count ? source->high : count;
  buffer_append(&out, "{", 1);
  for (size_t i = source->low; i < high; i++) {
    const struct value value = row_value(arena, parameter, source, messages[i], column, i);
    if (i > source->low) buffer_append(&out, ",", 1);
    put_element(&out, &value);
  }
  return take_array(arena, &out);
}

static struct value parameter_value(struct arena *arena, const struct parameter *parameter,
                                    const struct binder_source *source)
{
  const char *text = NULL;
  switch (parameter->kind) {
    case PARAMETER_FIELD: {
      const ProtobufCFieldDescriptor *field = protobuf_c_message_descriptor_get_field_by_name(
          source->message->descriptor, parameter->field);
      if (sealed_fields_find(field) != NULL) {
        return row_value(arena, parameter, source, source->message, field, 0);
      }
      return field->label == PROTOBUF_C_LABEL_REPEATED
                 ? array_of_values(arena, source->message, field)
                 : field_value(arena, source->message, field);
    }
    case PARAMETER_DIGEST:
    case PARAMETER_ROW_FIELD: return array_of_column(arena, parameter, source);
    case PARAMETER_NEW_IDS: return array_of_ids(arena, source);
    case PARAMETER_NOW: text = source->now; break;
    case PARAMETER_REQUEST_ID: text = source->request_id; break;
    case PARAMETER_NEW_ID: text = source->new_id; break;
  }
  return (struct value){text, text == NULL ? 0 : strlen(text), false};
}

void binder_bind(struct arena *arena, const struct statement *statement,
                 const struct binder_source *source, struct binding *binding)
{
  const size_t n = statement->n_parameters;
  binding->count = (int)n;
  binding->values = arena_alloc(arena, (n + 1) * sizeof *binding->values);
  binding->lengths = arena_alloc(arena, (n + 1) * sizeof *binding->lengths);
  binding->formats = arena_alloc(arena, (n + 1) * sizeof *binding->formats);
  for (size_t i = 0; i < n; i++) {
    const struct value value = parameter_value(arena, &statement->parameters[i], source);
    binding->values[i] = value.text;
    binding->lengths[i] = (int)value.size;
    binding->formats[i] = value.is_bytes;
  }
}

size_t binder_row_count(const ProtobufCMessage *message, const char *field)
{
  return quantity(message,
                  protobuf_c_message_descriptor_get_field_by_name(message->descriptor, field));
}
