/* One connection to PostgreSQL in pipeline mode, on the loop: connects, comes back when lost. */
#ifndef SERVER_LINK_H
#define SERVER_LINK_H

#include <libpq-fe.h>
#include <stdbool.h>
#include <uv.h>

#include "server/binder.h"
#include "server/statement.h"

struct link;

/* Who uses the link between link_begin and link_end. Results are the link's: copy what you keep. */
struct link_client {
  void (*on_result)(void *data, const PGresult *result); /* one a query, in order */
  void (*on_sync)(void *data);                           /* the transaction has ended */
  void (*on_lost)(void *data);                           /* the connection is gone; no more calls */
};

/* `on_ready` is called whenever the link has become free to use. The link lives until
 * link_close has called `on_closed`. */
struct link *link_open(uv_loop_t *loop, const char *conninfo, void (*on_ready)(void *data),
                       void *data);
void link_close(struct link *link, void (*on_closed)(void *data));

bool link_is_free(const struct link *link);
/* The last try to connect failed, or the connection was lost and is not back yet. */
bool link_is_lost(const struct link *link);
void link_begin(struct link *link, const struct link_client *client, void *data);
/* Only after on_sync: the link is free again, and on_ready is called. */
void link_end(struct link *link);
/* Drops the connection, whatever it does: on_lost is called, then the link connects anew. */
void link_drop(struct link *link);
/* The next queries prepare their statements anew. */
void link_forget(struct link *link);

void link_query(struct link *link, const struct statement *statement,
                const struct binding *binding);
/* Asks for the results so far, without ending the transaction. */
void link_flush(struct link *link);
void link_sync(struct link *link);

/* Whether a transaction is open after a sync. */
bool link_is_in_transaction(const struct link *link);

#endif
