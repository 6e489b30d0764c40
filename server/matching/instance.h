/* A problem on sorted positions: requests by (student, group), mentors by staff number. */
#ifndef SERVER_MATCHING_INSTANCE_H
#define SERVER_MATCHING_INSTANCE_H

#include "server/matching/facts.h"
#include "server/matching/match.h"

/* Inside the engine "request" and "mentor" are positions; only results go back to input indices. */
struct instance {
  const struct match_problem *problem;
  int requests, mentors;
  int *request_at, *request_position; /* position to index, index to position */
  int *mentor_at, *mentor_position;
  int *profile_of;            /* group * mentors + mentor: index of the profile, or -1 */
  struct facts choices;       /* rows = requests, value = rank */
  struct facts answers;       /* rows = requests, value = rank, 0 = refused */
  struct facts forbiddens;    /* rows = students */
  struct facts personalities; /* rows = students, value = entered fit */
  int *lock;                  /* per request: mentor, or -1 */
};

/* Sorts and indexes; false with *fault on a doubled key or lock. Free in either case. */
bool instance_build(struct instance *instance, const struct match_problem *problem,
                    struct match_fault *fault);
void instance_free(struct instance *instance);

/* False, for `return`: records a fault of positions (-1 = none) as one of input indices. */
bool instance_fault(const struct instance *instance, enum match_fault_kind kind, int request,
                    int mentor, struct match_fault *fault);

static inline const struct match_request *instance_request(const struct instance *instance,
                                                           int request)
{
  return &instance->problem->request[instance->request_at[request]];
}

static inline int instance_places(const struct instance *instance, int mentor)
{
  return instance->problem->mentor[instance->mentor_at[mentor]].places;
}

/* Whether a profile of the request's group serves it: subject, and in a loan another campus. */
bool instance_serves(const struct instance *instance, const struct match_profile *profile,
                     const struct match_request *request);

/* The profile with which a mentor may serve a request, or NULL. */
const struct match_profile *instance_profile(const struct instance *instance, int request,
                                             int mentor);
bool instance_is_forbidden(const struct instance *instance, int request, int mentor);
bool instance_is_refused(const struct instance *instance, int request, int mentor);

/* Fit of a pair whose profile exists. */
struct match_fit instance_fit(const struct instance *instance, int request, int mentor);

#endif
