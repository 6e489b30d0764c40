/* A campus-sized matching problem at random, for the large tests and the benchmark. */
#ifndef TESTS_UNIT_MATCHING_TOWN_H
#define TESTS_UNIT_MATCHING_TOWN_H

#include "server/matching/match.h"

struct town_shape {
  int campus;   /* named in every number */
  int requests; /* one per student */
  int mentors;
  int places_from, places_to; /* free places of a mentor, evenly between */
};

/* About a fifth of the mentors serve any one request; at most five choices. Free with town_free. */
struct match_problem *town_build(const struct town_shape *shape);
void town_free(struct match_problem *problem);

#endif
