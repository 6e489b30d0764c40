/* The dashboard's file: one HTML page with style, script, drawing library and data in it. */
#ifndef CLIENT_REPORT_PAGE_H
#define CLIENT_REPORT_PAGE_H

#include <jansson.h>

#include "common/arena.h"
#include "common/error.h"

/* Whether the page may be written there: a folder that is there, and no file, unless `over` says
 * that one may go. LOCAL or CONFLICT otherwise. */
bool page_check(struct arena *arena, const char *path, bool over, struct error *error);

/* Writes the page with the model in it, whole or not at all, readable by its owner alone. Gives its
 * bytes. */
bool page_write(const char *path, const json_t *model, size_t *size, struct error *error);

#endif
