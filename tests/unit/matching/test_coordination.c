/* Coordination (S47, S49): most requests, then fewest moved, then the largest fit, exactly. */
#include "tests/unit/matching/reference.h"
#include "tests/unit/matching/sample.h"
#include "tests/unit/matching/unit.h"

enum { ROUNDS = 3000 };

static void who_chose_nobody_is_still_placed(void **state)
{
  (void)state;
  struct sample sample;
  sample_open(&sample);
  int request = sample_request(&sample, 'A', MATCH_GENERAL);
  sample_profile(&sample, sample_mentor(&sample, 'A', 1), MATCH_GENERAL);
  int better = sample_mentor(&sample, 'B', 1);
  sample_profile(&sample, better, MATCH_GENERAL);
  sample_fit(&sample, request, better, 51);
  struct match_result result = sample_run(&sample);
  assert_int_equal(result.pair[request].mentor, better);
  assert_int_equal(result.pair[request].step, MATCH_STEP_COORDINATION);
  assert_int_equal(result.pair[request].step2_mentor, -1);
  assert_int_equal(result.pair[request].choice_rank, 0);
  assert_int_equal(result.pair[request].instead, 0);
  assert_int_equal(result.pair[request].fit.value, 51);
  assert_int_equal(result.summary.coordinated, 1);
  match_result_free(&result);
}

static void a_chosen_pair_moves_only_to_cover_one_more(void **state)
{
  (void)state;
  struct sample sample;
  sample_open(&sample);
  int chosen = sample_request(&sample, 'A', MATCH_GENERAL);
  int narrow = sample_request(&sample, 'B', MATCH_TALENT);
  int both = sample_mentor(&sample, 'A', 1);
  int general = sample_mentor(&sample, 'B', 1);
  sample_profile(&sample, both, MATCH_GENERAL);
  sample_profile(&sample, both, MATCH_TALENT);
  sample_profile(&sample, general, MATCH_GENERAL);
  sample_choice(&sample, chosen, 1, both);
  struct match_result result = sample_run(&sample);
  assert_int_equal(result.pair[chosen].mentor, general);
  assert_int_equal(result.pair[chosen].step, MATCH_STEP_COORDINATION);
  assert_int_equal(result.pair[chosen].step2_mentor, both);
  assert_int_equal(result.pair[chosen].instead, both);
  assert_int_equal(result.pair[narrow].mentor, both);
  assert_int_equal(result.summary.moved, 1);
  assert_int_equal(result.summary.coordinated, 1);
  /* The student would rather be back; the mentor would rather have the one who asked? No: fits
     are equal, severities too, and student A comes before student B. */
  assert_int_equal(result.summary.blocking_pairs, 1);
  assert_int_equal(result.blocking[0].request, chosen);
  assert_int_equal(result.blocking[0].mentor, both);
  match_result_free(&result);
}

static void fit_never_moves_a_chosen_pair(void **state)
{
  (void)state;
  struct sample sample;
  sample_open(&sample);
  int chosen = sample_request(&sample, 'A', MATCH_GENERAL);
  int other = sample_request(&sample, 'B', MATCH_GENERAL);
  int wanted = sample_mentor(&sample, 'A', 1);
  int rest = sample_mentor(&sample, 'B', 1);
  sample_profile(&sample, wanted, MATCH_GENERAL);
  sample_profile(&sample, rest, MATCH_GENERAL);
  sample_choice(&sample, chosen, 1, wanted);
  sample_fit(&sample, chosen, wanted, 0);
  sample_fit(&sample, chosen, rest, 100);
  sample_fit(&sample, other, wanted, 100);
  sample_fit(&sample, other, rest, 0);
  struct match_result result = sample_run(&sample);
  assert_int_equal(result.pair[chosen].mentor, wanted);
  assert_int_equal(result.pair[other].mentor, rest);
  assert_int_equal(result.summary.total_fit, 0);
  assert_int_equal(result.summary.blocking_pairs, 0);
  match_result_free(&result);
}

static void who_is_matched_in_step_two_is_never_given_up_for_others(void **state)
{
  (void)state;
  struct sample sample;
  sample_open(&sample);
  int chosen = sample_request(&sample, 'B', MATCH_GENERAL);
  int rival = sample_request(&sample, 'A', MATCH_GENERAL);
  int mentor = sample_mentor(&sample, 'A', 1);
  sample_profile(&sample, mentor, MATCH_GENERAL);
  sample_choice(&sample, chosen, 5, mentor);
  sample_fit(&sample, chosen, mentor, 0);
  sample_fit(&sample, rival, mentor, 100);
  struct match_result result = sample_run(&sample);
  assert_int_equal(result.pair[chosen].mentor, mentor);
  assert_int_equal(result.pair[rival].mentor, -1);
  match_result_free(&result);
}

/* The best of all assignments that keep step 2's requests placed. */
struct optimum {
  const struct match_problem *problem;
  const struct match_result *result; /* for step 2 */
  int placed, moved, fit;
};

static void consider(const int *mentor_of, void *context)
{
  struct optimum *best = context;
  int placed = 0;
  int moved = 0;
  int fit = 0;
  for (int i = 0; i < best->problem->requests; i++) {
    int step2 = best->result->pair[i].step2_mentor;
    if (mentor_of[i] < 0 && step2 >= 0) return;
    if (mentor_of[i] < 0) continue;
    placed++;
    moved += step2 >= 0 && step2 != mentor_of[i];
    fit += reference_fit(best->problem, i, mentor_of[i]);
  }
  bool is_better = placed != best->placed ? placed > best->placed
                   : moved != best->moved ? moved < best->moved
                                          : fit > best->fit;
  if (!is_better) return;
  best->placed = placed;
  best->moved = moved;
  best->fit = fit;
}

static void compare_optimum(const struct sample *sample, const struct match_result *result)
{
  struct optimum best = {&sample->problem, result, -1, 0, 0};
  reference_enumerate(&sample->problem, false, consider, &best);
  const struct match_summary *summary = &result->summary;
  assert_int_equal(summary->requests - summary->waiting, best.placed);
  assert_int_equal(summary->moved, best.moved);
  assert_int_equal(summary->total_fit, best.fit);
}

/* What holds of each pair whatever the optimum. */
static void check_pairs(const struct sample *sample, const struct match_result *result)
{
  int mentor_of[SAMPLE_MAX];
  struct match_placed placed[SAMPLE_MAX];
  for (int i = 0; i < sample->problem.requests; i++) {
    const struct match_pair *pair = &result->pair[i];
    mentor_of[i] = pair->mentor;
    placed[i] = (struct match_placed){pair->mentor, false};
    assert_int_equal(pair->reason == MATCH_REASON_NONE, pair->mentor >= 0);
    assert_int_not_equal(pair->reason, MATCH_LEFT_BY_HAND);
    if (pair->step2_mentor >= 0) assert_int_not_equal(pair->mentor, -1);
    if (pair->mentor < 0) continue;
    assert_int_equal(pair->fit.value, reference_fit(&sample->problem, i, pair->mentor));
    assert_int_equal(pair->choice_rank, reference_choice_rank(&sample->problem, i, pair->mentor));
  }
  struct match_fault fault;
  assert_true(match_check(&sample->problem, placed, &fault));
  assert_int_equal(result->summary.blocking_pairs, reference_blocking(&sample->problem, mentor_of));
  const struct match_summary *sum = &result->summary;
  assert_int_equal(sum->requests,
                   sum->locked + sum->chosen + sum->moved + sum->coordinated + sum->waiting);
}

static void the_outcome_is_the_optimum_of_all_assignments(void **state)
{
  (void)state;
  uint64_t seed = 20260302;
  int moved = 0;
  int waiting = 0;
  int sound = 0;
  for (int round = 0; round < ROUNDS; round++) {
    struct sample sample;
    struct sample_shape shape = {3 + round % 3, 2 + round % 4, round % 3 == 1, false, false};
    sample_randomise(&sample, &seed, &shape);
    struct match_result result;
    struct match_fault fault;
    if (!match_run(&sample.problem, &result, &fault)) continue;
    sound++;
    compare_optimum(&sample, &result);
    check_pairs(&sample, &result);
    moved += result.summary.moved;
    waiting += result.summary.waiting;
    match_result_free(&result);
  }
  assert_true(sound > ROUNDS * 2 / 3 && moved > ROUNDS / 10 && waiting > ROUNDS / 10);
}

int main(void)
{
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(who_chose_nobody_is_still_placed),
      cmocka_unit_test(a_chosen_pair_moves_only_to_cover_one_more),
      cmocka_unit_test(fit_never_moves_a_chosen_pair),
      cmocka_unit_test(who_is_matched_in_step_two_is_never_given_up_for_others),
      cmocka_unit_test(the_outcome_is_the_optimum_of_all_assignments),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
