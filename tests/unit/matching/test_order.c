/* The order of the input never changes the result. */
#include <string.h>

#include "tests/unit/matching/sample.h"
#include "tests/unit/matching/unit.h"

enum { ROUNDS = 3000 };

static int same_request(const struct sample *in, const struct match_request *request)
{
  for (int i = 0; i < in->problem.requests; i++)
    if (strcmp(in->request[i].student_no, request->student_no) == 0 &&
        in->request[i].group == request->group)
      return i;
  fail();
  return -1;
}

static const char *staff(const struct sample *sample, int mentor)
{
  return mentor < 0 ? "nobody" : sample->mentor[mentor].staff_no;
}

static void compare_pairs(const struct sample *a, const struct match_result *left,
                          const struct sample *b, const struct match_result *right)
{
  for (int i = 0; i < a->problem.requests; i++) {
    const struct match_pair *one = &left->pair[i];
    const struct match_pair *other = &right->pair[same_request(b, &a->request[i])];
    assert_string_equal(staff(a, one->mentor), staff(b, other->mentor));
    assert_string_equal(staff(a, one->step2_mentor), staff(b, other->step2_mentor));
    assert_string_equal(staff(a, one->instead), staff(b, other->instead));
    assert_int_equal(one->step, other->step);
    assert_int_equal(one->choice_rank, other->choice_rank);
    assert_int_equal(one->fit.value, other->fit.value);
    assert_int_equal(one->reason, other->reason);
  }
  assert_memory_equal(&left->summary, &right->summary, sizeof left->summary);
  for (int i = 0; i < left->summary.blocking_pairs; i++)
    assert_string_equal(staff(a, left->blocking[i].mentor), staff(b, right->blocking[i].mentor));
}

static void shuffled_input_gives_the_same_result(void **state)
{
  (void)state;
  uint64_t seed = 20260307;
  for (int round = 0; round < ROUNDS; round++) {
    struct sample sample;
    struct sample shuffled;
    struct sample_shape shape = {3 + round % 14, 2 + round % 7, round % 2 == 1, round % 5 == 0,
                                 false};
    sample_randomise(&sample, &seed, &shape);
    sample_shuffle(&shuffled, &sample, &seed);
    struct match_result left;
    struct match_result right;
    struct match_fault fault;
    bool sound = match_run(&sample.problem, &left, &fault);
    assert_int_equal(match_run(&shuffled.problem, &right, &fault), sound);
    if (!sound) continue;
    compare_pairs(&sample, &left, &shuffled, &right);
    match_result_free(&left);
    match_result_free(&right);
  }
}

int main(void)
{
  const struct CMUnitTest tests[] = {cmocka_unit_test(shuffled_input_gives_the_same_result)};
  return cmocka_run_group_tests(tests, NULL, NULL);
}
