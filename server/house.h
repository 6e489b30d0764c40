/* The daemon's own works: steps that belong to no rpc, in requests nobody sent. */
#ifndef SERVER_HOUSE_H
#define SERVER_HOUSE_H

#include "server/catalogue.h"

struct request;
struct server;

/* Path NULL at the end; every one names its database role. */
extern const struct operation_step house_steps[];

/* A request of the daemon's own, with an arena of its own; whoever made it ends it. */
struct request *request_house(struct server *server);
void request_house_end(struct request *request);

#endif
