/* What the daemon does by itself, again and again: the audit is sealed every second. */
#ifndef SERVER_CHORES_H
#define SERVER_CHORES_H

#include "server/server.h"

struct chores *chores_open(struct server *server);
/* No more of them; before the database is closed. One under way ends with its link. */
void chores_close(struct chores *chores);

#endif
