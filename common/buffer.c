/* Owns a growing run of bytes. Never limits it: that is the caller's. */
#include "common/buffer.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

enum { SMALLEST = 512, KEEP = 4096 };

void buffer_free(struct buffer *buffer)
{
  if (buffer->data != NULL) explicit_bzero(buffer->data, buffer->capacity);
  free(buffer->data);
  *buffer = (struct buffer){0};
}

uint8_t *buffer_reserve(struct buffer *buffer, size_t size)
{
  const size_t held = buffer_size(buffer);
  if (buffer->capacity - buffer->end >= size && buffer->data != NULL) {
    return buffer->data + buffer->end;
  }
  if (buffer->start > 0 && buffer->data != NULL) {
    memmove(buffer->data, buffer->data + buffer->start, held);
    explicit_bzero(buffer->data + held, buffer->end - held);
    buffer->start = 0;
    buffer->end = held;
  }
  if (buffer->capacity - held < size || buffer->data == NULL) {
    size_t capacity = buffer->capacity < SMALLEST ? SMALLEST : buffer->capacity;
    while (capacity - held < size) capacity *= 2;
    uint8_t *larger = malloc(capacity); /* realloc would leave the old bytes behind */
    if (larger == NULL) abort();
    if (buffer->data != NULL) {
      memcpy(larger, buffer->data, buffer->end);
      explicit_bzero(buffer->data, buffer->capacity);
      free(buffer->data);
    }
    buffer->data = larger;
    buffer->capacity = capacity;
  }
  return buffer->data + buffer->end;
}

void buffer_grew(struct buffer *buffer, size_t size)
{
  assert(buffer->capacity - buffer->end >= size);
  buffer->end += size;
}

void buffer_append(struct buffer *buffer, const void *data, size_t size)
{
  if (size == 0) return;
  memcpy(buffer_reserve(buffer, size), data, size);
  buffer_grew(buffer, size);
}

void buffer_consume(struct buffer *buffer, size_t size)
{
  assert(buffer_size(buffer) >= size);
  if (size > 0) explicit_bzero(buffer->data + buffer->start, size);
  buffer->start += size;
  if (buffer->start < buffer->end) return;
  if (buffer->capacity > KEEP) {
    buffer_free(buffer);
  } else {
    buffer->start = buffer->end = 0;
  }
}
