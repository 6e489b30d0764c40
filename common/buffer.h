/* A queue of bytes: appended at its end, consumed at its front. */
#ifndef COMMON_BUFFER_H
#define COMMON_BUFFER_H

#include <stddef.h>
#include <stdint.h>

struct buffer {
  uint8_t *data;   /* start of the allocation, NULL when empty and never used */
  size_t start;    /* first unread byte */
  size_t end;      /* one past the last byte */
  size_t capacity; /* of the allocation */
};

/* A zeroed struct buffer is an empty one. Out of memory aborts: callers cap what they append. */
void buffer_free(struct buffer *buffer);

/* Room for `size` more bytes at the returned place; buffer_grew says how many were written. */
uint8_t *buffer_reserve(struct buffer *buffer, size_t size);
void buffer_grew(struct buffer *buffer, size_t size);
void buffer_append(struct buffer *buffer, const void *data, size_t size);

static inline const uint8_t *buffer_data(const struct buffer *buffer)
{
  return buffer->data == NULL ? NULL : buffer->data + buffer->start;
}

static inline size_t buffer_size(const struct buffer *buffer)
{
  return buffer->end - buffer->start;
}

/* Drops bytes from the front; an emptied buffer larger than a page gives its memory back. */
void buffer_consume(struct buffer *buffer, size_t size);

#endif
