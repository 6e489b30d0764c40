/* One look over a message's wire bytes before anything is allocated for them. */
#ifndef SERVER_WALK_H
#define SERVER_WALK_H

#include <protobuf-c/protobuf-c.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "common/error.h"

enum { WALK_NESTING = 16, WALK_ELEMENTS = 20000 };

/* protobuf-c alone shortens strings at NUL, accepts overlong UTF-8 and enum values nobody knows,
 * takes the last of a field given twice, and turns a megabyte of empty submessages into
 * thirty-six. Refuses all of these, nesting above WALK_NESTING and more than WALK_ELEMENTS
 * submessages, repeated elements and unknown fields in all. Unknown fields pass. False with
 * `error` (INVALID) naming the field. */
bool walk_check(const ProtobufCMessageDescriptor *message, const uint8_t *bytes, size_t size,
                struct error *error);

#endif
