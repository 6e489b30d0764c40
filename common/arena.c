/* Owns chunks of memory freed at once. Never gives a single piece back. */
#include "common/arena.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { CHUNK_BYTES = 4096, ALIGNMENT = 16 };

struct chunk {
  struct chunk *next;
  size_t size; /* of data */
  size_t used; /* of data */
  _Alignas(ALIGNMENT) unsigned char data[];
};

struct arena {
  ProtobufCAllocator allocator; /* hands out of this arena */
  struct chunk *chunks;         /* the first has room */
};

static struct chunk *chunk_new(size_t size)
{
  struct chunk *chunk = malloc(sizeof *chunk + size);
  if (chunk == NULL) abort();
  chunk->next = NULL;
  chunk->size = size;
  chunk->used = 0;
  return chunk;
}

static void *on_alloc(void *data, size_t size)
{
  return arena_alloc(data, size);
}

static void on_free(void *data, void *pointer)
{
  (void)data;
  (void)pointer;
}

struct arena *arena_new(void)
{
  struct arena *arena = calloc(1, sizeof *arena);
  if (arena == NULL) abort();
  arena->allocator = (ProtobufCAllocator){on_alloc, on_free, arena};
  return arena;
}

void arena_free(struct arena *arena)
{
  if (arena == NULL) return;
  for (struct chunk *chunk = arena->chunks; chunk != NULL;) {
    struct chunk *next = chunk->next;
    explicit_bzero(chunk->data, chunk->used);
    free(chunk);
    chunk = next;
  }
  free(arena);
}

void *arena_alloc(struct arena *arena, size_t size)
{
  if (size > SIZE_MAX / 2) abort();
  const size_t need = (size + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT;
  struct chunk *chunk = arena->chunks;
  if (chunk == NULL || chunk->size - chunk->used < need) {
    struct chunk *fresh = chunk_new(need > CHUNK_BYTES ? need : CHUNK_BYTES);
    if (chunk != NULL && need > CHUNK_BYTES / 2) { /* keep the room of the first chunk */
      fresh->next = chunk->next;
      chunk->next = fresh;
    } else {
      fresh->next = chunk;
      arena->chunks = fresh;
    }
    chunk = fresh;
  }
  void *piece = chunk->data + chunk->used;
  chunk->used += need;
  return memset(piece, 0, need);
}

void *arena_copy(struct arena *arena, const void *data, size_t size)
{
  void *copy = arena_alloc(arena, size);
  if (size > 0) memcpy(copy, data, size);
  return copy;
}

char *arena_strdup(struct arena *arena, const char *text)
{
  return arena_copy(arena, text, strlen(text) + 1);
}

char *arena_printf(struct arena *arena, const char *format, ...)
{
  va_list arguments;
  va_start(arguments, format);
  const int length = vsnprintf(NULL, 0, format, arguments);
  va_end(arguments);
  if (length < 0) abort();
  char *text = arena_alloc(arena, (size_t)length + 1);
  va_start(arguments, format);
  (void)vsnprintf(text, (size_t)length + 1, format, arguments);
  va_end(arguments);
  return text;
}

ProtobufCAllocator *arena_allocator(struct arena *arena)
{
  return &arena->allocator;
}
