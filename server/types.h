/* Which PostgreSQL types fit which fields. */
#ifndef SERVER_TYPES_H
#define SERVER_TYPES_H

#include <libpq-fe.h>
#include <protobuf-c/protobuf-c.h>
#include <stdbool.h>

#include "common/arena.h"

struct type; /* of PostgreSQL: name, kind, base, element, labels */

struct types {
  struct type *all; /* sorted by oid */
  size_t n;
  struct arena *arena;
};

/* Reads pg_type; false if it cannot be read. */
bool types_load(struct types *types, PGconn *conn);
void types_free(struct types *types);

/* Whether values of the field can be given as a parameter of the type; `array` when one array
 * holds the values of many rows. */
bool types_take(const struct types *types, const ProtobufCFieldDescriptor *field, Oid oid,
                bool array);
/* Whether a column of the type can fill the field. */
bool types_give(const struct types *types, Oid oid, const ProtobufCFieldDescriptor *field);
bool types_is(const struct types *types, Oid oid, const char *name);
const char *types_name(const struct types *types, Oid oid);

#endif
