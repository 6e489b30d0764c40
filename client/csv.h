/* Comma-separated values as spreadsheets read them. */
#ifndef CLIENT_CSV_H
#define CLIENT_CSV_H

#include <stdbool.h>
#include <stdio.h>

#include "common/schema.h"

/* How the last line of an exported file begins, which is no row. */
#define CSV_MARK "# jiedui"

/* Whether a spreadsheet would run the text as a formula, or is kept from it by apostrophes: an
 * export puts one more before it, an import takes one away, so that what was there comes back. */
bool csv_is_formula(const char *text);

/* One cell, quoted where it must be; with the apostrophe of a formula when `escaped`. */
void csv_cell(FILE *out, const char *text, bool escaped);

/* A header of field names, then the reply's rows; without a repeated field, its scalars as the
 * only row. Lists inside a row are a JSON array in their cell. */
void csv_print(FILE *out, const struct schema_message *type, const ProtobufCMessage *message);

#endif
