/* What the rules say, worked out slowly and apart from the engine, for small problems. */
#ifndef TESTS_UNIT_MATCHING_REFERENCE_H
#define TESTS_UNIT_MATCHING_REFERENCE_H

#include "server/matching/match.h"

/* Fit of a pair by its definition, or -1 when the mentor has no profile that serves it. */
int reference_fit(const struct match_problem *problem, int request, int mentor);

/* Neither forbidden nor refused, and with a profile. */
bool reference_is_permitted(const struct match_problem *problem, int request, int mentor);

/* Rank of a choice or, for a mentor's answer, of a requester; 0 = none. */
int reference_choice_rank(const struct match_problem *problem, int request, int mentor);

/* Whether a mentor would rather have a than b, by the published order. */
bool reference_prefers(const struct match_problem *problem, int mentor, int a, int b);

/* Lock of a request, or -1. */
int reference_lock(const struct match_problem *problem, int request);

/* Counts blocking pairs of an assignment (mentor of each request, -1 = none). */
int reference_blocking(const struct match_problem *problem, const int *mentor_of);

/* Called for each assignment there is; mentor_of is only valid during the call. */
typedef void (*reference_visit)(const int *mentor_of, void *context);

/* Every assignment that keeps places, locks and permits; only to listed mentors if so asked. */
void reference_enumerate(const struct match_problem *problem, bool only_listed,
                         reference_visit visit, void *context);

#endif
