/* From rows of the database to the engine's problem, all of it in one arena. */
#ifndef SERVER_OPERATIONS_MATCH_INPUT_H
#define SERVER_OPERATIONS_MATCH_INPUT_H

#include "common/arena.h"
#include "internal/match_engine.pb-c.h"
#include "server/matching/match.h"

enum match_input_fault {
  MATCH_INPUT_SOUND,
  MATCH_INPUT_SUBJECTS, /* more subjects than the engine has bits for */
  MATCH_INPUT_LOCK      /* a request's locked mentor is not among the mentors: see fault_lock */
};

struct match_input {
  const Jiedui__MatchInput *rows;           /* strings of the problem lie in it */
  struct match_problem problem;             /* request i is rows->requests[i], mentors alike */
  const Jiedui__MatchInputLock *fault_lock; /* of MATCH_INPUT_LOCK */
  struct arena *arena;
};

/* Requests must come by student_id and group, mentors by staff_id. Facts of requests or mentors
 * that are not there are left aside, locks of requests that are not there too. */
enum match_input_fault match_input_build(struct match_input *input, struct arena *arena,
                                         const Jiedui__MatchInput *rows, bool is_loan);

/* Index of a request by need, of a mentor by staff; -1 if there is none. */
int match_input_need(const struct match_input *input, int64_t need_id);
int match_input_mentor(const struct match_input *input, int64_t staff_id);

/* Whether the mentor has refused the request. */
bool match_input_is_refused(const struct match_input *input, int request, int mentor);

#endif
