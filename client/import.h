/* `jiedui import KIND FILE`: a file's rows stored in chunks. */
#ifndef CLIENT_IMPORT_H
#define CLIENT_IMPORT_H

#include "client/client.h"

/* Returns the exit code: OK, PARTIAL when some rows were rejected, else what stopped it. */
int import_run(struct client *client);

#endif
