/* Draws students, mentors, choices and answers with a seed of the campus. */
#include "tests/unit/matching/town.h"

#include <assert.h>
#include <stdio.h>
#include <stdlib.h>

enum { NUMBER_SIZE = 20, SUBJECTS = 9, CHOICES = 5, LESSONS_OFFERED = 8 };

struct town {
  struct match_problem problem; /* first, so that town_free finds the rest */
  struct match_request *request;
  struct match_mentor *mentor;
  struct match_profile *profile;
  struct match_choice *choice;
  struct match_answer *answer;
  struct match_personality *personality;
  struct match_forbidden *forbidden;
  char (*number)[NUMBER_SIZE];
  uint64_t seed;
};

static int draw(struct town *town, int bound)
{
  town->seed = town->seed * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
  return (int)((town->seed >> 33) % (uint64_t)bound);
}

static void *array(int count, size_t size)
{
  void *rows = calloc((size_t)count + 1, size);
  assert(rows != NULL);
  return rows;
}

static void draw_person(struct town *town, struct match_person *person, int lessons)
{
  for (int i = 0; i < lessons; i++)
    match_slots_add(&person->slots, 1 + draw(town, 5), 1 + draw(town, LESSONS_OFFERED));
  person->traits.given = draw(town, 10) > 0;
  for (int i = 0; i < MATCH_TRAITS; i++) person->traits.value[i] = draw(town, 101);
}

static void draw_mentors(struct town *town, const struct town_shape *shape)
{
  static const int declared[MATCH_GROUPS] = {80, 15, 20, 15}; /* percent */
  for (int i = 0; i < shape->mentors; i++) {
    int spread = shape->places_to - shape->places_from + 1;
    char *number = town->number[shape->requests + i];
    (void)snprintf(number, NUMBER_SIZE, "%05d/%06d", shape->campus, (i * 7919) % 1000003);
    town->mentor[i] = (struct match_mentor){number, shape->places_from + draw(town, spread), -1};
    for (int group = 0; group < MATCH_GROUPS; group++) {
      if (draw(town, 100) >= declared[group]) continue;
      struct match_profile *profile = &town->profile[town->problem.profiles++];
      profile->mentor = i;
      profile->group = (enum match_group)group;
      profile->subjects = UINT64_C(1) << draw(town, SUBJECTS) | UINT64_C(1) << draw(town, SUBJECTS);
      draw_person(town, &profile->person, 12);
    }
  }
}

static void draw_requests(struct town *town, const struct town_shape *shape)
{
  for (int i = 0; i < shape->requests; i++) {
    int lot = draw(town, 100);
    enum match_group group = lot < 45   ? MATCH_ACADEMIC
                             : lot < 62 ? MATCH_PSYCHOLOGICAL
                             : lot < 86 ? MATCH_TALENT
                                        : MATCH_GENERAL;
    (void)snprintf(town->number[i], NUMBER_SIZE, "%05d%09d", shape->campus,
                   (int)(((int64_t)i * 104729) % 999983));
    town->request[i] = (struct match_request){.student_no = town->number[i],
                                              .group = group,
                                              .severity = 1 + draw(town, 5),
                                              .subject = draw(town, SUBJECTS),
                                              .student = i,
                                              .campus = -1};
    draw_person(town, &town->request[i].person, 8);
  }
}

static void draw_facts(struct town *town, int request, int mentor)
{
  struct match_problem *problem = &town->problem;
  int lot = draw(town, 200);
  if (lot == 0) town->forbidden[problem->forbiddens++] = (struct match_forbidden){request, mentor};
  if (lot == 1 || lot == 2)
    town->personality[problem->personalities++] =
        (struct match_personality){request, mentor, draw(town, 101)};
}

/* The squared draw makes some mentors popular. */
static void draw_choices(struct town *town, int request, const int *eligible, int count)
{
  struct match_problem *problem = &town->problem;
  for (int rank = 1; rank <= CHOICES && count > 0; rank++) {
    int mentor = eligible[(int64_t)draw(town, count) * draw(town, count) / count];
    town->choice[problem->choices++] = (struct match_choice){request, mentor, rank};
    int lot = draw(town, 100);
    if (lot < 73)
      town->answer[problem->answers++] =
          (struct match_answer){request, mentor, lot < 3 ? 0 : 1 + draw(town, 1000)};
  }
}

static void draw_pairs(struct town *town)
{
  const struct match_problem *problem = &town->problem;
  int *eligible = array(problem->mentors, sizeof *eligible);
  for (int i = 0; i < problem->requests; i++) {
    const struct match_request *request = &town->request[i];
    int count = 0;
    for (int p = 0; p < problem->profiles; p++) {
      const struct match_profile *profile = &town->profile[p];
      if (profile->group != request->group) continue;
      if (request->group == MATCH_ACADEMIC && (profile->subjects >> request->subject & 1) == 0)
        continue;
      eligible[count++] = profile->mentor;
      draw_facts(town, i, profile->mentor);
    }
    if (draw(town, 100) < 85) draw_choices(town, i, eligible, count);
  }
  free(eligible);
}

static void publish(struct town *town)
{
  struct match_problem *problem = &town->problem;
  problem->request = town->request;
  problem->mentor = town->mentor;
  problem->profile = town->profile;
  problem->choice = town->choice;
  problem->answer = town->answer;
  problem->personality = town->personality;
  problem->forbidden = town->forbidden;
}

struct match_problem *town_build(const struct town_shape *shape)
{
  struct town *town = array(1, sizeof *town);
  int pairs = shape->requests * shape->mentors;
  town->seed = (uint64_t)shape->campus * 1000003 + 17;
  town->number = array(shape->requests + shape->mentors, sizeof *town->number);
  town->request = array(shape->requests, sizeof *town->request);
  town->mentor = array(shape->mentors, sizeof *town->mentor);
  town->profile = array(shape->mentors * MATCH_GROUPS, sizeof *town->profile);
  town->choice = array(shape->requests * CHOICES, sizeof *town->choice);
  town->answer = array(shape->requests * CHOICES, sizeof *town->answer);
  town->personality = array(pairs / 8, sizeof *town->personality);
  town->forbidden = array(pairs / 8, sizeof *town->forbidden);
  town->problem.requests = town->problem.students = shape->requests;
  town->problem.mentors = shape->mentors;
  town->problem.weights = (struct match_weights){50, 50};
  town->problem.cap = 5;
  publish(town);
  draw_mentors(town, shape);
  draw_requests(town, shape);
  draw_pairs(town);
  return &town->problem;
}

void town_free(struct match_problem *problem)
{
  struct town *town = (struct town *)problem;
  free(town->number);
  free(town->request);
  free(town->mentor);
  free(town->profile);
  free(town->choice);
  free(town->answer);
  free(town->personality);
  free(town->forbidden);
  free(town);
}
