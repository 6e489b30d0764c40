/* The dashboard's file: one HTML page with style, script, drawing library and data in it. */
#ifndef CLIENT_REPORT_PAGE_H
#define CLIENT_REPORT_PAGE_H

#include <jansson.h>

#include "common/error.h"

/* Writes the page with the model in it, whole or not at all, readable by its owner alone; a file is
 * replaced only with `replace`. Gives its bytes. */
bool page_write(const char *path, bool replace, const json_t *model, size_t *size,
                struct error *error);

#endif
