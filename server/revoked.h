/* Machines and accounts whose connections are to be closed, as the database last said. */
#ifndef SERVER_REVOKED_H
#define SERVER_REVOKED_H

#include <stdbool.h>

struct server;

/* Whether the machine was revoked; asked at each handshake. */
bool revoked_has_device(const char *device);

/* Asks the database, takes over its answer, closes the connections it names; then calls `done`. */
void revoked_refresh(struct server *server, void (*done)(void *data), void *data);
void revoked_free(void);

#endif
