/* Owns the comments in a descriptor set. Never trusts its bytes. */
#include "common/schema_comments.h"

#include <string.h>

#include "common/words.h"

enum {
  SOURCE_CODE_INFO = 9, /* of FileDescriptorProto */
  LOCATION = 1,         /* of SourceCodeInfo */
  PATH = 1,             /* of Location */
  LEADING_COMMENTS = 3, /* of Location */
  LENGTH_DELIMITED = 2, /* wire type */
  PATH_MAX_DEPTH = 4
};

static bool read_varint(const uint8_t **at, const uint8_t *end, uint64_t *value)
{
  *value = 0;
  for (unsigned shift = 0; shift < 64 && *at < end; shift += 7) {
    const uint8_t byte = *(*at)++;
    *value |= (uint64_t)(byte & 0x7f) << shift;
    if (byte < 0x80) return true;
  }
  return false;
}

bool schema_part_next(const uint8_t **at, const uint8_t *end, struct schema_part *part)
{
  uint64_t tag = 0;
  uint64_t size = 0;
  part->whole = *at;
  if (!read_varint(at, end, &tag) || (tag & 7) != LENGTH_DELIMITED || tag > UINT32_MAX ||
      !read_varint(at, end, &size) || size > (uint64_t)(end - *at)) {
    return false;
  }
  part->number = (uint32_t)(tag >> 3);
  part->bytes = *at;
  part->size = (size_t)size;
  *at += size;
  return true;
}

static bool read_location(const uint8_t *at, size_t size, struct schema_comment *comment)
{
  const uint8_t *end = at + size;
  struct schema_part part;
  *comment = (struct schema_comment){0};
  while (schema_part_next(&at, end, &part)) {
    if (part.number == PATH) {
      comment->path = part.bytes;
      comment->path_size = part.size;
    } else if (part.number == LEADING_COMMENTS) {
      comment->text = part.bytes;
      comment->text_size = part.size;
    }
  }
  return comment->text != NULL;
}

static struct schema_comment *read_comments(struct arena *arena, const struct schema_part *info)
{
  struct schema_comment *comments = NULL;
  struct schema_comment comment;
  struct schema_part place;
  const uint8_t *at = info->bytes;
  while (schema_part_next(&at, info->bytes + info->size, &place)) {
    if (place.number != LOCATION || !read_location(place.bytes, place.size, &comment)) continue;
    comment.next = comments;
    comments = arena_copy(arena, &comment, sizeof comment);
  }
  return comments;
}

bool schema_comments_split(struct arena *arena, const uint8_t *file, size_t size,
                           struct schema_comment **comments, ProtobufCBinaryData *rest)
{
  const uint8_t *at = file;
  struct schema_part part;
  *comments = NULL;
  *rest = (ProtobufCBinaryData){0, arena_alloc(arena, size)};
  while (at < file + size) {
    if (!schema_part_next(&at, file + size, &part)) return false;
    if (part.number == SOURCE_CODE_INFO) {
      *comments = read_comments(arena, &part);
    } else {
      memcpy(rest->data + rest->len, part.whole, (size_t)(at - part.whole));
      rest->len += (size_t)(at - part.whole);
    }
  }
  return true;
}

const char *schema_comments_find(const struct schema_comment *comments, struct arena *arena,
                                 const int32_t *path, size_t depth)
{
  uint8_t packed[PATH_MAX_DEPTH * 5];
  size_t size = 0;
  for (size_t i = 0; i < depth && i < PATH_MAX_DEPTH; i++) {
    uint32_t part = (uint32_t)path[i];
    for (; part >= 0x80; part >>= 7) packed[size++] = (uint8_t)(part | 0x80);
    packed[size++] = (uint8_t)part;
  }
  for (const struct schema_comment *comment = comments; comment != NULL; comment = comment->next) {
    if (comment->path_size != size || memcmp(comment->path, packed, size) != 0) continue;
    return words_join_lines(arena, (const char *)comment->text, comment->text_size);
  }
  return "";
}
