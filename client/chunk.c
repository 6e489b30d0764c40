/* Owns the rows between file and call. Never reads the one or makes the other. */
#include "client/chunk.h"

#include <assert.h>
#include <string.h>

void chunk_free(struct chunk *chunk)
{
  arena_free(chunk->arena);
  chunk->arena = NULL;
  chunk->n = chunk->n_sent = chunk->bytes = 0;
}

void chunk_reset(struct chunk *chunk)
{
  chunk_free(chunk);
  chunk->arena = arena_new();
}

bool chunk_is_full(const struct chunk *chunk, size_t row_bytes)
{
  const size_t wanted = chunk->most > 0 ? chunk->most : CHUNK_ROWS_USUAL;
  const size_t most = wanted < CHUNK_ROWS ? wanted : CHUNK_ROWS;
  return chunk->n == most || (chunk->n > 0 && chunk->bytes + row_bytes > CHUNK_BYTES);
}

static struct record *copy_record(struct arena *arena, const struct record *record)
{
  struct record *copy = arena_copy(arena, record, sizeof *record);
  copy->fault = NULL;
  copy->cells = arena_alloc(arena, record->n * sizeof *copy->cells);
  for (size_t i = 0; i < record->n; i++) copy->cells[i] = arena_strdup(arena, record->cells[i]);
  return copy;
}

void chunk_add(struct chunk *chunk, const struct record *record, ProtobufCMessage *message,
               const char *reason)
{
  assert(chunk->n < CHUNK_ROWS && (message == NULL) != (reason == NULL));
  if (message != NULL) {
    chunk->places[chunk->n_sent] = chunk->n;
    chunk->sent[chunk->n_sent++] = message;
  }
  chunk->bytes += record_size(record);
  chunk->rows[chunk->n++] = (struct chunk_row){
      .record = copy_record(chunk->arena, record), .message = message, .reason = reason};
}

void chunk_fill(struct chunk *chunk, ProtobufCMessage *request, const struct schema_field *rows)
{
  char *base = (char *)request;
  ProtobufCMessage **array = chunk->sent;
  memcpy(base + rows->descriptor->quantifier_offset, &chunk->n_sent, sizeof chunk->n_sent);
  memcpy(base + rows->descriptor->offset, &array, sizeof array);
}

struct chunk_row *chunk_sent_row(struct chunk *chunk, int32_t number)
{
  if (number < 1 || (size_t)number > chunk->n_sent) return NULL;
  return &chunk->rows[chunk->places[number - 1]];
}
