/* The schema: its migrations, policies and seed, built into the daemon. */
#ifndef SERVER_MIGRATION_H
#define SERVER_MIGRATION_H

#include <libpq-fe.h>
#include <stdbool.h>

#include "common/error.h"

/* Runs what is missing, each migration in one transaction under an advisory lock; then policies
 * and seed, which may run again and again. Prints a line for each. */
bool migration_run(PGconn *conn, struct error *error);

/* Whether the database's schema and this daemon fit: every migration of ours is there, unchanged,
 * and those we do not know declare that they work with this version. */
bool migration_check(PGconn *conn, struct error *error);

#endif
