/* Sorts the input by its public keys and looks pairs up; decides nothing. */
#include "server/matching/instance.h"

#include <assert.h>
#include <string.h>

#include "server/matching/memory.h"

struct key {
  const char *number;
  int group;
  int index;
};

static int compare_keys(const void *left, const void *right)
{
  const struct key *a = left;
  const struct key *b = right;
  int order = strcmp(a->number, b->number);
  return order != 0 ? order : a->group - b->group;
}

/* Sorts keys into at and position; gives the index of a key that is there twice, or -1. */
static int sort_keys(struct key *key, int count, int *at, int *position)
{
  int doubled = -1;
  qsort(key, (size_t)count, sizeof *key, compare_keys);
  for (int i = 0; i < count; i++) {
    at[i] = key[i].index;
    position[key[i].index] = i;
    if (i > 0 && doubled < 0 && compare_keys(&key[i - 1], &key[i]) == 0) doubled = key[i].index;
  }
  return doubled;
}

static int sort_requests(struct instance *instance)
{
  int count = instance->requests;
  struct key *key = memory_array((size_t)count, sizeof *key);
  for (int i = 0; i < count; i++) {
    const struct match_request *request = &instance->problem->request[i];
    assert(request->student >= 0 && request->student < instance->problem->students);
    assert(request->severity >= 0 && request->severity <= MATCH_SEVERITY_MAX);
    assert(request->subject >= -1 && request->subject < MATCH_SUBJECTS);
    key[i] = (struct key){request->student_no, (int)request->group, i};
  }
  int doubled = sort_keys(key, count, instance->request_at, instance->request_position);
  free(key);
  return doubled;
}

static int sort_mentors(struct instance *instance)
{
  int count = instance->mentors;
  struct key *key = memory_array((size_t)count, sizeof *key);
  for (int i = 0; i < count; i++) {
    assert(instance->problem->mentor[i].places >= 0);
    key[i] = (struct key){instance->problem->mentor[i].staff_no, 0, i};
  }
  int doubled = sort_keys(key, count, instance->mentor_at, instance->mentor_position);
  free(key);
  return doubled;
}

static int read_choice(const void *source, int index, struct fact *fact)
{
  const struct instance *instance = source;
  const struct match_choice *choice = &instance->problem->choice[index];
  assert(choice->rank >= 1 && choice->rank <= MATCH_RANK_MAX);
  *fact = (struct fact){instance->mentor_position[choice->mentor], choice->rank};
  return instance->request_position[choice->request];
}

static int read_answer(const void *source, int index, struct fact *fact)
{
  const struct instance *instance = source;
  const struct match_answer *answer = &instance->problem->answer[index];
  assert(answer->rank >= 0 && answer->rank <= MATCH_RANK_MAX);
  *fact = (struct fact){instance->mentor_position[answer->mentor], answer->rank};
  return instance->request_position[answer->request];
}

static int read_forbidden(const void *source, int index, struct fact *fact)
{
  const struct instance *instance = source;
  const struct match_forbidden *pair = &instance->problem->forbidden[index];
  *fact = (struct fact){instance->mentor_position[pair->mentor], 0};
  return pair->student;
}

static int read_personality(const void *source, int index, struct fact *fact)
{
  const struct instance *instance = source;
  const struct match_personality *entered = &instance->problem->personality[index];
  assert(entered->value >= 0 && entered->value <= 100);
  *fact = (struct fact){instance->mentor_position[entered->mentor], entered->value};
  return entered->student;
}

static void collect_facts(struct instance *instance)
{
  const struct match_problem *problem = instance->problem;
  int choices = problem->is_loan ? 0 : problem->choices;
  facts_build(&instance->choices, instance->requests, choices, read_choice, instance);
  facts_build(&instance->answers, instance->requests, problem->answers, read_answer, instance);
  facts_build(&instance->forbiddens, problem->students, problem->forbiddens, read_forbidden,
              instance);
  facts_build(&instance->personalities, problem->students, problem->personalities, read_personality,
              instance);
}

static void collect_profiles(struct instance *instance)
{
  const struct match_problem *problem = instance->problem;
  instance->profile_of = memory_ints(MATCH_GROUPS * instance->mentors, -1);
  for (int i = 0; i < problem->profiles; i++) {
    const struct match_profile *profile = &problem->profile[i];
    int mentor = instance->mentor_position[profile->mentor];
    int *slot = &instance->profile_of[(int)profile->group * instance->mentors + mentor];
    assert(*slot < 0);
    *slot = i;
  }
}

static bool collect_locks(struct instance *instance, struct match_fault *fault)
{
  instance->lock = memory_ints(instance->requests, -1);
  for (int i = 0; i < instance->problem->locks; i++) {
    const struct match_lock *lock = &instance->problem->lock[i];
    int request = instance->request_position[lock->request];
    int mentor = instance->mentor_position[lock->mentor];
    if (instance->lock[request] >= 0)
      return instance_fault(instance, MATCH_LOCKED_TWICE, request, mentor, fault);
    instance->lock[request] = mentor;
  }
  return true;
}

bool instance_fault(const struct instance *instance, enum match_fault_kind kind, int request,
                    int mentor, struct match_fault *fault)
{
  fault->kind = kind;
  fault->request = request < 0 ? -1 : instance->request_at[request];
  fault->mentor = mentor < 0 ? -1 : instance->mentor_at[mentor];
  return false;
}

bool instance_build(struct instance *instance, const struct match_problem *problem,
                    struct match_fault *fault)
{
  assert(problem->weights.time >= 0 && problem->weights.time <= 1000000);
  assert(problem->weights.personality >= 0 && problem->weights.personality <= 1000000);
  assert(problem->cap >= 1);
  *fault = (struct match_fault){MATCH_SOUND, -1, -1};
  *instance = (struct instance){
      .problem = problem, .requests = problem->requests, .mentors = problem->mentors};
  instance->request_at = memory_ints(problem->requests, -1);
  instance->request_position = memory_ints(problem->requests, -1);
  instance->mentor_at = memory_ints(problem->mentors, -1);
  instance->mentor_position = memory_ints(problem->mentors, -1);
  int request = sort_requests(instance);
  int mentor = sort_mentors(instance);
  if (request >= 0 || mentor >= 0) {
    enum match_fault_kind kind = request >= 0 ? MATCH_REQUEST_TWICE : MATCH_MENTOR_TWICE;
    *fault = (struct match_fault){kind, request, request >= 0 ? -1 : mentor};
    return false;
  }
  collect_profiles(instance);
  collect_facts(instance);
  return collect_locks(instance, fault);
}

void instance_free(struct instance *instance)
{
  free(instance->request_at);
  free(instance->request_position);
  free(instance->mentor_at);
  free(instance->mentor_position);
  free(instance->profile_of);
  facts_free(&instance->choices);
  facts_free(&instance->answers);
  facts_free(&instance->forbiddens);
  facts_free(&instance->personalities);
  free(instance->lock);
}

bool instance_serves(const struct instance *instance, const struct match_profile *profile,
                     const struct match_request *request)
{
  if (request->group == MATCH_ACADEMIC && request->subject >= 0 &&
      (profile->subjects >> request->subject & 1) == 0)
    return false;
  int campus = instance->problem->mentor[profile->mentor].campus;
  return !instance->problem->is_loan || campus < 0 || campus != request->campus;
}

const struct match_profile *instance_profile(const struct instance *instance, int request,
                                             int mentor)
{
  const struct match_request *row = instance_request(instance, request);
  int index = instance->profile_of[(int)row->group * instance->mentors + mentor];
  if (index < 0 || !instance_serves(instance, &instance->problem->profile[index], row)) return NULL;
  return &instance->problem->profile[index];
}

bool instance_is_forbidden(const struct instance *instance, int request, int mentor)
{
  int student = instance_request(instance, request)->student;
  return facts_find(&instance->forbiddens, student, mentor) != NULL;
}

bool instance_is_refused(const struct instance *instance, int request, int mentor)
{
  const struct fact *answer = facts_find(&instance->answers, request, mentor);
  return answer != NULL && answer->value == 0;
}

struct match_fit instance_fit(const struct instance *instance, int request, int mentor)
{
  const struct match_request *row = instance_request(instance, request);
  const struct match_profile *profile = instance_profile(instance, request, mentor);
  const struct fact *entered = facts_find(&instance->personalities, row->student, mentor);
  return match_fit_of(&row->person, &profile->person, entered == NULL ? -1 : entered->value,
                      instance->problem->weights);
}
