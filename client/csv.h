/* Comma-separated values as spreadsheets read them. */
#ifndef CLIENT_CSV_H
#define CLIENT_CSV_H

#include <stdio.h>

#include "common/schema.h"

/* One cell, quoted where it must be. A cell that a spreadsheet would run as a formula gets an
 * apostrophe before it when `escaped`. */
void csv_cell(FILE *out, const char *text, bool escaped);

/* A header of field names, then the reply's rows; without a repeated field, its scalars as the
 * only row. Lists inside a row are a JSON array in their cell. */
void csv_print(FILE *out, const struct schema_message *type, const ProtobufCMessage *message);

#endif
