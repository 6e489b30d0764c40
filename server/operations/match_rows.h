/* From the engine's result to the rows that SQL stores. */
#ifndef SERVER_OPERATIONS_MATCH_ROWS_H
#define SERVER_OPERATIONS_MATCH_ROWS_H

#include "server/operations/match_input.h"

/* One row per request, in the arena of the input. */
Jiedui__MatchDraftRow **match_rows(const struct match_input *input,
                                   const struct match_result *result);

/* The staff id of a mentor's index. */
int64_t match_rows_staff(const struct match_input *input, int mentor);

#endif
