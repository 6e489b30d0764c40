/* The fourth stop: from a frame's bytes to a request at its operation. */
#ifndef SERVER_DISPATCH_H
#define SERVER_DISPATCH_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct session;

/* False if the frame is no call at all: the stream cannot go on, and nothing was answered. */
bool dispatch_call(struct session *session, const uint8_t *frame, size_t size);

#endif
