/* The queue of notices: fills it, takes what is due, sends it, keeps what came of it. */
#ifndef SERVER_NOTICES_H
#define SERVER_NOTICES_H

#include "server/server.h"

struct notices *notices_open(struct server *server);
/* What is under way is given up and taken again a minute later, by any daemon. */
void notices_close(struct notices *notices);

#endif
