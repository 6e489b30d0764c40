/* Waiting list and shortage forecast: the first reason that holds (S51-S53, S32). */
#include "tests/unit/matching/reference.h"
#include "tests/unit/matching/sample.h"
#include "tests/unit/matching/unit.h"

enum { ROUNDS = 2000 };

static enum match_reason only_reason(const struct sample *sample)
{
  struct match_result result = sample_run(sample);
  assert_int_equal(result.pair[0].mentor, -1);
  assert_int_equal(result.pair[0].step, MATCH_STEP_NONE);
  enum match_reason reason = result.pair[0].reason;
  match_result_free(&result);
  return reason;
}

static void nobody_is_placed_with_free_but_unqualified_mentors(void **state)
{
  (void)state;
  struct sample sample;
  sample_open(&sample);
  sample_request(&sample, 'A', MATCH_PSYCHOLOGICAL);
  int mentor = sample_mentor(&sample, 'A', 5);
  sample_profile(&sample, mentor, MATCH_GENERAL);
  sample_profile(&sample, mentor, MATCH_TALENT);
  assert_int_equal(only_reason(&sample), MATCH_NO_QUALIFIED_MENTOR);
}

static void a_subject_nobody_teaches_counts_as_unqualified(void **state)
{
  (void)state;
  struct sample sample;
  sample_open(&sample);
  int request = sample_request(&sample, 'A', MATCH_ACADEMIC);
  sample.request[request].subject = 63;
  int profile = sample_profile(&sample, sample_mentor(&sample, 'A', 5), MATCH_ACADEMIC);
  sample.profile[profile].subjects = UINT64_MAX >> 1;
  assert_int_equal(only_reason(&sample), MATCH_NO_QUALIFIED_MENTOR);
}

static void any_subject_serves_a_need_that_names_none(void **state)
{
  (void)state;
  struct sample sample;
  sample_open(&sample);
  sample_request(&sample, 'A', MATCH_ACADEMIC);
  sample_profile(&sample, sample_mentor(&sample, 'A', 1), MATCH_ACADEMIC);
  struct match_result result = sample_run(&sample);
  assert_int_equal(result.pair[0].mentor, 0);
  match_result_free(&result);
}

static void forbidden_and_refused_alike_leave_nobody(void **state)
{
  (void)state;
  struct sample sample;
  sample_open(&sample);
  int request = sample_request(&sample, 'A', MATCH_TALENT);
  int kin = sample_mentor(&sample, 'A', 5);
  int refusing = sample_mentor(&sample, 'B', 0);
  sample_profile(&sample, kin, MATCH_TALENT);
  sample_profile(&sample, refusing, MATCH_TALENT);
  sample_forbid(&sample, request, kin);
  sample_answer(&sample, request, 0, refusing);
  assert_int_equal(only_reason(&sample), MATCH_ALL_FORBIDDEN);
}

static void a_full_mentor_still_counts_as_qualified(void **state)
{
  (void)state;
  struct sample sample;
  sample_open(&sample);
  int request = sample_request(&sample, 'A', MATCH_TALENT);
  int kin = sample_mentor(&sample, 'A', 5);
  sample_profile(&sample, kin, MATCH_TALENT);
  sample_profile(&sample, sample_mentor(&sample, 'B', 0), MATCH_TALENT);
  sample_forbid(&sample, request, kin);
  assert_int_equal(only_reason(&sample), MATCH_NO_FREE_PLACE);
}

static void a_refusal_of_one_request_leaves_the_students_other(void **state)
{
  (void)state;
  struct sample sample;
  sample_open(&sample);
  int academic = sample_request(&sample, 'A', MATCH_ACADEMIC);
  int talent = sample_request(&sample, 'A', MATCH_TALENT);
  int mentor = sample_mentor(&sample, 'A', 5);
  sample_profile(&sample, mentor, MATCH_ACADEMIC);
  sample_profile(&sample, mentor, MATCH_TALENT);
  sample_answer(&sample, academic, 0, mentor);
  struct match_result result = sample_run(&sample);
  assert_int_equal(result.pair[academic].reason, MATCH_ALL_FORBIDDEN);
  assert_int_equal(result.pair[talent].mentor, mentor);
  match_result_free(&result);
}

static void the_shortage_is_waiting_over_cap_rounded_up(void **state)
{
  (void)state;
  struct sample sample;
  sample_open(&sample);
  for (int i = 0; i < 11; i++) sample_request(&sample, (char)('A' + i), MATCH_TALENT);
  for (int i = 0; i < 5; i++) sample_request(&sample, (char)('A' + i), MATCH_GENERAL);
  sample_request(&sample, 'A', MATCH_PSYCHOLOGICAL);
  struct match_result result = sample_run(&sample);
  assert_int_equal(result.summary.waiting, 17);
  assert_int_equal(result.summary.waiting_of[MATCH_TALENT], 11);
  assert_int_equal(result.summary.shortage[MATCH_ACADEMIC], 0);
  assert_int_equal(result.summary.shortage[MATCH_PSYCHOLOGICAL], 1);
  assert_int_equal(result.summary.shortage[MATCH_TALENT], 3);
  assert_int_equal(result.summary.shortage[MATCH_GENERAL], 1);
  match_result_free(&result);
}

static void an_empty_problem_has_an_empty_result(void **state)
{
  (void)state;
  struct sample sample;
  sample_open(&sample);
  struct match_result result = sample_run(&sample);
  assert_int_equal(result.summary.requests, 0);
  assert_int_equal(result.summary.total_fit, 0);
  match_result_free(&result);
}

static enum match_reason expected_reason(const struct match_problem *problem, int request)
{
  bool is_qualified = false;
  for (int mentor = 0; mentor < problem->mentors; mentor++) {
    if (reference_is_permitted(problem, request, mentor)) return MATCH_NO_FREE_PLACE;
    if (reference_fit(problem, request, mentor) >= 0) is_qualified = true;
  }
  return is_qualified ? MATCH_ALL_FORBIDDEN : MATCH_NO_QUALIFIED_MENTOR;
}

static void reasons_agree_with_the_definition(void **state)
{
  (void)state;
  uint64_t seed = 20260303;
  int seen[MATCH_LEFT_BY_HAND + 1] = {0};
  for (int round = 0; round < ROUNDS; round++) {
    struct sample sample;
    struct sample_shape shape = {3 + round % 6, 1 + round % 4, false, false, false};
    sample_randomise(&sample, &seed, &shape);
    struct match_result result = sample_run(&sample);
    for (int i = 0; i < sample.problem.requests; i++) {
      if (result.pair[i].mentor >= 0) continue;
      assert_int_equal(result.pair[i].reason, expected_reason(&sample.problem, i));
      seen[result.pair[i].reason]++;
    }
    match_result_free(&result);
  }
  assert_true(seen[MATCH_NO_QUALIFIED_MENTOR] > ROUNDS / 10);
  assert_true(seen[MATCH_ALL_FORBIDDEN] > ROUNDS / 10);
  assert_true(seen[MATCH_NO_FREE_PLACE] > ROUNDS / 10);
}

int main(void)
{
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(nobody_is_placed_with_free_but_unqualified_mentors),
      cmocka_unit_test(a_subject_nobody_teaches_counts_as_unqualified),
      cmocka_unit_test(any_subject_serves_a_need_that_names_none),
      cmocka_unit_test(forbidden_and_refused_alike_leave_nobody),
      cmocka_unit_test(a_full_mentor_still_counts_as_qualified),
      cmocka_unit_test(a_refusal_of_one_request_leaves_the_students_other),
      cmocka_unit_test(the_shortage_is_waiting_over_cap_rounded_up),
      cmocka_unit_test(an_empty_problem_has_an_empty_result),
      cmocka_unit_test(reasons_agree_with_the_definition),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
