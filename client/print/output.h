/* Where the PDF goes. */
#ifndef CLIENT_PRINT_OUTPUT_H
#define CLIENT_PRINT_OUTPUT_H

#include <stddef.h>

#include "common/error.h"

/* Whether the PDF may go there: "-" is standard output (no terminal); a file is replaced only with
 * `replace`. Asked before any call is made. */
bool output_check(const char *path, bool replace, struct error *error);

/* Writes it whole or not at all, readable by its owner alone, under the same rule. */
bool output_write(const char *path, const void *data, size_t size, bool replace,
                  struct error *error);

#endif
