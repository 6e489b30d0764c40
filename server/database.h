/* The pool: connections to PostgreSQL and one queue of work with deadlines before them. */
#ifndef SERVER_DATABASE_H
#define SERVER_DATABASE_H

#include "server/server.h"
#include "server/work.h"

struct database *database_open(struct server *server);
/* Work in the queue is failed; `on_closed` is called once nothing is left. */
void database_close(struct database *database, void (*on_closed)(void *data), void *data);

/* A work for the request, in its arena: the caller sets what differs, then runs it. The output
 * message is made from the step's descriptor. */
struct work *database_work(struct request *request, const struct step *step,
                           const ProtobufCMessage *input, work_done done);
void database_run(struct work *work);

/* For exchange and bulk, when a work's transaction has ended: retries what may be tried again,
 * else tells the work's owner. */
void database_settle(struct work *work, const Jiedui__Status *failure);

#endif
