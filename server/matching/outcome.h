/* Turns an assignment into the result people see: steps, reasons, blocking pairs, sums. */
#ifndef SERVER_MATCHING_OUTCOME_H
#define SERVER_MATCHING_OUTCOME_H

#include "server/matching/permitted.h"
#include "server/matching/wishes.h"

/* Everything one run knows, on positions. */
struct outcome {
  const struct instance *instance;
  struct permitted permitted;
  struct wishes wishes;
  int *places;   /* per mentor: places left by the locks */
  int *step2;    /* per request: mentor, STEP2_NONE, STEP2_OUT = locked */
  int *placed;   /* per request: final mentor, -1 = waiting */
  bool *by_hand; /* per request: set by a lead */
};

/* Allocates the result and fills it, in the order of the input. */
void outcome_fill(const struct outcome *outcome, struct match_result *result);

#endif
