/* Files that travel in a call: read for a flag, written from an answer. */
#ifndef CLIENT_ATTACHMENT_H
#define CLIENT_ATTACHMENT_H

#include <protobuf-c/protobuf-c.h>

#include "common/arena.h"
#include "common/error.h"
#include "common/schema.h"

/* What the server takes at most, with room for a sentence from it rather than from the frame. */
enum { ATTACHMENT_MAX = 3 * 1024 * 1024 };

/* The file's bytes, in the arena. LOCAL when it cannot be read, USAGE when it is too large. */
bool attachment_read(struct arena *arena, const char *path, ProtobufCBinaryData *bytes,
                     struct error *error);

/* Writes the reply's file, readable by its owner alone; one that is there is replaced only with
 * `replace`. INVALID when the reply has none. */
bool attachment_save(const char *path, bool replace, const struct schema_message *type,
                     const ProtobufCMessage *reply, struct error *error);

#endif
