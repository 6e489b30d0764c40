/* Owns the length prefix. Never allocates, never unpacks. */
#include "common/frame.h"

#include <assert.h>

enum frame_state frame_next(const struct buffer *in, size_t max, const uint8_t **body, size_t *size)
{
  if (buffer_size(in) < FRAME_HEADER) return FRAME_INCOMPLETE;
  const uint8_t *head = buffer_data(in);
  const size_t length = (size_t)head[0] << 24 | (size_t)head[1] << 16 | (size_t)head[2] << 8 |
                        (size_t)head[3];
  if (length == 0 || length > max) return FRAME_REFUSED;
  if (buffer_size(in) - FRAME_HEADER < length) return FRAME_INCOMPLETE;
  *body = head + FRAME_HEADER;
  *size = length;
  return FRAME_READY;
}

void frame_header(uint8_t header[FRAME_HEADER], size_t size)
{
  assert(size > 0 && size <= UINT32_MAX);
  header[0] = (uint8_t)(size >> 24);
  header[1] = (uint8_t)(size >> 16);
  header[2] = (uint8_t)(size >> 8);
  header[3] = (uint8_t)size;
}
