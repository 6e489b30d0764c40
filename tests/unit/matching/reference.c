/* Brute force: linear searches and full enumeration; shares only types with the engine. */
#include "tests/unit/matching/reference.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

enum { REQUESTS_MAX = 32 };

static const struct match_profile *find_profile(const struct match_problem *problem, int request,
                                                int mentor)
{
  const struct match_request *row = &problem->request[request];
  for (int i = 0; i < problem->profiles; i++) {
    const struct match_profile *profile = &problem->profile[i];
    if (profile->mentor != mentor || profile->group != row->group) continue;
    bool knows = row->group != MATCH_ACADEMIC || row->subject < 0 ||
                 ((profile->subjects >> row->subject) & 1) == 1;
    bool is_own =
        problem->is_loan && row->campus >= 0 && problem->mentor[mentor].campus == row->campus;
    if (knows && !is_own) return profile;
  }
  return NULL;
}

static int count_lessons(const struct match_slots *a, const struct match_slots *b)
{
  int count = 0;
  for (int bit = 0; bit < 112; bit++)
    count += (a->bits[bit / 64] >> (bit % 64) & b->bits[bit / 64] >> (bit % 64) & 1) == 1;
  return count;
}

static int entered_value(const struct match_problem *problem, int student, int mentor)
{
  int lowest = -1;
  for (int i = 0; i < problem->personalities; i++) {
    const struct match_personality *row = &problem->personality[i];
    if (row->student != student || row->mentor != mentor) continue;
    if (lowest < 0 || row->value < lowest) lowest = row->value;
  }
  return lowest;
}

/* Half up: the largest v with v - 1/2 <= top / bottom. */
static int round_half_up(long top, long bottom)
{
  int value = 0;
  while ((2L * (value + 1) - 1) * bottom <= 2 * top) value++;
  return value;
}

int reference_fit(const struct match_problem *problem, int request, int mentor)
{
  const struct match_request *row = &problem->request[request];
  const struct match_profile *profile = find_profile(problem, request, mentor);
  if (profile == NULL) return -1;
  const struct match_person *a = &row->person;
  const struct match_person *b = &profile->person;
  int all = count_lessons(&a->slots, &a->slots);
  bool has_time = all > 0 && count_lessons(&b->slots, &b->slots) > 0;
  int personality = entered_value(problem, row->student, mentor);
  if (personality < 0 && a->traits.given && b->traits.given) {
    int sum = 0;
    for (int i = 0; i < 5; i++) sum += abs(a->traits.value[i] - b->traits.value[i]);
    personality = 100 - round_half_up(sum, 5);
  }
  long time_weight = has_time ? problem->weights.time : 0;
  long own_weight = personality >= 0 ? problem->weights.personality : 0;
  if (time_weight + own_weight == 0) return 50;
  long scale = all > 0 ? all : 1;
  long top =
      time_weight * 100 * count_lessons(&a->slots, &b->slots) + own_weight * personality * scale;
  return round_half_up(top, (time_weight + own_weight) * scale);
}

static int answer_of(const struct match_problem *problem, int request, int mentor)
{
  int rank = -1;
  for (int i = 0; i < problem->answers; i++) {
    const struct match_answer *answer = &problem->answer[i];
    if (answer->request != request || answer->mentor != mentor) continue;
    if (rank < 0 || answer->rank < rank) rank = answer->rank;
  }
  return rank;
}

static bool is_forbidden(const struct match_problem *problem, int request, int mentor)
{
  for (int i = 0; i < problem->forbiddens; i++)
    if (problem->forbidden[i].student == problem->request[request].student &&
        problem->forbidden[i].mentor == mentor)
      return true;
  return false;
}

bool reference_is_permitted(const struct match_problem *problem, int request, int mentor)
{
  return find_profile(problem, request, mentor) != NULL &&
         !is_forbidden(problem, request, mentor) && answer_of(problem, request, mentor) != 0;
}

int reference_choice_rank(const struct match_problem *problem, int request, int mentor)
{
  for (int i = 0; i < problem->choices && !problem->is_loan; i++)
    if (problem->choice[i].request == request && problem->choice[i].mentor == mentor)
      return problem->choice[i].rank;
  return 0;
}

bool reference_prefers(const struct match_problem *problem, int mentor, int a, int b)
{
  int rank_a = reference_choice_rank(problem, a, mentor) > 0 ? answer_of(problem, a, mentor) : 0;
  int rank_b = reference_choice_rank(problem, b, mentor) > 0 ? answer_of(problem, b, mentor) : 0;
  if ((rank_a > 0) != (rank_b > 0)) return rank_a > 0;
  if (rank_a > 0 && rank_a != rank_b) return rank_a < rank_b;
  int fit_a = reference_fit(problem, a, mentor);
  int fit_b = reference_fit(problem, b, mentor);
  if (fit_a != fit_b) return fit_a > fit_b;
  const struct match_request *first = &problem->request[a];
  const struct match_request *second = &problem->request[b];
  if (first->severity != second->severity) return first->severity > second->severity;
  int order = strcmp(first->student_no, second->student_no);
  return order != 0 ? order < 0 : first->group < second->group;
}

int reference_lock(const struct match_problem *problem, int request)
{
  for (int i = 0; i < problem->locks; i++)
    if (problem->lock[i].request == request) return problem->lock[i].mentor;
  return -1;
}

static bool wants(const struct match_problem *problem, int request, int mentor, int present)
{
  int rank = reference_choice_rank(problem, request, mentor);
  int present_rank = present < 0 ? 0 : reference_choice_rank(problem, request, present);
  return rank > 0 && (present_rank == 0 || rank < present_rank);
}

static bool is_wanted(const struct match_problem *problem, int request, int mentor,
                      const int *mentor_of)
{
  int taken = 0;
  bool is_preferred = false;
  for (int other = 0; other < problem->requests; other++) {
    if (mentor_of[other] != mentor) continue;
    taken++;
    if (reference_lock(problem, other) < 0 && reference_prefers(problem, mentor, request, other))
      is_preferred = true;
  }
  return taken < problem->mentor[mentor].places || is_preferred;
}

int reference_blocking(const struct match_problem *problem, const int *mentor_of)
{
  int count = 0;
  for (int request = 0; request < problem->requests; request++) {
    if (reference_lock(problem, request) >= 0) continue;
    for (int mentor = 0; mentor < problem->mentors; mentor++)
      if (reference_is_permitted(problem, request, mentor) &&
          wants(problem, request, mentor, mentor_of[request]) &&
          is_wanted(problem, request, mentor, mentor_of))
        count++;
  }
  return count;
}

struct enumeration {
  const struct match_problem *problem;
  bool may[REQUESTS_MAX][REQUESTS_MAX];
  int left[REQUESTS_MAX];
  int mentor_of[REQUESTS_MAX];
  reference_visit visit;
  void *context;
};

static void descend(struct enumeration *all, int request)
{
  if (request == all->problem->requests) {
    all->visit(all->mentor_of, all->context);
    return;
  }
  if (reference_lock(all->problem, request) >= 0) {
    descend(all, request + 1);
    return;
  }
  all->mentor_of[request] = -1;
  descend(all, request + 1);
  for (int mentor = 0; mentor < all->problem->mentors; mentor++) {
    if (!all->may[request][mentor] || all->left[mentor] == 0) continue;
    all->left[mentor]--;
    all->mentor_of[request] = mentor;
    descend(all, request + 1);
    all->left[mentor]++;
  }
}

void reference_enumerate(const struct match_problem *problem, bool only_listed,
                         reference_visit visit, void *context)
{
  struct enumeration all = {.problem = problem, .visit = visit, .context = context};
  assert(problem->requests <= REQUESTS_MAX && problem->mentors <= REQUESTS_MAX);
  for (int mentor = 0; mentor < problem->mentors; mentor++)
    all.left[mentor] = problem->mentor[mentor].places;
  for (int request = 0; request < problem->requests; request++) {
    int lock = reference_lock(problem, request);
    all.mentor_of[request] = lock;
    if (lock >= 0) all.left[lock]--;
    for (int mentor = 0; mentor < problem->mentors; mentor++)
      all.may[request][mentor] =
          reference_is_permitted(problem, request, mentor) &&
          (!only_listed || reference_choice_rank(problem, request, mentor) > 0);
  }
  descend(&all, 0);
}
