/* Matching engine: two-way choice, coordination, loans (plan S47-S53). Pure: no I/O, no state. */
#ifndef SERVER_MATCHING_MATCH_H
#define SERVER_MATCHING_MATCH_H

#include "server/matching/match_problem.h"
#include "server/matching/match_result.h"

enum match_fault_kind {
  MATCH_SOUND,
  MATCH_REQUEST_TWICE, /* two requests of one student in one group */
  MATCH_MENTOR_TWICE,  /* two mentors of one staff number */
  MATCH_LOCKED_TWICE,  /* a request has two locks */
  MATCH_NOT_QUALIFIED, /* the mentor has no fitting profile (loan: or is of the own campus) */
  MATCH_PAIR_FORBIDDEN,
  MATCH_PAIR_REFUSED, /* only a lock or a hand edit may overrule a refusal */
  MATCH_OVER_PLACES,  /* the mentor has fewer places than pairs */
  MATCH_LOCK_BROKEN,  /* the assignment differs from a lock */
};

struct match_fault {
  enum match_fault_kind kind;
  int request; /* index, -1 = none concerned */
  int mentor;  /* index, -1 = none concerned */
};

/* One request of a draft; by_hand marks what a lead set, with a mentor or without. */
struct match_placed {
  int mentor; /* -1 = waiting */
  bool by_hand;
};

/*
 * Runs the steps of one campus, or a loan run. Locks take their places first; then
 * student-proposing deferred acceptance over the choices; then the exact optimum that keeps every
 * request so matched: most requests, fewest moved, largest total fit. The order of the input
 * arrays never changes the result. False: nothing is left in *out and *fault says which lock or
 * key is impossible. Free *out with match_result_free.
 */
bool match_run(const struct match_problem *problem, struct match_result *out,
               struct match_fault *fault);

/* First rule a whole assignment (placed: one per request) breaks; false fills *fault. */
bool match_check(const struct match_problem *problem, const struct match_placed *placed,
                 struct match_fault *fault);

/* Explains and sums up a given assignment as match_run does its own; checks it first. */
bool match_evaluate(const struct match_problem *problem, const struct match_placed *placed,
                    struct match_result *out, struct match_fault *fault);

/* One English sentence with student and staff number, cut to size; never more than size bytes. */
void match_fault_text(const struct match_problem *problem, const struct match_fault *fault,
                      char *text, size_t size);

#endif
