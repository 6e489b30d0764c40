/* Rows of a file gathered for one call of an import, in the file's order. */
#ifndef CLIENT_CHUNK_H
#define CLIENT_CHUNK_H

#include "client/reader.h"
#include "common/arena.h"
#include "common/schema.h"

enum { CHUNK_ROWS = 2000, CHUNK_ROWS_USUAL = 500, CHUNK_BYTES = 1024 * 1024 };

struct chunk_row {
  const struct record *record; /* as it stood in the file */
  ProtobufCMessage *message;   /* to be sent; NULL for a row that was rejected before */
  const char *reason;          /* why it is rejected, NULL while it is not */
  bool kept;                   /* the server says that it was stored before */
};

struct chunk {
  struct arena *arena; /* of rows, records and reasons; fresh for every chunk */
  struct chunk_row rows[CHUNK_ROWS];
  size_t n;
  size_t most;                        /* rows at once, CHUNK_ROWS_USUAL if 0 */
  ProtobufCMessage *sent[CHUNK_ROWS]; /* the messages of the rows that have one */
  size_t places[CHUNK_ROWS];          /* in `rows`, of what is in `sent` */
  size_t n_sent;
  size_t bytes; /* of the records, about what their messages take on the wire */
};

/* Empties the chunk. */
void chunk_reset(struct chunk *chunk);
void chunk_free(struct chunk *chunk);

/* A row more would be too many, or too large. */
bool chunk_is_full(const struct chunk *chunk, size_t row_bytes);
/* Copies the record; message and reason live in the chunk's arena, one of them is NULL. */
void chunk_add(struct chunk *chunk, const struct record *record, ProtobufCMessage *message,
               const char *reason);

/* Makes the messages the request's rows. */
void chunk_fill(struct chunk *chunk, ProtobufCMessage *request, const struct schema_field *rows);
/* The row whose message was the request's n-th, from 1; NULL if there was none. */
struct chunk_row *chunk_sent_row(struct chunk *chunk, int32_t number);

#endif
