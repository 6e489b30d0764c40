/* The coordination problem solved by LEMON's network simplex: an independent answer. */
#ifndef TESTS_UNIT_MATCHING_LEMON_PEER_H
#define TESTS_UNIT_MATCHING_LEMON_PEER_H

#ifdef __cplusplus
extern "C" {
#endif

#include "server/matching/permitted.h"

struct lemon_answer {
  int64_t placed, moved, fit;
  double build_ms; /* graph and cost maps */
  double run_ms;   /* NetworkSimplex::run and what it copies, alone */
};

/* Same arguments as coordination_solve. */
struct lemon_answer lemon_solve(const struct permitted *pairs, const int *places, const int *step2);

#ifdef __cplusplus
}
#endif

#endif
