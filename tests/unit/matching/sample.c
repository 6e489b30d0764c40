/* Builds matching problems; knows nothing of how they are solved. */
#include "tests/unit/matching/sample.h"

#include <assert.h>
#include <stdio.h>
#include <string.h>

/* Numbers of letters A-Z, so that a row is named by one letter. */
static const char *const student_no[26] = {
    "S-A", "S-B", "S-C", "S-D", "S-E", "S-F", "S-G", "S-H", "S-I", "S-J", "S-K", "S-L", "S-M",
    "S-N", "S-O", "S-P", "S-Q", "S-R", "S-S", "S-T", "S-U", "S-V", "S-W", "S-X", "S-Y", "S-Z"};
static const char *const staff_no[26] = {
    "T-A", "T-B", "T-C", "T-D", "T-E", "T-F", "T-G", "T-H", "T-I", "T-J", "T-K", "T-L", "T-M",
    "T-N", "T-O", "T-P", "T-Q", "T-R", "T-S", "T-T", "T-U", "T-V", "T-W", "T-X", "T-Y", "T-Z"};

void sample_open(struct sample *sample)
{
  memset(sample, 0, sizeof *sample);
  sample->problem = (struct match_problem){.request = sample->request,
                                           .mentor = sample->mentor,
                                           .profile = sample->profile,
                                           .choice = sample->choice,
                                           .answer = sample->answer,
                                           .personality = sample->personality,
                                           .forbidden = sample->forbidden,
                                           .lock = sample->lock,
                                           .students = 26,
                                           .weights = {50, 50},
                                           .cap = 5};
}

int sample_request(struct sample *sample, char student, enum match_group group)
{
  int index = sample->problem.requests++;
  assert(index < SAMPLE_MAX);
  sample->request[index] = (struct match_request){.student_no = student_no[student - 'A'],
                                                  .group = group,
                                                  .severity = 3,
                                                  .subject = -1,
                                                  .student = student - 'A',
                                                  .campus = -1};
  return index;
}

int sample_mentor(struct sample *sample, char staff, int places)
{
  int index = sample->problem.mentors++;
  assert(index < SAMPLE_MAX);
  sample->mentor[index] = (struct match_mentor){staff_no[staff - 'A'], places, -1};
  return index;
}

int sample_profile(struct sample *sample, int mentor, enum match_group group)
{
  int index = sample->problem.profiles++;
  sample->profile[index] = (struct match_profile){.mentor = mentor, .group = group};
  return index;
}

void sample_choice(struct sample *sample, int request, int rank, int mentor)
{
  sample->choice[sample->problem.choices++] = (struct match_choice){request, mentor, rank};
}

void sample_answer(struct sample *sample, int request, int rank, int mentor)
{
  sample->answer[sample->problem.answers++] = (struct match_answer){request, mentor, rank};
}

void sample_fit(struct sample *sample, int request, int mentor, int value)
{
  sample->personality[sample->problem.personalities++] =
      (struct match_personality){sample->request[request].student, mentor, value};
}

void sample_forbid(struct sample *sample, int request, int mentor)
{
  sample->forbidden[sample->problem.forbiddens++] =
      (struct match_forbidden){sample->request[request].student, mentor};
}

void sample_lock(struct sample *sample, int request, int mentor)
{
  sample->lock[sample->problem.locks++] = (struct match_lock){request, mentor};
}

int sample_random(uint64_t *seed, int bound)
{
  *seed ^= *seed << 13;
  *seed ^= *seed >> 7;
  *seed ^= *seed << 17;
  return (int)((*seed >> 20) % (uint64_t)bound);
}

static void randomise_person(struct match_person *person, uint64_t *seed)
{
  int slots = sample_random(seed, 6);
  for (int i = 0; i < slots; i++)
    match_slots_add(&person->slots, 1 + sample_random(seed, 2), 1 + sample_random(seed, 3));
  person->traits.given = sample_random(seed, 3) > 0;
  for (int i = 0; i < MATCH_TRAITS; i++) person->traits.value[i] = 10 * sample_random(seed, 11);
}

static void randomise_mentors(struct sample *sample, uint64_t *seed,
                              const struct sample_shape *shape)
{
  for (int i = 0; i < shape->mentors; i++) {
    int mentor = sample_mentor(sample, (char)('A' + i), sample_random(seed, 4));
    if (shape->is_loan) sample->mentor[mentor].campus = sample_random(seed, 3);
    if (shape->is_open) {
      sample->mentor[mentor].places = 1;
      sample_profile(sample, mentor, MATCH_GENERAL);
      continue;
    }
    for (int group = 0; group < MATCH_GROUPS; group++) {
      if (sample_random(seed, 5) >= 3) continue;
      int profile = sample_profile(sample, mentor, (enum match_group)group);
      sample->profile[profile].subjects = (uint64_t)sample_random(seed, 8);
      randomise_person(&sample->profile[profile].person, seed);
    }
  }
}

static void randomise_requests(struct sample *sample, uint64_t *seed,
                               const struct sample_shape *shape)
{
  for (int i = 0; i < shape->students; i++) {
    int campus = shape->is_loan ? sample_random(seed, 3) : -1;
    int first = sample_random(seed, MATCH_GROUPS);
    int groups = 1 + (sample_random(seed, 3) == 0);
    if (shape->is_open) {
      sample_request(sample, (char)('A' + i), MATCH_GENERAL);
      continue;
    }
    for (int group = first; group < first + groups; group++) {
      int request = sample_request(sample, (char)('A' + i), (enum match_group)(group % 4));
      sample->request[request].severity = 1 + sample_random(seed, 2);
      sample->request[request].subject = sample_random(seed, 4) - 1;
      sample->request[request].campus = campus;
      randomise_person(&sample->request[request].person, seed);
    }
  }
}

static void randomise_pair(struct sample *sample, uint64_t *seed, int request, int mentor)
{
  int answer = sample_random(seed, 12);
  if (answer < 2) sample_answer(sample, request, 0, mentor);
  if (answer > 7) sample_answer(sample, request, 1 + (request * 7 + mentor * 3) % 31, mentor);
  if (sample_random(seed, 8) == 0) sample_forbid(sample, request, mentor);
  if (sample_random(seed, 4) == 0) sample_fit(sample, request, mentor, sample_random(seed, 101));
}

/* Some mentors in a random order as a list of choices, ranks with gaps. */
static void randomise_list(struct sample *sample, uint64_t *seed, int request)
{
  int rank = 0;
  int mentors = sample->problem.mentors;
  int start = sample_random(seed, mentors);
  int step = mentors % 3 == 0 || sample_random(seed, 2) == 0 ? 1 : 3;
  for (int i = 0; i < mentors; i++) {
    if (sample_random(seed, 5) >= 3) continue;
    rank += 1 + sample_random(seed, 2);
    sample_choice(sample, request, rank, (start + i * step) % mentors);
  }
}

void sample_randomise(struct sample *sample, uint64_t *seed, const struct sample_shape *shape)
{
  sample_open(sample);
  sample->problem.is_loan = shape->is_loan;
  sample->problem.weights = (struct match_weights){25 * sample_random(seed, 4), 50};
  sample->problem.cap = 1 + sample_random(seed, 5);
  randomise_mentors(sample, seed, shape);
  randomise_requests(sample, seed, shape);
  for (int request = 0; request < sample->problem.requests; request++) {
    randomise_list(sample, seed, request);
    for (int mentor = 0; mentor < sample->problem.mentors; mentor++)
      randomise_pair(sample, seed, request, mentor);
    if (shape->has_locks && sample_random(seed, 4) == 0)
      sample_lock(sample, request, sample_random(seed, sample->problem.mentors));
  }
}

/* map[i] = new index of old i. */
static void draw_order(int *map, int count, uint64_t *seed)
{
  for (int i = 0; i < count; i++) {
    int other = sample_random(seed, i + 1);
    map[i] = map[other];
    map[other] = i;
  }
}

static void shuffle_rows(struct sample *to, const struct sample *from, const int *request,
                         const int *mentor)
{
  for (int i = 0; i < from->problem.requests; i++) {
    to->request[request[i]] = from->request[i];
    to->request[request[i]].student = 25 - from->request[i].student;
  }
  for (int i = 0; i < from->problem.mentors; i++) to->mentor[mentor[i]] = from->mentor[i];
  int order[SAMPLE_PAIRS];
  uint64_t seed = 77;
  draw_order(order, from->problem.profiles, &seed);
  for (int i = 0; i < from->problem.profiles; i++) {
    to->profile[order[i]] = from->profile[i];
    to->profile[order[i]].mentor = mentor[from->profile[i].mentor];
  }
}

/* Facts simply go backwards. */
static void shuffle_facts(struct sample *to, const struct sample *from, const int *request,
                          const int *mentor)
{
  const struct match_problem *old = &from->problem;
  for (int i = 0, at = old->choices - 1; i < old->choices; i++, at--)
    to->choice[at] = (struct match_choice){request[old->choice[i].request],
                                           mentor[old->choice[i].mentor], old->choice[i].rank};
  for (int i = 0, at = old->answers - 1; i < old->answers; i++, at--)
    to->answer[at] = (struct match_answer){request[old->answer[i].request],
                                           mentor[old->answer[i].mentor], old->answer[i].rank};
  for (int i = 0, at = old->personalities - 1; i < old->personalities; i++, at--)
    to->personality[at] =
        (struct match_personality){25 - old->personality[i].student,
                                   mentor[old->personality[i].mentor], old->personality[i].value};
  for (int i = 0, at = old->forbiddens - 1; i < old->forbiddens; i++, at--)
    to->forbidden[at] =
        (struct match_forbidden){25 - old->forbidden[i].student, mentor[old->forbidden[i].mentor]};
  for (int i = 0, at = old->locks - 1; i < old->locks; i++, at--)
    to->lock[at] = (struct match_lock){request[old->lock[i].request], mentor[old->lock[i].mentor]};
}

void sample_shuffle(struct sample *to, const struct sample *from, uint64_t *seed)
{
  int request[SAMPLE_MAX];
  int mentor[SAMPLE_MAX];
  draw_order(request, from->problem.requests, seed);
  draw_order(mentor, from->problem.mentors, seed);
  struct sample *copy = to;
  sample_open(copy);
  struct match_problem counts = from->problem;
  counts.request = copy->request;
  counts.mentor = copy->mentor;
  counts.profile = copy->profile;
  counts.choice = copy->choice;
  counts.answer = copy->answer;
  counts.personality = copy->personality;
  counts.forbidden = copy->forbidden;
  counts.lock = copy->lock;
  copy->problem = counts;
  shuffle_rows(copy, from, request, mentor);
  shuffle_facts(copy, from, request, mentor);
}

struct match_result sample_run(const struct sample *sample)
{
  struct match_result result;
  struct match_fault fault;
  if (!match_run(&sample->problem, &result, &fault)) {
    char text[200];
    match_fault_text(&sample->problem, &fault, text, sizeof text);
    (void)fprintf(stderr, "refused: %s\n", text);
    assert(fault.kind == MATCH_SOUND);
  }
  return result;
}
