/* Large problems against an independent solver: as many placed, as few moved, as large a fit. */
#include <stdlib.h>
#include <string.h>

#include "tests/unit/matching/lemon_peer.h"
#include "tests/unit/matching/town.h"
#include "tests/unit/matching/unit.h"

enum { UNKNOWN = -1, BARRED = -2 };

/* What is known of each pair, in a square table: profile, entered value, or barred. */
struct table {
  const struct match_problem *problem;
  int *profile; /* group x mentor */
  int *entered; /* request x mentor: value, UNKNOWN, BARRED */
};

static int *filled(size_t count, int value)
{
  int *array = malloc((count + 1) * sizeof *array);
  assert_non_null(array);
  for (size_t i = 0; i < count; i++) array[i] = value;
  return array;
}

static struct table open_table(const struct match_problem *problem)
{
  size_t mentors = (size_t)problem->mentors;
  struct table table = {problem, filled(MATCH_GROUPS * mentors, UNKNOWN),
                        filled((size_t)problem->requests * mentors, UNKNOWN)};
  for (int i = 0; i < problem->profiles; i++)
    table.profile[(int)problem->profile[i].group * problem->mentors + problem->profile[i].mentor] =
        i;
  for (int i = 0; i < problem->personalities; i++)
    table.entered[problem->personality[i].student * problem->mentors +
                  problem->personality[i].mentor] = problem->personality[i].value;
  for (int i = 0; i < problem->answers; i++)
    if (problem->answer[i].rank == 0)
      table.entered[problem->answer[i].request * problem->mentors + problem->answer[i].mentor] =
          BARRED;
  for (int i = 0; i < problem->forbiddens; i++)
    table.entered[problem->forbidden[i].student * problem->mentors + problem->forbidden[i].mentor] =
        BARRED;
  return table;
}

/* Fit of a permitted pair, or -1. */
static int fit_of(const struct table *table, int request, int mentor)
{
  const struct match_problem *problem = table->problem;
  const struct match_request *row = &problem->request[request];
  int index = table->profile[(int)row->group * problem->mentors + mentor];
  int entered = table->entered[request * problem->mentors + mentor];
  if (index < 0 || entered == BARRED || problem->mentor[mentor].places == 0) return -1;
  const struct match_profile *profile = &problem->profile[index];
  if (row->group == MATCH_ACADEMIC && (profile->subjects >> row->subject & 1) == 0) return -1;
  return match_fit_of(&row->person, &profile->person, entered, problem->weights).value;
}

static struct permitted list_pairs(const struct table *table)
{
  const struct match_problem *problem = table->problem;
  size_t room = (size_t)problem->requests * (size_t)problem->mentors + 1;
  struct permitted pairs = {problem->requests,
                            problem->mentors,
                            calloc((size_t)problem->requests + 1, sizeof *pairs.first),
                            calloc(room, sizeof *pairs.mentor),
                            calloc(room, sizeof *pairs.fit),
                            NULL};
  size_t at = 0;
  for (int request = 0; request < problem->requests; request++) {
    for (int mentor = 0; mentor < problem->mentors; mentor++) {
      int fit = fit_of(table, request, mentor);
      if (fit < 0) continue;
      pairs.mentor[at] = mentor;
      pairs.fit[at++] = (uint8_t)fit;
    }
    pairs.first[request + 1] = at;
  }
  return pairs;
}

static struct lemon_answer ask_lemon(const struct match_problem *problem,
                                     const struct match_result *result)
{
  struct table table = open_table(problem);
  struct permitted pairs = list_pairs(&table);
  int *places = filled((size_t)problem->mentors, 0);
  int *step2 = filled((size_t)problem->requests, 0);
  for (int i = 0; i < problem->mentors; i++) places[i] = problem->mentor[i].places;
  for (int i = 0; i < problem->requests; i++) step2[i] = result->pair[i].step2_mentor;
  struct lemon_answer answer = lemon_solve(&pairs, places, step2);
  free(places);
  free(step2);
  free(table.profile);
  free(table.entered);
  permitted_free(&pairs);
  return answer;
}

static void compare(const struct town_shape *shape, bool is_loan)
{
  struct match_problem *problem = town_build(shape);
  problem->is_loan = is_loan;
  struct match_result result;
  struct match_fault fault;
  assert_true(match_run(problem, &result, &fault));
  struct lemon_answer answer = ask_lemon(problem, &result);
  assert_int_equal(result.summary.requests - result.summary.waiting, answer.placed);
  assert_int_equal(result.summary.moved, answer.moved);
  assert_int_equal(result.summary.total_fit, answer.fit);
  match_result_free(&result);
  town_free(problem);
}

static void a_campus_with_places_to_spare(void **state)
{
  (void)state;
  for (int seed = 1; seed <= 4; seed++) compare(&(struct town_shape){seed, 1500, 300, 5, 8}, false);
}

static void a_campus_short_of_mentors(void **state)
{
  (void)state;
  for (int seed = 11; seed <= 14; seed++)
    compare(&(struct town_shape){seed, 1500, 250, 0, 5}, false);
}

static void a_campus_where_places_just_about_suffice(void **state)
{
  (void)state;
  for (int seed = 21; seed <= 24; seed++)
    compare(&(struct town_shape){seed, 1500, 300, 4, 6}, false);
}

static void a_very_large_campus(void **state)
{
  (void)state;
  compare(&(struct town_shape){31, 5000, 900, 3, 7}, false);
}

static void a_loan_over_a_district(void **state)
{
  (void)state;
  compare(&(struct town_shape){41, 3000, 400, 0, 3}, true);
}

static void mentors_with_a_single_place(void **state)
{
  (void)state;
  compare(&(struct town_shape){51, 900, 850, 1, 1}, false);
}

static void mentors_who_take_a_whole_class(void **state)
{
  (void)state;
  compare(&(struct town_shape){61, 2000, 60, 10, 60}, false);
}

int main(void)
{
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(a_campus_with_places_to_spare),
      cmocka_unit_test(a_campus_short_of_mentors),
      cmocka_unit_test(a_campus_where_places_just_about_suffice),
      cmocka_unit_test(a_very_large_campus),
      cmocka_unit_test(a_loan_over_a_district),
      cmocka_unit_test(mentors_with_a_single_place),
      cmocka_unit_test(mentors_who_take_a_whole_class),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
