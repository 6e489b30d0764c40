/* The keys a file has had so far, so that each counts once. */
#ifndef CLIENT_KEYS_H
#define CLIENT_KEYS_H

#include <stdbool.h>
#include <stddef.h>

#include "common/arena.h"
#include "common/schema.h"

struct keys {
  struct arena *arena; /* the keys' text */
  struct key *slots;   /* open addressing; `capacity` is a power of two, or 0 */
  size_t capacity;
  size_t n;
};

void keys_init(struct keys *keys);
void keys_free(struct keys *keys);

/* Remembers the row's key with the line it stands in. Returns 0, or the line that had it before;
 * 0 also for a row without any part of its key. */
size_t keys_add(struct keys *keys, const struct schema_message *type, const ProtobufCMessage *row,
                size_t line);

#endif
