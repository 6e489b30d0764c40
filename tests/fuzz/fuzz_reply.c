/* fuzz.reply: answers of any bytes in the client, printed in each way it has. The first two bytes
 * choose the reply. */
#include <assert.h>
#include <stdio.h>
#include <string.h>

#include "client/json.h"
#include "client/table.h"
#include "client/text.h"
#include "common/arena.h"
#include "frame.pb-c.h"
#include "tests/fuzz/target.h"

static const struct schema_message *choose(const uint8_t *bytes)
{
  struct error error;
  const struct schema *schema = schema_get(&error);
  assert(schema != NULL);
  return schema->methods[((size_t)bytes[0] << 8 | bytes[1]) % schema->n_methods].output;
}

/* What reaches a terminal has no control characters but the ends of its lines. */
static void check_shown(const char *text, size_t size)
{
  for (size_t i = 0; i < size; i++) {
    const unsigned char byte = (unsigned char)text[i];
    assert(byte == '\n' || (byte >= 0x20 && byte != 0x7f));
  }
}

static void print(const struct schema_message *type, const ProtobufCMessage *message)
{
  char *text = NULL;
  size_t size = 0;
  FILE *out = open_memstream(&text, &size);
  assert(out != NULL);
  table_print(out, type, message);
  (void)fclose(out);
  check_shown(text, size);
  free(text);
  out = open_memstream(&text, &size);
  assert(out != NULL);
  json_print(out, type, message);
  (void)fclose(out);
  assert(size > 0);
  json_t *again = json_loads(text, 0, NULL);
  assert(again != NULL);
  json_decref(again);
  free(text);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
  if (size < 2) return 0;
  const struct schema_message *type = choose(bytes);
  struct arena *arena = arena_new();
  text_choose(bytes[0] & 0x80 ? "zh" : "en");
  Jiedui__Answer *answer =
      jiedui__answer__unpack(arena_allocator(arena), size - 2, bytes + 2);
  (void)answer;
  ProtobufCMessage *reply = protobuf_c_message_unpack(type->descriptor, arena_allocator(arena),
                                                      size - 2, bytes + 2);
  if (reply != NULL) print(type, reply);
  arena_free(arena);
  return 0;
}
