/* Locks take their places first (S47); an impossible one is refused by name. */
#include <string.h>

#include "tests/unit/matching/sample.h"
#include "tests/unit/matching/unit.h"

/* Students A and B in the general group, mentor A with one place. */
static void open_pair(struct sample *sample)
{
  sample_open(sample);
  sample_request(sample, 'A', MATCH_GENERAL);
  sample_request(sample, 'B', MATCH_GENERAL);
  sample_profile(sample, sample_mentor(sample, 'A', 1), MATCH_GENERAL);
}

static void expect_fault(const struct sample *sample, enum match_fault_kind kind, int request,
                         const char *text)
{
  struct match_result result;
  struct match_fault fault;
  assert_false(match_run(&sample->problem, &result, &fault));
  assert_int_equal(fault.kind, kind);
  assert_int_equal(fault.request, request);
  char said[120];
  match_fault_text(&sample->problem, &fault, said, sizeof said);
  assert_string_equal(said, text);
}

static void a_lock_beats_every_choice(void **state)
{
  (void)state;
  struct sample sample;
  open_pair(&sample);
  sample_choice(&sample, 0, 1, 0);
  sample_lock(&sample, 1, 0);
  struct match_result result = sample_run(&sample);
  assert_int_equal(result.pair[1].mentor, 0);
  assert_int_equal(result.pair[1].step, MATCH_STEP_LOCKED);
  assert_int_equal(result.pair[1].step2_mentor, -1);
  assert_int_equal(result.pair[0].mentor, -1);
  assert_int_equal(result.pair[0].reason, MATCH_NO_FREE_PLACE);
  assert_int_equal(result.pair[0].instead, 0);
  assert_int_equal(result.summary.locked, 1);
  assert_int_equal(result.summary.total_fit, 50);
  assert_int_equal(result.summary.blocking_pairs, 0);
  match_result_free(&result);
}

static void a_lock_may_overrule_a_refusal(void **state)
{
  (void)state;
  struct sample sample;
  open_pair(&sample);
  sample_answer(&sample, 0, 0, 0);
  sample_lock(&sample, 0, 0);
  struct match_result result = sample_run(&sample);
  assert_int_equal(result.pair[0].mentor, 0);
  assert_int_equal(result.pair[0].fit.value, 50);
  match_result_free(&result);
}

static void a_lock_on_an_unqualified_mentor_is_refused(void **state)
{
  (void)state;
  struct sample sample;
  open_pair(&sample);
  sample.profile[0].group = MATCH_TALENT;
  sample_lock(&sample, 1, 0);
  expect_fault(&sample, MATCH_NOT_QUALIFIED, 1,
               "student S-B: mentor T-A is not declared and qualified for this request");
}

static void a_lock_on_a_forbidden_pair_is_refused(void **state)
{
  (void)state;
  struct sample sample;
  open_pair(&sample);
  sample_forbid(&sample, 0, 0);
  sample_lock(&sample, 0, 0);
  expect_fault(&sample, MATCH_PAIR_FORBIDDEN, 0,
               "student S-A: mentor T-A is forbidden for this student");
}

static void locks_over_the_places_are_refused(void **state)
{
  (void)state;
  struct sample sample;
  open_pair(&sample);
  sample_lock(&sample, 0, 0);
  sample_lock(&sample, 1, 0);
  expect_fault(&sample, MATCH_OVER_PLACES, 1,
               "student S-B: mentor T-A has no place left for this student");
}

static void a_request_locked_twice_is_refused(void **state)
{
  (void)state;
  struct sample sample;
  open_pair(&sample);
  sample_profile(&sample, sample_mentor(&sample, 'B', 1), MATCH_GENERAL);
  sample_lock(&sample, 0, 0);
  sample_lock(&sample, 0, 1);
  expect_fault(&sample, MATCH_LOCKED_TWICE, 0, "student S-A is locked twice in one group");
}

static void doubled_keys_are_refused(void **state)
{
  (void)state;
  struct sample sample;
  open_pair(&sample);
  sample_mentor(&sample, 'A', 1);
  struct match_result result;
  struct match_fault fault;
  assert_false(match_run(&sample.problem, &result, &fault));
  assert_int_equal(fault.kind, MATCH_MENTOR_TWICE);
  open_pair(&sample);
  sample_request(&sample, 'B', MATCH_GENERAL);
  assert_false(match_run(&sample.problem, &result, &fault));
  assert_int_equal(fault.kind, MATCH_REQUEST_TWICE);
}

static void the_sentence_is_cut_to_its_room(void **state)
{
  (void)state;
  struct sample sample;
  open_pair(&sample);
  char text[10];
  struct match_fault fault = {MATCH_PAIR_REFUSED, 0, 0};
  match_fault_text(&sample.problem, &fault, text, sizeof text);
  assert_int_equal(strlen(text), 9);
}

int main(void)
{
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(a_lock_beats_every_choice),
      cmocka_unit_test(a_lock_may_overrule_a_refusal),
      cmocka_unit_test(a_lock_on_an_unqualified_mentor_is_refused),
      cmocka_unit_test(a_lock_on_a_forbidden_pair_is_refused),
      cmocka_unit_test(locks_over_the_places_are_refused),
      cmocka_unit_test(a_request_locked_twice_is_refused),
      cmocka_unit_test(doubled_keys_are_refused),
      cmocka_unit_test(the_sentence_is_cut_to_its_room),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
