/* Loans between campuses: no two-way choice; most requests, then the largest fit. */
#include "tests/unit/matching/reference.h"
#include "tests/unit/matching/sample.h"
#include "tests/unit/matching/unit.h"

enum { ROUNDS = 2000 };

static void choices_play_no_part(void **state)
{
  (void)state;
  struct sample sample;
  sample_open(&sample);
  sample.problem.is_loan = true;
  int request = sample_request(&sample, 'A', MATCH_TALENT);
  sample_profile(&sample, sample_mentor(&sample, 'A', 1), MATCH_TALENT);
  sample_profile(&sample, sample_mentor(&sample, 'B', 1), MATCH_TALENT);
  sample_choice(&sample, request, 1, 0);
  sample_fit(&sample, request, 1, 51);
  struct match_result result = sample_run(&sample);
  assert_int_equal(result.pair[request].mentor, 1);
  assert_int_equal(result.pair[request].step, MATCH_STEP_LOAN);
  assert_int_equal(result.pair[request].choice_rank, 0);
  assert_int_equal(result.pair[request].step2_mentor, -1);
  assert_int_equal(result.summary.coordinated, 1);
  assert_int_equal(result.summary.blocking_pairs, 0);
  match_result_free(&result);
}

static void nobody_is_lent_to_the_own_campus(void **state)
{
  (void)state;
  struct sample sample;
  sample_open(&sample);
  sample.problem.is_loan = true;
  int own = sample_request(&sample, 'A', MATCH_TALENT);
  int other = sample_request(&sample, 'B', MATCH_TALENT);
  sample_profile(&sample, sample_mentor(&sample, 'A', 2), MATCH_TALENT);
  sample.mentor[0].campus = sample.request[own].campus = 7;
  sample.request[other].campus = 8;
  struct match_result result = sample_run(&sample);
  assert_int_equal(result.pair[own].mentor, -1);
  assert_int_equal(result.pair[own].reason, MATCH_NO_QUALIFIED_MENTOR);
  assert_int_equal(result.pair[other].mentor, 0);
  match_result_free(&result);
}

static void a_run_inside_a_campus_does_not_look_at_campuses(void **state)
{
  (void)state;
  struct sample sample;
  sample_open(&sample);
  sample_request(&sample, 'A', MATCH_TALENT);
  sample_profile(&sample, sample_mentor(&sample, 'A', 1), MATCH_TALENT);
  sample.mentor[0].campus = sample.request[0].campus = 7;
  struct match_result result = sample_run(&sample);
  assert_int_equal(result.pair[0].mentor, 0);
  match_result_free(&result);
}

struct optimum {
  const struct match_problem *problem;
  int placed, fit;
};

static void consider(const int *mentor_of, void *context)
{
  struct optimum *best = context;
  int placed = 0;
  int fit = 0;
  for (int i = 0; i < best->problem->requests; i++) {
    if (mentor_of[i] < 0) continue;
    placed++;
    fit += reference_fit(best->problem, i, mentor_of[i]);
  }
  if (placed < best->placed || (placed == best->placed && fit <= best->fit)) return;
  best->placed = placed;
  best->fit = fit;
}

static void the_loan_is_the_optimum_of_all_assignments(void **state)
{
  (void)state;
  uint64_t seed = 20260304;
  for (int round = 0; round < ROUNDS; round++) {
    struct sample sample;
    struct sample_shape shape = {2 + round % 4, 2 + round % 4, false, true, false};
    sample_randomise(&sample, &seed, &shape);
    struct match_result result = sample_run(&sample);
    struct optimum best = {&sample.problem, -1, 0};
    reference_enumerate(&sample.problem, false, consider, &best);
    assert_int_equal(result.summary.coordinated, best.placed);
    assert_int_equal(result.summary.total_fit, best.fit);
    assert_int_equal(result.summary.chosen + result.summary.moved, 0);
    for (int i = 0; i < sample.problem.requests; i++)
      if (result.pair[i].mentor >= 0)
        assert_true(reference_is_permitted(&sample.problem, i, result.pair[i].mentor));
    match_result_free(&result);
  }
}

int main(void)
{
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(choices_play_no_part),
      cmocka_unit_test(nobody_is_lent_to_the_own_campus),
      cmocka_unit_test(a_run_inside_a_campus_does_not_look_at_campuses),
      cmocka_unit_test(the_loan_is_the_optimum_of_all_assignments),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
