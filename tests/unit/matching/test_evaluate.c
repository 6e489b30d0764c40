/* Drafts edited by hand (S49): checked, explained and summed up like the engine's own. */
#include "tests/unit/matching/reference.h"
#include "tests/unit/matching/sample.h"
#include "tests/unit/matching/unit.h"

enum { ROUNDS = 2000 };

/* Students A, B chose mentor A, then B; each mentor has one place, both prefer student A. */
static void open_draft(struct sample *sample)
{
  sample_open(sample);
  for (int i = 0; i < 2; i++) sample_request(sample, (char)('A' + i), MATCH_GENERAL);
  for (int i = 0; i < 2; i++)
    sample_profile(sample, sample_mentor(sample, (char)('A' + i), 1), MATCH_GENERAL);
  for (int request = 0; request < 2; request++)
    for (int mentor = 0; mentor < 2; mentor++) {
      sample_choice(sample, request, 1 + mentor, mentor);
      sample_answer(sample, request, 1 + request, mentor);
    }
}

static void a_hand_edit_that_creates_a_blocking_pair_says_so(void **state)
{
  (void)state;
  struct sample sample;
  open_draft(&sample);
  const struct match_placed swapped[2] = {{1, true}, {0, true}};
  struct match_result result;
  struct match_fault fault;
  assert_true(match_evaluate(&sample.problem, swapped, &result, &fault));
  assert_int_equal(result.summary.blocking_pairs, 1);
  assert_int_equal(result.blocking[0].request, 0);
  assert_int_equal(result.blocking[0].mentor, 0);
  assert_int_equal(result.pair[0].step, MATCH_STEP_HAND);
  assert_int_equal(result.pair[0].step2_mentor, 0);
  assert_int_equal(result.pair[0].instead, 0);
  assert_int_equal(result.pair[0].choice_rank, 2);
  assert_int_equal(result.summary.moved, 2);
  match_result_free(&result);
}

static void a_request_left_out_by_hand_is_told_from_a_full_campus(void **state)
{
  (void)state;
  struct sample sample;
  open_draft(&sample);
  const struct match_placed emptied[2] = {{0, false}, {-1, true}};
  struct match_result result;
  struct match_fault fault;
  assert_true(match_evaluate(&sample.problem, emptied, &result, &fault));
  assert_int_equal(result.pair[0].step, MATCH_STEP_CHOICE);
  assert_int_equal(result.pair[1].reason, MATCH_LEFT_BY_HAND);
  assert_int_equal(result.pair[1].instead, 1);
  assert_int_equal(result.summary.waiting, 1);
  assert_int_equal(result.summary.blocking_pairs, 1);
  match_result_free(&result);
}

static void expect_fault(const struct sample *sample, const struct match_placed *placed,
                         enum match_fault_kind kind)
{
  struct match_result result;
  struct match_fault fault;
  assert_false(match_evaluate(&sample->problem, placed, &result, &fault));
  assert_int_equal(fault.kind, kind);
  assert_false(match_check(&sample->problem, placed, &fault));
  assert_int_equal(fault.kind, kind);
}

static void a_refusal_is_overruled_by_hand_only(void **state)
{
  (void)state;
  struct sample sample;
  open_draft(&sample);
  sample_answer(&sample, 0, 0, 0);
  const struct match_placed by_step[2] = {{0, false}, {1, false}};
  const struct match_placed by_hand[2] = {{0, true}, {1, false}};
  expect_fault(&sample, by_step, MATCH_PAIR_REFUSED);
  struct match_result result;
  struct match_fault fault;
  assert_true(match_evaluate(&sample.problem, by_hand, &result, &fault));
  assert_int_equal(result.pair[0].choice_rank, 1);
  /* Student B would rather have mentor A, who refused the present student: B is ranked, A not. */
  assert_int_equal(result.summary.blocking_pairs, 1);
  match_result_free(&result);
}

static void no_hand_overrules_the_hard_rules(void **state)
{
  (void)state;
  struct sample sample;
  open_draft(&sample);
  const struct match_placed doubled[2] = {{0, true}, {0, true}};
  expect_fault(&sample, doubled, MATCH_OVER_PLACES);
  const struct match_placed kept[2] = {{0, true}, {1, true}};
  sample_forbid(&sample, 1, 1);
  expect_fault(&sample, kept, MATCH_PAIR_FORBIDDEN);
  sample.profile[0].group = MATCH_TALENT;
  expect_fault(&sample, kept, MATCH_NOT_QUALIFIED);
}

static void a_draft_must_keep_the_locks(void **state)
{
  (void)state;
  struct sample sample;
  open_draft(&sample);
  sample_lock(&sample, 0, 1);
  const struct match_placed broken[2] = {{0, true}, {1, true}};
  const struct match_placed missing[2] = {{-1, true}, {1, true}};
  expect_fault(&sample, broken, MATCH_LOCK_BROKEN);
  expect_fault(&sample, missing, MATCH_LOCK_BROKEN);
}

static void the_engines_own_assignment_evaluates_to_the_same(void **state)
{
  (void)state;
  uint64_t seed = 20260305;
  for (int round = 0; round < ROUNDS; round++) {
    struct sample sample;
    struct sample_shape shape = {3 + round % 6, 2 + round % 6, round % 2 == 0, false, false};
    sample_randomise(&sample, &seed, &shape);
    struct match_result own;
    struct match_result again;
    struct match_fault fault;
    if (!match_run(&sample.problem, &own, &fault)) continue;
    struct match_placed placed[SAMPLE_MAX];
    for (int i = 0; i < sample.problem.requests; i++)
      placed[i] = (struct match_placed){own.pair[i].mentor, false};
    assert_true(match_evaluate(&sample.problem, placed, &again, &fault));
    assert_memory_equal(&own.summary, &again.summary, sizeof own.summary);
    for (int i = 0; i < sample.problem.requests; i++) {
      assert_int_equal(own.pair[i].step, again.pair[i].step);
      assert_int_equal(own.pair[i].instead, again.pair[i].instead);
      assert_int_equal(own.pair[i].fit.value, again.pair[i].fit.value);
    }
    match_result_free(&own);
    match_result_free(&again);
  }
}

/* Takes a random mentor for each request where a hand could put one. */
static void edit_at_random(const struct sample *sample, uint64_t *seed, struct match_placed *placed,
                           int *mentor_of)
{
  const struct match_problem *problem = &sample->problem;
  int taken[SAMPLE_MAX] = {0};
  for (int i = 0; i < problem->requests; i++) {
    int mentor = sample_random(seed, problem->mentors);
    bool fits = reference_is_permitted(problem, i, mentor) &&
                taken[mentor] < problem->mentor[mentor].places;
    mentor_of[i] = fits ? mentor : -1;
    taken[mentor] += fits;
    placed[i] = (struct match_placed){mentor_of[i], true};
  }
}

static void blocking_pairs_of_any_draft_agree_with_the_definition(void **state)
{
  (void)state;
  uint64_t seed = 20260306;
  int blocking = 0;
  for (int round = 0; round < ROUNDS; round++) {
    struct sample sample;
    struct sample_shape shape = {3 + round % 6, 2 + round % 6, false, false, false};
    sample_randomise(&sample, &seed, &shape);
    struct match_placed placed[SAMPLE_MAX];
    int mentor_of[SAMPLE_MAX];
    edit_at_random(&sample, &seed, placed, mentor_of);
    struct match_result result;
    struct match_fault fault;
    assert_true(match_evaluate(&sample.problem, placed, &result, &fault));
    assert_int_equal(result.summary.blocking_pairs, reference_blocking(&sample.problem, mentor_of));
    blocking += result.summary.blocking_pairs;
    match_result_free(&result);
  }
  assert_true(blocking > ROUNDS);
}

int main(void)
{
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(a_hand_edit_that_creates_a_blocking_pair_says_so),
      cmocka_unit_test(a_request_left_out_by_hand_is_told_from_a_full_campus),
      cmocka_unit_test(a_refusal_is_overruled_by_hand_only),
      cmocka_unit_test(no_hand_overrules_the_hard_rules),
      cmocka_unit_test(a_draft_must_keep_the_locks),
      cmocka_unit_test(the_engines_own_assignment_evaluates_to_the_same),
      cmocka_unit_test(blocking_pairs_of_any_draft_agree_with_the_definition),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
