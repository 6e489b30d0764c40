/* fuzz.frame: a stream in pieces of any size is taken apart as it is when it comes at once. */
#include <assert.h>
#include <stdbool.h>
#include <string.h>

#include "common/frame.h"
#include "tests/fuzz/target.h"

enum { LIMIT = 300 }; /* small, so that refusals are met often */

/* Bytes of whole frames taken from the front; *refused ends the stream. */
static size_t take(struct buffer *in, bool *refused)
{
  const uint8_t *body = NULL;
  size_t length = 0;
  size_t taken = 0;
  enum frame_state state = FRAME_INCOMPLETE;
  while ((state = frame_next(in, LIMIT, &body, &length)) == FRAME_READY) {
    assert(length > 0 && length <= LIMIT && length + FRAME_HEADER <= buffer_size(in));
    volatile uint8_t ends = (uint8_t)(body[0] ^ body[length - 1]);
    (void)ends;
    buffer_consume(in, FRAME_HEADER + length);
    taken += FRAME_HEADER + length;
  }
  *refused = state == FRAME_REFUSED;
  return taken;
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
  struct buffer whole = {0};
  struct buffer pieces = {0};
  bool refused = false;
  bool refused_early = false;
  if (size == 0) return 0;
  const size_t step = (size_t)bytes[0] % 7 + 1;
  buffer_append(&whole, bytes + 1, size - 1);
  const size_t expected = take(&whole, &refused);
  size_t found = 0;
  for (size_t at = 1; at < size && !refused_early; at += step) {
    const size_t left = size - at;
    buffer_append(&pieces, bytes + at, left < step ? left : step);
    found += take(&pieces, &refused_early);
  }
  assert(found == expected && refused == refused_early);
  buffer_free(&whole);
  buffer_free(&pieces);
  return 0;
}
