/* Owns the check of wire bytes by descriptor. Never allocates. */
#include "server/walk.h"

#include <string.h>

enum wire { WIRE_VARINT = 0, WIRE_64 = 1, WIRE_BYTES = 2, WIRE_32 = 5 };
enum {
  FIELDS_TRACKED = 128, /* messages of the contract are far smaller; a test says so */
  SHORT_VARINT = 5
};

struct walk {
  size_t elements;     /* submessages, repeated elements and unknown fields so far */
  struct error *error; /* filled by the first refusal */
};

struct cursor {
  const uint8_t *at;
  const uint8_t *end;
};

static bool refuse(struct walk *walk, const char *field, const char *why)
{
  return error_set(walk->error, JIEDUI__CODE__INVALID, "%s: %s", field, why);
}

static bool take_varint(struct cursor *c, uint64_t *value)
{
  *value = 0;
  for (unsigned shift = 0; shift < 70 && c->at < c->end; shift += 7) {
    const uint8_t byte = *c->at++;
    if (shift == 63 && byte > 1) return false;
    *value |= (uint64_t)(byte & 0x7f) << shift;
    if ((byte & 0x80) == 0) return true;
  }
  return false;
}

/* A tag or a length: protobuf-c reads no more than five bytes of one. */
static bool take_short(struct cursor *c, uint64_t *value)
{
  const uint8_t *start = c->at;
  return take_varint(c, value) && c->at - start <= SHORT_VARINT;
}

static bool take_bytes(struct cursor *c, const uint8_t **bytes, size_t *size)
{
  uint64_t length = 0;
  if (!take_short(c, &length) || length > (uint64_t)(c->end - c->at)) return false;
  *bytes = c->at;
  *size = (size_t)length;
  c->at += length;
  return true;
}

/* Length of the well-formed UTF-8 sequence at `p` (RFC 3629, table 3-7 of Unicode), 0 if none. */
static size_t utf8_sequence(const uint8_t *p, size_t left)
{
  if (p[0] < 0x80) return p[0] == 0 ? 0 : 1;
  if (p[0] < 0xc2 || p[0] > 0xf4) return 0;
  const size_t length = p[0] < 0xe0 ? 2 : p[0] < 0xf0 ? 3 : 4;
  if (left < length) return 0;
  const uint8_t low = p[0] == 0xe0 ? 0xa0 : p[0] == 0xf0 ? 0x90 : 0x80;
  const uint8_t high = p[0] == 0xed ? 0x9f : p[0] == 0xf4 ? 0x8f : 0xbf;
  if (p[1] < low || p[1] > high) return 0;
  for (size_t i = 2; i < length; i++) {
    if ((p[i] & 0xc0) != 0x80) return 0;
  }
  return length;
}

static bool is_text(const uint8_t *bytes, size_t size)
{
  while (size > 0) {
    const size_t length = utf8_sequence(bytes, size);
    if (length == 0) return false;
    bytes += length;
    size -= length;
  }
  return true;
}

static enum wire wire_of(ProtobufCType type)
{
  switch (type) {
    case PROTOBUF_C_TYPE_STRING:
    case PROTOBUF_C_TYPE_BYTES:
    case PROTOBUF_C_TYPE_MESSAGE: return WIRE_BYTES;
    case PROTOBUF_C_TYPE_SFIXED32:
    case PROTOBUF_C_TYPE_FIXED32:
    case PROTOBUF_C_TYPE_FLOAT: return WIRE_32;
    case PROTOBUF_C_TYPE_SFIXED64:
    case PROTOBUF_C_TYPE_FIXED64:
    case PROTOBUF_C_TYPE_DOUBLE: return WIRE_64;
    case PROTOBUF_C_TYPE_INT32:
    case PROTOBUF_C_TYPE_SINT32:
    case PROTOBUF_C_TYPE_INT64:
    case PROTOBUF_C_TYPE_SINT64:
    case PROTOBUF_C_TYPE_UINT32:
    case PROTOBUF_C_TYPE_UINT64:
    case PROTOBUF_C_TYPE_BOOL:
    case PROTOBUF_C_TYPE_ENUM: return WIRE_VARINT;
  }
  return WIRE_VARINT;
}

static bool skip(struct cursor *c, unsigned wire)
{
  const uint8_t *bytes = NULL;
  size_t size = 0;
  uint64_t value = 0;
  const size_t left = (size_t)(c->end - c->at);
  if (wire == WIRE_VARINT) return take_varint(c, &value);
  if (wire == WIRE_BYTES) return take_bytes(c, &bytes, &size);
  if (wire != WIRE_64 && wire != WIRE_32) return false;
  size = wire == WIRE_64 ? 8 : 4;
  if (left < size) return false;
  c->at += size;
  return true;
}

static bool check_varint(struct walk *walk, const ProtobufCFieldDescriptor *field, uint64_t value)
{
  if (field->type != PROTOBUF_C_TYPE_ENUM) return true;
  const int number = (int)(int64_t)value;
  if ((int64_t)value != number ||
      protobuf_c_enum_descriptor_get_value(field->descriptor, number) == NULL) {
    return refuse(walk, field->name, "not a value of this list");
  }
  return true;
}

static bool check_packed(struct walk *walk, const ProtobufCFieldDescriptor *field,
                         struct cursor inside)
{
  while (inside.at < inside.end) {
    uint64_t value = 0;
    const enum wire wire = wire_of(field->type);
    if (++walk->elements > WALK_ELEMENTS) return refuse(walk, field->name, "too many elements");
    if (wire != WIRE_VARINT ? !skip(&inside, wire) : !take_varint(&inside, &value)) {
      return refuse(walk, field->name, "malformed");
    }
    if (wire == WIRE_VARINT && !check_varint(walk, field, value)) return false;
  }
  return true;
}

static bool check_message(struct walk *walk, const ProtobufCMessageDescriptor *message,
                          struct cursor c, unsigned depth);

static bool check_value(struct walk *walk, const ProtobufCFieldDescriptor *field, unsigned wire,
                        struct cursor *c, unsigned depth)
{
  const bool repeated = field->label == PROTOBUF_C_LABEL_REPEATED;
  const enum wire expected = wire_of(field->type);
  const uint8_t *bytes = NULL;
  size_t size = 0;
  uint64_t value = 0;
  if (wire != expected) {
    if (!repeated || wire != WIRE_BYTES || !take_bytes(c, &bytes, &size)) {
      return refuse(walk, field->name, "wrong wire type");
    }
    return check_packed(walk, field, (struct cursor){bytes, bytes + size});
  }
  if (repeated || field->type == PROTOBUF_C_TYPE_MESSAGE) walk->elements++;
  if (walk->elements > WALK_ELEMENTS) return refuse(walk, field->name, "too many elements");
  if (expected == WIRE_VARINT) {
    if (!take_varint(c, &value)) return refuse(walk, field->name, "malformed number");
    return check_varint(walk, field, value);
  }
  if (expected != WIRE_BYTES) return skip(c, wire) || refuse(walk, field->name, "cut short");
  if (!take_bytes(c, &bytes, &size)) return refuse(walk, field->name, "cut short");
  if (field->type == PROTOBUF_C_TYPE_STRING && !is_text(bytes, size)) {
    return refuse(walk, field->name, "not UTF-8 text, or with a NUL in it");
  }
  if (field->type == PROTOBUF_C_TYPE_MESSAGE) {
    return check_message(walk, field->descriptor, (struct cursor){bytes, bytes + size}, depth + 1);
  }
  return true;
}

static bool check_once(struct walk *walk, const ProtobufCMessageDescriptor *message,
                       const ProtobufCFieldDescriptor *field, uint64_t seen[2])
{
  const size_t place = (size_t)(field - message->fields);
  if (field->label == PROTOBUF_C_LABEL_REPEATED || place >= FIELDS_TRACKED) return true;
  const uint64_t bit = UINT64_C(1) << (place % 64);
  if ((seen[place / 64] & bit) != 0) return refuse(walk, field->name, "given twice");
  seen[place / 64] |= bit;
  return true;
}

static bool check_message(struct walk *walk, const ProtobufCMessageDescriptor *message,
                          struct cursor c, unsigned depth)
{
  uint64_t seen[2] = {0, 0};
  if (depth > WALK_NESTING) return refuse(walk, message->short_name, "nested too deeply");
  while (c.at < c.end) {
    uint64_t tag = 0;
    if (!take_short(&c, &tag) || tag >> 3 == 0 || tag >> 3 > 0x1fffffff) {
      return refuse(walk, message->short_name, "malformed tag");
    }
    const unsigned wire = (unsigned)(tag & 7);
    const ProtobufCFieldDescriptor *field =
        protobuf_c_message_descriptor_get_field(message, (unsigned)(tag >> 3));
    if (field == NULL) { /* passes, but protobuf-c keeps it in memory */
      if (++walk->elements > WALK_ELEMENTS) {
        return refuse(walk, message->short_name, "too many elements");
      }
      if (!skip(&c, wire)) return refuse(walk, message->short_name, "malformed field");
      continue;
    }
    if (!check_once(walk, message, field, seen)) return false;
    if (!check_value(walk, field, wire, &c, depth)) return false;
  }
  return true;
}

bool walk_check(const ProtobufCMessageDescriptor *message, const uint8_t *bytes, size_t size,
                struct error *error)
{
  struct walk walk = {0, error};
  return check_message(&walk, message, (struct cursor){bytes, bytes + size}, 0);
}
