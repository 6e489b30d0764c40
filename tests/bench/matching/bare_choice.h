/* The peer of the two-way choice: Gale and Shapley on bare integer arrays, and nothing else. */
#ifndef TESTS_BENCH_MATCHING_BARE_CHOICE_H
#define TESTS_BENCH_MATCHING_BARE_CHOICE_H

#include "server/matching/wishes.h"

/* Acceptable choices as dense arrays; ranks are the mentor's, 0 = best. */
struct bare_choice {
  int requests, mentors;
  int *first;  /* requests + 1 offsets into mentor and rank */
  int *mentor; /* in the request's order */
  int *rank;   /* rank of the request with that mentor */
  int *places;
};

void bare_choice_prepare(struct bare_choice *bare, const struct wishes *wishes, const int *places,
                         int mentors);
void bare_choice_free(struct bare_choice *bare);

/* Fills mentor_of (-1 = none). */
void bare_choice_run(const struct bare_choice *bare, int *mentor_of);

#endif
