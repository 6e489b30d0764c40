/* Owns replies as JSON. Never masks, translates or leaves out what is not secret. */
#include "client/json.h"

#include <stdint.h>
#include <stdlib.h>

#include "client/cell.h"
#include "client/plain.h"

/* What a peer sends need not be UTF-8; JSON has to be. */
static json_t *string_of(struct arena *scratch, const char *text)
{
  json_t *value = json_string(text);
  if (value != NULL) return value;
  char *clean = arena_strdup(scratch, text);
  plain_clean(clean);
  return json_string(clean);
}

static json_t *value_of(struct arena *scratch, const ProtobufCMessage *message,
                        const struct schema_field *field, size_t i)
{
  const void *place = cell_at(message, field, i);
  switch (field->descriptor->type) {
    case PROTOBUF_C_TYPE_MESSAGE:
      return json_of(field->message, cell_message(message, field, i));
    case PROTOBUF_C_TYPE_BOOL:
      return json_boolean(*(const protobuf_c_boolean *)place);
    case PROTOBUF_C_TYPE_INT32:
    case PROTOBUF_C_TYPE_SINT32:
    case PROTOBUF_C_TYPE_SFIXED32:
      return json_integer(*(const int32_t *)place);
    case PROTOBUF_C_TYPE_UINT32:
    case PROTOBUF_C_TYPE_FIXED32:
      return json_integer(*(const uint32_t *)place);
    case PROTOBUF_C_TYPE_INT64:
    case PROTOBUF_C_TYPE_SINT64:
    case PROTOBUF_C_TYPE_SFIXED64:
      return json_integer(*(const int64_t *)place);
    case PROTOBUF_C_TYPE_UINT64:
    case PROTOBUF_C_TYPE_FIXED64:
      return json_integer((json_int_t) * (const uint64_t *)place);
    case PROTOBUF_C_TYPE_FLOAT:
      return json_real((double)*(const float *)place);
    case PROTOBUF_C_TYPE_DOUBLE:
      return json_real(*(const double *)place);
    case PROTOBUF_C_TYPE_ENUM:
    case PROTOBUF_C_TYPE_STRING:
    case PROTOBUF_C_TYPE_BYTES:
      break;
  }
  return string_of(scratch, cell_text_at(scratch, message, field, i, CELL_PLAIN));
}

static json_t *field_of(struct arena *scratch, const ProtobufCMessage *message,
                        const struct schema_field *field)
{
  const size_t count = cell_count(message, field);
  if (field->descriptor->label != PROTOBUF_C_LABEL_REPEATED) {
    return count == 0 ? json_null() : value_of(scratch, message, field, 0);
  }
  json_t *array = json_array();
  for (size_t i = 0; i < count; i++) {
    if (json_array_append_new(array, value_of(scratch, message, field, i)) != 0) abort();
  }
  return array;
}

json_t *json_of(const struct schema_message *type, const ProtobufCMessage *message)
{
  struct arena *scratch = arena_new();
  json_t *object = json_object();
  for (size_t i = 0; i < type->n_fields; i++) {
    const struct schema_field *field = &type->fields[i];
    if (field->rules->secret) continue;
    if (json_object_set_new(object, field->name, field_of(scratch, message, field)) != 0) abort();
  }
  arena_free(scratch);
  return object;
}

void json_print(FILE *out, const struct schema_message *type, const ProtobufCMessage *message)
{
  json_t *object = json_of(type, message);
  (void)json_dumpf(object, out, JSON_INDENT(2));
  (void)fputc('\n', out);
  json_decref(object);
}
