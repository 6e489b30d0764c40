/* Fit of a pair, worked out by hand (S49 personality, S50 time). */
#include "server/matching/match_fit.h"
#include "tests/unit/matching/unit.h"

static const struct match_weights EVEN = {50, 50};

static struct match_person person(int weekday, int lessons)
{
  struct match_person person = {0};
  for (int lesson = 1; lesson <= lessons; lesson++) match_slots_add(&person.slots, weekday, lesson);
  return person;
}

static void give_traits(struct match_person *person, int a, int b, int c)
{
  person->traits = (struct match_traits){true, {a, b, c, 50, 50}};
}

static void slots_are_a_set_over_the_whole_week(void **state)
{
  (void)state;
  struct match_slots slots = {{0, 0}};
  for (int weekday = 1; weekday <= 7; weekday++)
    for (int lesson = 1; lesson <= 16; lesson++) match_slots_add(&slots, weekday, lesson);
  assert_int_equal(match_slots_count(&slots), 112);
  match_slots_add(&slots, 7, 16);
  assert_int_equal(match_slots_count(&slots), 112);
}

static void time_is_the_share_of_the_students_slots(void **state)
{
  (void)state;
  struct match_person student = person(1, 4);
  struct match_person mentor = person(1, 3);
  match_slots_add(&mentor.slots, 5, 1);
  struct match_fit fit = match_fit_of(&student, &mentor, -1, EVEN);
  assert_true(fit.has_time);
  assert_int_equal(fit.common_slots, 3);
  assert_int_equal(fit.student_slots, 4);
  assert_false(fit.has_personality);
  assert_int_equal(fit.value, 75);
}

static void a_single_part_is_rounded_half_up(void **state)
{
  (void)state;
  struct match_person eight = person(1, 8);
  struct match_person one = person(1, 1);
  struct match_person five = person(1, 5);
  assert_int_equal(match_fit_of(&eight, &one, -1, EVEN).value, 13);  /* 12.5 */
  assert_int_equal(match_fit_of(&eight, &five, -1, EVEN).value, 63); /* 62.5 */
  struct match_person three = person(1, 3);
  assert_int_equal(match_fit_of(&three, &one, -1, EVEN).value, 33); /* 33.33 */
}

static void only_the_weighted_sum_is_rounded(void **state)
{
  (void)state;
  struct match_person student = person(1, 8);
  struct match_person mentor = person(1, 1);
  /* (12.5 + 12) / 2 = 12.25; with the time part rounded first it would be 12.5, hence 13. */
  assert_int_equal(match_fit_of(&student, &mentor, 12, EVEN).value, 12);
  /* (12.5 + 12.5) is not reachable; (50 + 51) / 2 = 50.5 rounds up. */
  assert_int_equal(
      match_fit_of(&student, &(struct match_person){person(1, 4).slots, {0}}, 51, EVEN).value, 51);
}

static void weights_are_those_of_the_plan(void **state)
{
  (void)state;
  struct match_person student = person(2, 4);
  struct match_person mentor = person(2, 1);
  /* (30 * 25 + 70 * 90) / 100 = 70.5 */
  assert_int_equal(match_fit_of(&student, &mentor, 90, (struct match_weights){30, 70}).value, 71);
  assert_int_equal(match_fit_of(&student, &mentor, 90, (struct match_weights){1, 2}).value, 68);
}

static void traits_give_personality_when_none_is_entered(void **state)
{
  (void)state;
  struct match_person student = {0};
  struct match_person mentor = {0};
  give_traits(&student, 10, 90, 50);
  give_traits(&mentor, 20, 60, 53);
  /* differences 10, 30, 3: mean 8.6 rounds to 9 */
  struct match_fit fit = match_fit_of(&student, &mentor, -1, EVEN);
  assert_true(fit.has_personality);
  assert_int_equal(fit.personality, 91);
  assert_int_equal(fit.value, 91);
  give_traits(&mentor, 20, 60, 52); /* mean 8.4 rounds to 8 */
  assert_int_equal(match_fit_of(&student, &mentor, -1, EVEN).personality, 92);
}

static void an_entered_value_beats_the_traits(void **state)
{
  (void)state;
  struct match_person student = {0};
  give_traits(&student, 0, 0, 0);
  assert_int_equal(match_fit_of(&student, &student, 0, EVEN).value, 0);
  assert_int_equal(match_fit_of(&student, &student, -1, EVEN).value, 100);
}

static void a_part_that_one_side_did_not_give_is_missing(void **state)
{
  (void)state;
  struct match_person silent = {0};
  struct match_person student = person(1, 2);
  give_traits(&student, 1, 2, 3);
  struct match_fit fit = match_fit_of(&student, &silent, -1, EVEN);
  assert_false(fit.has_time);
  assert_false(fit.has_personality);
  assert_int_equal(fit.value, 50);
  assert_false(match_fit_of(&silent, &student, 70, EVEN).has_time);
  assert_int_equal(match_fit_of(&silent, &student, 70, EVEN).value, 70);
}

static void no_common_slot_is_zero_and_not_missing(void **state)
{
  (void)state;
  struct match_person student = person(1, 2);
  struct match_person mentor = person(2, 2);
  struct match_fit fit = match_fit_of(&student, &mentor, 100, EVEN);
  assert_true(fit.has_time);
  assert_int_equal(fit.value, 50);
  assert_int_equal(match_fit_of(&student, &mentor, -1, EVEN).value, 0);
}

static void a_part_of_weight_zero_counts_as_missing(void **state)
{
  (void)state;
  struct match_person student = person(1, 2);
  assert_int_equal(match_fit_of(&student, &student, 30, (struct match_weights){0, 50}).value, 30);
  assert_int_equal(match_fit_of(&student, &student, -1, (struct match_weights){0, 50}).value, 50);
  assert_int_equal(match_fit_of(&student, &student, 30, (struct match_weights){0, 0}).value, 50);
}

int main(void)
{
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(slots_are_a_set_over_the_whole_week),
      cmocka_unit_test(time_is_the_share_of_the_students_slots),
      cmocka_unit_test(a_single_part_is_rounded_half_up),
      cmocka_unit_test(only_the_weighted_sum_is_rounded),
      cmocka_unit_test(weights_are_those_of_the_plan),
      cmocka_unit_test(traits_give_personality_when_none_is_entered),
      cmocka_unit_test(an_entered_value_beats_the_traits),
      cmocka_unit_test(a_part_that_one_side_did_not_give_is_missing),
      cmocka_unit_test(no_common_slot_is_zero_and_not_missing),
      cmocka_unit_test(a_part_of_weight_zero_counts_as_missing),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
