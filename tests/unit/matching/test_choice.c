/* Two-way choice (S47, S48, R38): stable, best for students, in the mentors' published order. */
#include "tests/unit/matching/reference.h"
#include "tests/unit/matching/sample.h"
#include "tests/unit/matching/unit.h"

enum { ROUNDS = 3000 };

static void students_get_their_first_choices_where_places_allow(void **state)
{
  (void)state;
  struct sample sample;
  sample_open(&sample);
  int one = sample_mentor(&sample, 'A', 1);
  int two = sample_mentor(&sample, 'B', 1);
  sample_profile(&sample, one, MATCH_GENERAL);
  sample_profile(&sample, two, MATCH_GENERAL);
  int a = sample_request(&sample, 'A', MATCH_GENERAL);
  int b = sample_request(&sample, 'B', MATCH_GENERAL);
  sample_choice(&sample, a, 1, two);
  sample_choice(&sample, a, 2, one);
  sample_choice(&sample, b, 1, one);
  sample_choice(&sample, b, 2, two);
  /* Both mentors rank the other student first: students propose, so their choices win. */
  sample_answer(&sample, a, 1, one);
  sample_answer(&sample, b, 2, one);
  sample_answer(&sample, a, 2, two);
  sample_answer(&sample, b, 1, two);
  struct match_result result = sample_run(&sample);
  assert_int_equal(result.pair[a].mentor, two);
  assert_int_equal(result.pair[b].mentor, one);
  assert_int_equal(result.pair[a].step, MATCH_STEP_CHOICE);
  assert_int_equal(result.pair[a].choice_rank, 1);
  assert_int_equal(result.pair[a].instead, one);
  assert_int_equal(result.summary.chosen, 2);
  assert_int_equal(result.summary.blocking_pairs, 0);
  match_result_free(&result);
}

/* Two requests choose one mentor with one place; gives who got it. */
static int winner(struct sample *sample)
{
  int mentor = sample_mentor(sample, 'A', 1);
  sample_profile(sample, mentor, MATCH_TALENT);
  sample_choice(sample, 0, 1, mentor);
  sample_choice(sample, 1, 1, mentor);
  struct match_result result = sample_run(sample);
  int winner = result.pair[0].mentor == mentor ? 0 : 1;
  assert_int_equal(result.summary.waiting, 1);
  assert_int_equal(result.pair[1 - winner].reason, MATCH_NO_FREE_PLACE);
  match_result_free(&result);
  return winner;
}

static void open_rivals(struct sample *sample)
{
  sample_open(sample);
  sample_request(sample, 'A', MATCH_TALENT);
  sample_request(sample, 'B', MATCH_TALENT);
}

static void a_mentor_takes_ranked_requesters_first(void **state)
{
  (void)state;
  struct sample sample;
  open_rivals(&sample);
  sample_fit(&sample, 0, 0, 100);
  sample_fit(&sample, 1, 0, 0);
  sample_answer(&sample, 1, 9, 0);
  assert_int_equal(winner(&sample), 1);
}

static void among_unranked_the_better_fit_wins(void **state)
{
  (void)state;
  struct sample sample;
  open_rivals(&sample);
  sample_fit(&sample, 0, 0, 60);
  sample_fit(&sample, 1, 0, 61);
  sample.request[0].severity = 5;
  assert_int_equal(winner(&sample), 1);
}

static void at_equal_fit_the_graver_need_wins(void **state)
{
  (void)state;
  struct sample sample;
  open_rivals(&sample);
  sample.request[1].severity = 4;
  assert_int_equal(winner(&sample), 1);
}

static void at_equal_severity_the_student_number_decides(void **state)
{
  (void)state;
  struct sample sample;
  open_rivals(&sample);
  assert_int_equal(winner(&sample), 0);
}

static void at_last_the_group_decides_between_requests_of_a_student(void **state)
{
  (void)state;
  struct sample sample;
  sample_open(&sample);
  int general = sample_request(&sample, 'A', MATCH_GENERAL);
  int psychological = sample_request(&sample, 'A', MATCH_PSYCHOLOGICAL);
  int mentor = sample_mentor(&sample, 'A', 1);
  sample_profile(&sample, mentor, MATCH_GENERAL);
  sample_profile(&sample, mentor, MATCH_PSYCHOLOGICAL);
  sample_choice(&sample, general, 1, mentor);
  sample_choice(&sample, psychological, 1, mentor);
  struct match_result result = sample_run(&sample);
  assert_int_equal(result.pair[psychological].mentor, mentor);
  assert_int_equal(result.pair[general].mentor, -1);
  match_result_free(&result);
}

static void two_requests_of_a_student_take_two_places_of_one_mentor(void **state)
{
  (void)state;
  struct sample sample;
  sample_open(&sample);
  int general = sample_request(&sample, 'A', MATCH_GENERAL);
  int talent = sample_request(&sample, 'A', MATCH_TALENT);
  int mentor = sample_mentor(&sample, 'A', 2);
  sample_profile(&sample, mentor, MATCH_GENERAL);
  sample_profile(&sample, mentor, MATCH_TALENT);
  struct match_result result = sample_run(&sample);
  assert_int_equal(result.pair[general].mentor, mentor);
  assert_int_equal(result.pair[talent].mentor, mentor);
  match_result_free(&result);
}

static void a_choice_of_someone_unqualified_or_refusing_is_passed_over(void **state)
{
  (void)state;
  struct sample sample;
  sample_open(&sample);
  int request = sample_request(&sample, 'A', MATCH_ACADEMIC);
  sample.request[request].subject = 2;
  int other_subject = sample_mentor(&sample, 'A', 3);
  int refusing = sample_mentor(&sample, 'B', 3);
  int full = sample_mentor(&sample, 'C', 0);
  int willing = sample_mentor(&sample, 'D', 1);
  for (int mentor = 0; mentor < 4; mentor++) {
    int profile = sample_profile(&sample, mentor, MATCH_ACADEMIC);
    sample.profile[profile].subjects = mentor == other_subject ? 1 << 1 : 1 << 2;
    sample_choice(&sample, request, 1 + mentor, mentor);
  }
  sample_answer(&sample, request, 0, refusing);
  struct match_result result = sample_run(&sample);
  assert_int_equal(result.pair[request].mentor, willing);
  assert_int_equal(result.pair[request].choice_rank, 4);
  assert_int_equal(result.pair[request].instead, -1);
  assert_int_not_equal(result.pair[request].mentor, full);
  assert_int_equal(result.summary.blocking_pairs, 0);
  match_result_free(&result);
}

static void instead_goes_by_rank_before_fit_and_by_fit_before_number(void **state)
{
  (void)state;
  struct sample sample;
  sample_open(&sample);
  int request = sample_request(&sample, 'A', MATCH_GENERAL);
  for (int i = 0; i < 5; i++)
    sample_profile(&sample, sample_mentor(&sample, (char)('A' + i), 1), MATCH_GENERAL);
  sample_fit(&sample, request, 3, 90);
  sample_fit(&sample, request, 4, 90);
  sample_choice(&sample, request, 1, 0);
  struct match_result result = sample_run(&sample);
  assert_int_equal(result.pair[request].instead, 3); /* not listed: best fit, then number */
  match_result_free(&result);
  sample_choice(&sample, request, 2, 1);
  sample_choice(&sample, request, 3, 4);
  result = sample_run(&sample);
  assert_int_equal(result.pair[request].mentor, 0);
  assert_int_equal(result.pair[request].instead, 1); /* listed second, though others fit better */
  match_result_free(&result);
}

static void a_choice_given_twice_counts_once_at_its_better_rank(void **state)
{
  (void)state;
  struct sample sample;
  sample_open(&sample);
  int request = sample_request(&sample, 'A', MATCH_GENERAL);
  int twice = sample_mentor(&sample, 'A', 1);
  int once = sample_mentor(&sample, 'B', 1);
  sample_profile(&sample, twice, MATCH_GENERAL);
  sample_profile(&sample, once, MATCH_GENERAL);
  sample_choice(&sample, request, 3, twice);
  sample_choice(&sample, request, 2, once);
  sample_choice(&sample, request, 1, twice);
  struct match_placed placed = {-1, true};
  struct match_result result;
  struct match_fault fault;
  assert_true(match_evaluate(&sample.problem, &placed, &result, &fault));
  assert_int_equal(result.pair[request].step2_mentor, twice);
  assert_int_equal(result.summary.blocking_pairs, 2);
  match_result_free(&result);
}

/* The engine's step 2 against every stable matching there is. */
struct comparison {
  const struct match_problem *problem;
  const struct match_result *result;
  int stable, found;
};

static void compare_stable(const int *mentor_of, void *context)
{
  struct comparison *comparison = context;
  const struct match_problem *problem = comparison->problem;
  if (reference_blocking(problem, mentor_of) > 0) return;
  comparison->stable++;
  bool is_ours = true;
  for (int i = 0; i < problem->requests; i++) {
    if (reference_lock(problem, i) >= 0) continue;
    int ours = comparison->result->pair[i].step2_mentor;
    if (ours != mentor_of[i]) is_ours = false;
    if (mentor_of[i] < 0) continue;
    assert_int_not_equal(ours, -1);
    assert_true(reference_choice_rank(problem, i, ours) <=
                reference_choice_rank(problem, i, mentor_of[i]));
  }
  if (is_ours) comparison->found++;
}

static void the_outcome_is_stable_and_best_for_every_student(void **state)
{
  (void)state;
  uint64_t seed = 20260301;
  int several = 0;
  for (int round = 0; round < ROUNDS; round++) {
    struct sample sample;
    struct sample_shape shape = {2 + round % 4, 2 + round % 3, round % 2 == 1, false, false};
    if (round % 4 == 0) shape = (struct sample_shape){5, 5, false, false, true};
    sample_randomise(&sample, &seed, &shape);
    struct match_result result;
    struct match_fault fault;
    if (!match_run(&sample.problem, &result, &fault)) continue;
    struct comparison comparison = {&sample.problem, &result, 0, 0};
    reference_enumerate(&sample.problem, true, compare_stable, &comparison);
    assert_int_equal(comparison.found, 1);
    several += comparison.stable > 1;
    match_result_free(&result);
  }
  assert_true(several > ROUNDS / 100);
}

int main(void)
{
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(students_get_their_first_choices_where_places_allow),
      cmocka_unit_test(a_mentor_takes_ranked_requesters_first),
      cmocka_unit_test(among_unranked_the_better_fit_wins),
      cmocka_unit_test(at_equal_fit_the_graver_need_wins),
      cmocka_unit_test(at_equal_severity_the_student_number_decides),
      cmocka_unit_test(at_last_the_group_decides_between_requests_of_a_student),
      cmocka_unit_test(two_requests_of_a_student_take_two_places_of_one_mentor),
      cmocka_unit_test(a_choice_of_someone_unqualified_or_refusing_is_passed_over),
      cmocka_unit_test(instead_goes_by_rank_before_fit_and_by_fit_before_number),
      cmocka_unit_test(a_choice_given_twice_counts_once_at_its_better_rank),
      cmocka_unit_test(the_outcome_is_stable_and_best_for_every_student),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
