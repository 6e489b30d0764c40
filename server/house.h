/* The daemon's own works: steps that belong to no rpc, requests nobody sent, and the chores. */
#ifndef SERVER_HOUSE_H
#define SERVER_HOUSE_H

#include "server/catalogue.h"

struct house;
struct request;
struct server;

/* Path NULL at the end; every one names its database role. */
extern const struct operation_step house_steps[];

/* A request of the daemon's own, with an arena of its own; whoever made it ends it. */
struct request *request_house(struct server *server);
void request_house_end(struct request *request);

/* Begins the chores: the audit is sealed every second. */
struct house *house_open(struct server *server);
/* No more chores; before the database is closed. One under way ends with its link. */
void house_close(struct house *house);

#endif
