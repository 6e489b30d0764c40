/* Between messages and SQL: fields into $n, result columns into fields, by name. */
#ifndef SERVER_BINDER_H
#define SERVER_BINDER_H

#include <libpq-fe.h>
#include <protobuf-c/protobuf-c.h>

#include "common/arena.h"
#include "common/error.h"
#include "server/sealing/sealing.h"
#include "server/statement.h"

/* Where a statement's parameters come from. */
struct binder_source {
  const ProtobufCMessage *message;
  const char *now;        /* ISO instant */
  const char *request_id; /* UUID text, NULL if the call has none */
  const char *new_id;     /* UUID text */
  size_t low;             /* of a bulk chunk: the rows [low, high) */
  size_t high;
  const struct sealed_input *sealed; /* NULL if nothing is sealed */
};

/* Parameters as libpq takes them; in the arena. */
struct binding {
  int count;
  const char **values;
  int *lengths;
  int *formats; /* 1 for bytes, else text */
};

void binder_bind(struct arena *arena, const struct statement *statement,
                 const struct binder_source *source, struct binding *binding);

/* Puts a statement's rows into the reply. Counts (int32) of a repeated bulk chunk are added to what
 * is there, and `row` is moved by `row_offset`. False with `error` when a column is no field or a
 * value does not fit: a fault the checker should have found. */
bool binder_fill(struct arena *arena, ProtobufCMessage *reply, const struct statement *statement,
                 const PGresult *result, size_t row_offset, struct error *error);

/* How many rows the message's repeated field holds. */
size_t binder_row_count(const ProtobufCMessage *message, const char *field);

/* "academic" for a value GROUP_ACADEMIC of the enum Group, in the arena. */
const char *binder_enum_label(struct arena *arena, const ProtobufCEnumDescriptor *e, int number);

#endif
