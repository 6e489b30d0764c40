/* Two-way choice: student-proposing deferred acceptance over the wishes. */
#ifndef SERVER_MATCHING_CHOICE_H
#define SERVER_MATCHING_CHOICE_H

#include "server/matching/wishes.h"

/* Who has no mentor of step 2, and who does not take part because a lock placed it. */
enum { STEP2_NONE = -1, STEP2_OUT = -2 };

/*
 * Fills step2 (per request; STEP2_OUT on entry stays out) with the stable matching that is best
 * for every student (Gale and Shapley 1962). places: per mentor, what the locks left.
 */
void choice_settle(const struct wishes *wishes, const int *places, int mentors, int *step2);

#endif
