/* A reply for a person: its scalars line by line, its rows as tables. */
#ifndef CLIENT_TABLE_H
#define CLIENT_TABLE_H

#include <stdio.h>

#include "common/schema.h"

/* Labels and words by the chosen language, masked and hidden fields as marked; a list inside the
 * rows becomes a table of its own, beside the keys of the rows it belongs to. */
void table_print(FILE *out, const struct schema_message *type, const ProtobufCMessage *message);

/* The same in short: its scalars, and how many rows each list has. */
void table_print_counts(FILE *out, const struct schema_message *type,
                        const ProtobufCMessage *message);

#endif
