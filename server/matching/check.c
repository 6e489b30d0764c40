/* Finds the first broken rule, in the order of requests by student and group. */
#include "server/matching/check.h"

#include <assert.h>
#include <stdio.h>

#include "server/matching/memory.h"

static bool check_pair(const struct instance *instance, int request, int mentor,
                       struct match_fault *fault)
{
  if (instance_profile(instance, request, mentor) == NULL)
    return instance_fault(instance, MATCH_NOT_QUALIFIED, request, mentor, fault);
  if (instance_is_forbidden(instance, request, mentor))
    return instance_fault(instance, MATCH_PAIR_FORBIDDEN, request, mentor, fault);
  return true;
}

/* mentor_of: per request, or -1. */
static bool check_places(const struct instance *instance, const int *mentor_of,
                         struct match_fault *fault)
{
  int *taken = memory_ints(instance->mentors, 0);
  bool sound = true;
  for (int request = 0; sound && request < instance->requests; request++) {
    int mentor = mentor_of[request];
    if (mentor >= 0 && ++taken[mentor] > instance_places(instance, mentor))
      sound = instance_fault(instance, MATCH_OVER_PLACES, request, mentor, fault);
  }
  free(taken);
  return sound;
}

static bool check_one(const struct instance *instance, int request, int mentor, bool by_hand,
                      struct match_fault *fault)
{
  int lock = instance->lock[request];
  if (lock >= 0 && lock != mentor)
    return instance_fault(instance, MATCH_LOCK_BROKEN, request, lock, fault);
  if (mentor < 0) return true;
  if (!check_pair(instance, request, mentor, fault)) return false;
  if (lock < 0 && !by_hand && instance_is_refused(instance, request, mentor))
    return instance_fault(instance, MATCH_PAIR_REFUSED, request, mentor, fault);
  return true;
}

bool check_locks(const struct instance *instance, struct match_fault *fault)
{
  for (int request = 0; request < instance->requests; request++)
    if (instance->lock[request] >= 0 &&
        !check_pair(instance, request, instance->lock[request], fault))
      return false;
  return check_places(instance, instance->lock, fault);
}

bool check_placed(const struct instance *instance, const struct match_placed *placed,
                  struct match_fault *fault)
{
  int *mentor_of = memory_ints(instance->requests, -1);
  bool sound = true;
  for (int request = 0; sound && request < instance->requests; request++) {
    const struct match_placed *one = &placed[instance->request_at[request]];
    assert(one->mentor >= -1 && one->mentor < instance->mentors);
    if (one->mentor >= 0) mentor_of[request] = instance->mentor_position[one->mentor];
    sound = check_one(instance, request, mentor_of[request], one->by_hand, fault);
  }
  sound = sound && check_places(instance, mentor_of, fault);
  free(mentor_of);
  return sound;
}

/* The sentence after the names. */
static const char *sentence(enum match_fault_kind kind)
{
  switch (kind) {
    case MATCH_SOUND:
      return "keeps every rule";
    case MATCH_REQUEST_TWICE:
      return "asks twice in one group";
    case MATCH_MENTOR_TWICE:
      return "is listed twice";
    case MATCH_LOCKED_TWICE:
      return "is locked twice in one group";
    case MATCH_NOT_QUALIFIED:
      return "is not declared and qualified for this request";
    case MATCH_PAIR_FORBIDDEN:
      return "is forbidden for this student";
    case MATCH_PAIR_REFUSED:
      return "refused this request";
    case MATCH_OVER_PLACES:
      return "has no place left for this student";
    case MATCH_LOCK_BROKEN:
      return "is locked to this student but placed otherwise";
  }
  return "";
}

void match_fault_text(const struct match_problem *problem, const struct match_fault *fault,
                      char *text, size_t size)
{
  const char *student = fault->request < 0 ? "" : problem->request[fault->request].student_no;
  const char *staff = fault->mentor < 0 ? "" : problem->mentor[fault->mentor].staff_no;
  bool student_first = fault->kind == MATCH_REQUEST_TWICE || fault->kind == MATCH_LOCKED_TWICE;
  if (student_first)
    (void)snprintf(text, size, "student %s %s", student, sentence(fault->kind));
  else if (fault->request >= 0)
    (void)snprintf(text, size, "student %s: mentor %s %s", student, staff, sentence(fault->kind));
  else if (fault->mentor >= 0)
    (void)snprintf(text, size, "mentor %s %s", staff, sentence(fault->kind));
  else
    (void)snprintf(text, size, "the assignment %s", sentence(fault->kind));
}
