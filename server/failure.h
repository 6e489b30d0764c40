/* What a failed statement means to the caller: a status of our own words. PostgreSQL's message,
 * detail and context quote values, so they go neither to the peer nor to the log. */
#ifndef SERVER_FAILURE_H
#define SERVER_FAILURE_H

#include <libpq-fe.h>
#include <stdbool.h>

#include "common/arena.h"
#include "server/rules.h"
#include "server/statement.h"

enum { SQLSTATE_SIZE = 6 };

/* A status in the arena; `text` is copied. UNAVAILABLE says when to try again. */
Jiedui__Status *failure_new(struct arena *arena, Jiedui__Code code, const char *text);

/* From a PGRES_FATAL_ERROR of a statement (NULL for identity and claim). Fills `sqlstate`. */
Jiedui__Status *failure_from_result(struct arena *arena, const struct rules *rules,
                                    const struct statement *statement, const PGresult *result,
                                    char sqlstate[SQLSTATE_SIZE]);

/* Whether the data are at fault, so that a smaller chunk may pass. */
bool failure_is_of_data(const char *sqlstate);
/* Whether the whole transaction may be tried again: a conflict with another one. */
bool failure_is_transient(const char *sqlstate);

#endif
