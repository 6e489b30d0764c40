/* Frames: a 4-byte big-endian length, then that many bytes of one Call or Answer. */
#ifndef COMMON_FRAME_H
#define COMMON_FRAME_H

#include <stddef.h>
#include <stdint.h>

#include "common/buffer.h"

enum { FRAME_HEADER = 4, FRAME_MAX_BEFORE_LOGIN = 4 * 1024, FRAME_MAX = 4 * 1024 * 1024 };

enum frame_state {
  FRAME_READY,      /* *body and *size are a whole frame's, in the buffer */
  FRAME_INCOMPLETE, /* more bytes are needed */
  FRAME_REFUSED     /* length 0, or above `max`: the stream cannot go on */
};

/* Looks at the buffer's front; takes nothing. Consume FRAME_HEADER + *size when done with it. */
enum frame_state frame_next(const struct buffer *in, size_t max, const uint8_t **body,
                            size_t *size);

/* Writes the header for a body of `size` bytes. */
void frame_header(uint8_t header[FRAME_HEADER], size_t size);

#endif
