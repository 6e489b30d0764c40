/* Erasures and restores: what the ledger says is done before anybody may call. */
#ifndef SERVER_ERASURE_H
#define SERVER_ERASURE_H

#include "server/ledger.h"
#include "server/server.h"

/* Applies every line of the ledger that the database does not have, each in a transaction; runs the
 * loop until it is done. False if the ledger is broken or lacks what the database has. */
bool erasure_repeat(struct server *server, struct error *error);

#endif
