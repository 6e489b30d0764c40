/* Which fields of the contract are sealed, and in which table and column they lie. */
#ifndef SERVER_SEALING_SEALED_FIELDS_H
#define SERVER_SEALING_SEALED_FIELDS_H

#include "common/schema.h"
#include "server/catalogue.h"

/* Reads the option `sealed` of every field that an operation or one of its steps reaches. */
void sealed_fields_build(const struct catalogue *catalogue);
/* "table.column", NULL if the field is not sealed. */
const char *sealed_fields_find(const ProtobufCFieldDescriptor *field);
size_t sealed_fields_count(void);
const char *sealed_fields_at(size_t place);

#endif
