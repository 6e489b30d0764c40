/* What the daemon does by itself, again and again: the audit is sealed every second, notices
 * are sent. */
#ifndef SERVER_CHORES_H
#define SERVER_CHORES_H

#include "server/server.h"

struct chores *chores_open(struct server *server);
/* No more of them; before the database is closed. One under way ends with its link. */
void chores_close(struct chores *chores);
/* When the loop has ended; NULL is nothing. */
void chores_free(struct chores *chores);

#endif
