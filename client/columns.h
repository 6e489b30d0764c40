/* Which column of a file is which field of a row. */
#ifndef CLIENT_COLUMNS_H
#define CLIENT_COLUMNS_H

#include "client/reader.h"
#include "common/arena.h"
#include "common/schema.h"

struct columns {
  const struct schema_message *type;  /* of a row */
  size_t n;                           /* columns of the header */
  const char **names;                 /* as the header has them */
  const struct schema_field **fields; /* NULL for a column that is ignored */
  bool *is_reason;                    /* the column an earlier import added */
  size_t n_unknown;                   /* columns nobody knows */
};

/* Reads the header: fields by name or Chinese label, in any order. False, naming them, when
 * required columns are missing or a field has two columns. */
bool columns_read(struct columns *columns, struct arena *arena, const struct schema_message *type,
                  const struct record *header, struct error *error);

/* The names of the unknown columns, joined. */
const char *columns_unknown(const struct columns *columns, struct arena *arena);

/* What the column of reasons is called in a file of rejected rows of this type. */
const char *columns_reason_name(const struct schema_message *type);

/* Puts the record's cells into the row; false with the first reason when some do not fit, those
 * that do being there all the same. */
bool columns_fill(const struct columns *columns, struct arena *arena, const struct record *record,
                  ProtobufCMessage *row, struct error *error);

#endif
