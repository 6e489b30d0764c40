/* Coordination: exact optimum that covers most, moves fewest, and then has the largest fit. */
#ifndef SERVER_MATCHING_COORDINATION_H
#define SERVER_MATCHING_COORDINATION_H

#include "server/matching/permitted.h"

/*
 * Places requests on permitted mentors so that every request with step2 >= 0 is placed and, in
 * this order: most requests are placed, fewest of those with step2 >= 0 are placed elsewhere, the
 * sum of fits is largest. step2 (per request: mentor, STEP2_NONE, or STEP2_OUT = takes no part)
 * must keep within places (per mentor). placed gets a mentor or -1 for each request.
 *
 * Method: min-cost assignment by dual ascent (bids without epsilon, Jonker and Volgenant 1987) and
 * shortest augmenting paths for what is left; the three aims are one integer cost, whose weights
 * exceed all that the lesser aims can add up to. Work stays inside a connected component.
 */
void coordination_solve(const struct permitted *pairs, const int *places, const int *step2,
                        int *placed);

#endif
