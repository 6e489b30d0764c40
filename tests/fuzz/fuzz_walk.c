/* fuzz.walk: Call, and every request of the contract. What the walk lets pass unpacks, and packs
 * and unpacks again. The first two bytes choose the message. */
#include <assert.h>
#include <string.h>

#include "common/arena.h"
#include "common/schema.h"
#include "frame.pb-c.h"
#include "server/walk.h"
#include "tests/fuzz/target.h"

static const ProtobufCMessageDescriptor *choose(const uint8_t *bytes)
{
  struct error error;
  const struct schema *schema = schema_get(&error);
  assert(schema != NULL);
  const size_t which = (size_t)bytes[0] << 8 | bytes[1];
  const size_t n = which % (schema->n_methods + 1);
  return n == schema->n_methods ? &jiedui__call__descriptor : schema->methods[n].input->descriptor;
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
  struct error error = {0};
  if (size < 2) return 0;
  const ProtobufCMessageDescriptor *type = choose(bytes);
  if (!walk_check(type, bytes + 2, size - 2, &error)) {
    assert(error.code == JIEDUI__CODE__INVALID && error.text[0] != '\0');
    return 0;
  }
  struct arena *arena = arena_new();
  ProtobufCMessage *message =
      protobuf_c_message_unpack(type, arena_allocator(arena), size - 2, bytes + 2);
  assert(message != NULL);
  const size_t packed = protobuf_c_message_get_packed_size(message);
  uint8_t *again = arena_alloc(arena, packed + 1);
  const size_t written = protobuf_c_message_pack(message, again);
  assert(written == packed);
  assert(walk_check(type, again, packed, &error));
  arena_free(arena);
  return 0;
}
