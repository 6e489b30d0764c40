/* Blocking pairs: a request and a listed mentor who would both rather have each other. */
#ifndef SERVER_MATCHING_BLOCKING_H
#define SERVER_MATCHING_BLOCKING_H

#include "server/matching/outcome.h"

/* All blocking pairs by request and rank, as input indices; to be freed. Locks take no part. */
struct match_blocking *blocking_find(const struct outcome *outcome, int *count);

#endif
