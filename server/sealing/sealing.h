/* Sealed fields of works: seals a request's before its statements run, opens a reply's. */
#ifndef SERVER_SEALING_SEALING_H
#define SERVER_SEALING_SEALING_H

#include "common/arena.h"
#include "common/error.h"
#include "common/uuid.h"
#include "server/sealing/envelope.h"

struct work;

/* A field's value as the database gets it. */
struct sealed_value {
  const uint8_t *bytes; /* NULL for NULL */
  size_t size;
  const char *digest;   /* HMAC-SHA256 of the plain text in hex, NULL for NULL */
};

/* One sealed field of a request, with a value for each row (one where the field has no rows). */
struct sealed_column {
  const ProtobufCFieldDescriptor *field;
  struct sealed_value *values;
};

struct sealed_input {
  size_t n_columns;
  struct sealed_column *columns;
};

/* Like database_run, with the input's sealed fields sealed before. */
void sealing_run(struct work *work);

/* NULL if the field was not sealed. */
const struct sealed_value *sealing_value(const struct sealed_input *input,
                                         const ProtobufCFieldDescriptor *field, size_t row);

/* Opens what the SQL function opened() gave; in the arena, with a NUL behind it. */
bool sealing_open(struct arena *arena, const char *place, const char *row_id,
                  const uint8_t *opened, size_t size, ProtobufCBinaryData *plain,
                  struct error *error);

/* Labels of wrapped keys, for whoever wraps them anew. */
struct envelope_label sealing_campus_label(int32_t campus, int32_t version, int32_t master);
struct envelope_label sealing_student_label(int32_t campus, const uint8_t *id, int32_t version);

/* The id of the n-th row of a request: its new_id with the place added, whatever the chunk. */
void sealing_row_id(const char *new_id, size_t row, char text[UUID_TEXT]);

#endif
