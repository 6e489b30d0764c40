/* Outcome of a matching run, explained pair by pair. Everything is owned by the result. */
#ifndef SERVER_MATCHING_MATCH_RESULT_H
#define SERVER_MATCHING_MATCH_RESULT_H

#include "server/matching/match_problem.h"

enum match_step {
  MATCH_STEP_NONE, /* waiting */
  MATCH_STEP_LOCKED,
  MATCH_STEP_CHOICE,
  MATCH_STEP_COORDINATION,
  MATCH_STEP_LOAN,
  MATCH_STEP_HAND,
};

/* Why a request waits: the first that holds on the final assignment. */
enum match_reason {
  MATCH_REASON_NONE,         /* placed */
  MATCH_NO_QUALIFIED_MENTOR, /* nobody declared and qualified for the group (and subject) */
  MATCH_ALL_FORBIDDEN,       /* all such are forbidden or refused */
  MATCH_NO_FREE_PLACE,       /* the others are full */
  MATCH_LEFT_BY_HAND,        /* one has a free place: only in a draft edited by hand */
};

struct match_pair {
  int mentor; /* -1 = waiting */
  enum match_step step;
  int choice_rank;      /* rank of the mentor in the request's list, 0 = not on it */
  struct match_fit fit; /* all 0 when waiting */
  int step2_mentor;     /* mentor given by the two-way choice, -1 = none */
  int instead;          /* had another than step 2's: that one; else the best other permitted
                           mentor with places, by choice rank, fit, staff number; -1 = none */
  enum match_reason reason;
};

/* A request and a mentor on its list who would both rather have each other. */
struct match_blocking {
  int request, mentor;
};

/* requests = locked + chosen + moved + coordinated + waiting. */
struct match_summary {
  int requests;
  int locked;
  int chosen;      /* kept the mentor of step 2 */
  int moved;       /* matched in step 2, now with another mentor */
  int coordinated; /* not matched in step 2, placed now; in a loan run every placed one */
  int waiting;
  int64_t total_fit; /* over all placed, locked too */
  int blocking_pairs;
  int waiting_of[MATCH_GROUPS];
  int shortage[MATCH_GROUPS]; /* mentors to train or borrow: waiting / cap, rounded up */
};

struct match_result {
  struct match_pair *pair;         /* one per request, in the order of the input */
  struct match_blocking *blocking; /* by student number, group, choice rank */
  struct match_summary summary;
};

void match_result_free(struct match_result *result);

#endif
