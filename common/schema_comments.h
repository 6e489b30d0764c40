/* The comments of a serialized FileDescriptorProto, found without unpacking where each thing stands
 * in the source: that is most of the bytes, and most places have no comment. */
#ifndef COMMON_SCHEMA_COMMENTS_H
#define COMMON_SCHEMA_COMMENTS_H

#include <stdbool.h>
#include <stdint.h>

#include "common/arena.h"

struct schema_comment {
  const uint8_t *path; /* packed varints, as in SourceCodeInfo.Location.path */
  size_t path_size;    /* bytes */
  const uint8_t *text; /* not ended by NUL */
  size_t text_size;
  struct schema_comment *next; /* of the file */
};

/* A length-delimited field of a message. */
struct schema_part {
  uint32_t number;      /* of the field */
  const uint8_t *whole; /* with its tag */
  const uint8_t *bytes; /* without */
  size_t size;          /* of `bytes` */
};

/* The part at *at, which moves past it; false at the end or at anything else. */
bool schema_part_next(const uint8_t **at, const uint8_t *end, struct schema_part *part);

/* Copies the file's bytes without its SourceCodeInfo to `rest`, and finds the comments; they point
 * into `file`. False when the bytes are no message. */
bool schema_comments_split(struct arena *arena, const uint8_t *file, size_t size,
                           struct schema_comment **comments, ProtobufCBinaryData *rest);

/* The comment above the place at `path`, its lines joined, in the arena; "" if there is none. */
const char *schema_comments_find(const struct schema_comment *comments, struct arena *arena,
                                 const int32_t *path, size_t depth);

#endif
