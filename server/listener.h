/* The listening socket: several processes may share its port. Counts connections by address. */
#ifndef SERVER_LISTENER_H
#define SERVER_LISTENER_H

#include "server/server.h"

/* NULL with `error` saying what to change. */
struct listener *listener_open(struct server *server, struct error *error);
/* Takes what waits in the queue, then closes. */
void listener_close(struct listener *listener);

/* False if the address has `most` connections already; counted either way. */
bool listener_count_address(const char *address, long most);
void listener_forget_address(const char *address);

#endif
