/* What lies in the queue is about minors, so it is sealed by a key beside the profiles. That keeps
 * it from whoever gets the state folder alone: a backup, a synchronised folder, a search index, a
 * report for support. It does not keep it from this user's other programs, or from root. */
#ifndef CLIENT_QUEUE_SEAL_H
#define CLIENT_QUEUE_SEAL_H

#include <protobuf-c/protobuf-c.h>
#include <stdint.h>

#include "common/arena.h"
#include "common/error.h"

enum { QUEUE_KEY = 32 };

/* The profile's key; made when there is none and `make`. Wipe it after use. */
bool queue_seal_key(struct arena *arena, const char *profile, bool make, uint8_t key[QUEUE_KEY],
                    struct error *error);

/* In the arena. `name` is bound in: what was sealed for another profile does not open. */
ProtobufCBinaryData queue_seal(struct arena *arena, const uint8_t key[QUEUE_KEY], const char *name,
                               ProtobufCBinaryData plain);
/* False when it was altered, cut, or sealed by another key. */
bool queue_unseal(struct arena *arena, const uint8_t key[QUEUE_KEY], const char *name,
                  ProtobufCBinaryData sealed, ProtobufCBinaryData *plain);

#endif
