/* `jiedui template KIND`: an empty workbook to be filled in. */
#ifndef CLIENT_SHEET_TEMPLATE_H
#define CLIENT_SHEET_TEMPLATE_H

#include "client/client.h"

/* Returns the exit code. */
int template_run(struct client *client);

/* Its line, as `jiedui completion` has it. */
void template_complete(struct client *client);

/* How many items the scale has, asked of the server; 0 with `error` when it cannot be known. */
int template_items(struct client *client, const char *scale, struct error *error);

#endif
