/* A reply as one JSON object. */
#ifndef CLIENT_JSON_H
#define CLIENT_JSON_H

#include <jansson.h>
#include <stdio.h>

#include "common/schema.h"

/* Keys are the field names in their order; absent values are null, rows arrays of objects, enum
 * values their labels, bytes hexadecimal; secret fields are left out. The caller drops it. */
json_t *json_of(const struct schema_message *type, const ProtobufCMessage *message);

void json_print(FILE *out, const struct schema_message *type, const ProtobufCMessage *message);

#endif
