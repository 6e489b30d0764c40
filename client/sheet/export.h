/* `jiedui export KIND`: what is stored, as a file that import reads. */
#ifndef CLIENT_SHEET_EXPORT_H
#define CLIENT_SHEET_EXPORT_H

#include "client/client.h"

/* Returns the exit code. */
int export_run(struct client *client);

/* A line for each kind, as `jiedui completion` has them. */
void export_complete(struct client *client);

#endif
