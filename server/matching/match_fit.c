/* Fit of a pair in exact integers; one rounding, of the weighted sum, half up. */
#include "server/matching/match_fit.h"

#include <assert.h>
#include <stdlib.h>

void match_slots_add(struct match_slots *slots, int weekday, int lesson)
{
  assert(weekday >= 1 && weekday <= MATCH_WEEKDAYS);
  assert(lesson >= 1 && lesson <= MATCH_LESSONS);
  int bit = (weekday - 1) * MATCH_LESSONS + (lesson - 1);
  slots->bits[bit / 64] |= UINT64_C(1) << (bit % 64);
}

int match_slots_count(const struct match_slots *slots)
{
  return __builtin_popcountll(slots->bits[0]) + __builtin_popcountll(slots->bits[1]);
}

static void measure_time(struct match_fit *fit, const struct match_slots *student,
                         const struct match_slots *mentor)
{
  int given = match_slots_count(student);
  fit->has_time = given > 0 && (mentor->bits[0] | mentor->bits[1]) != 0;
  if (!fit->has_time) return;
  struct match_slots common = {
      {student->bits[0] & mentor->bits[0], student->bits[1] & mentor->bits[1]}};
  fit->common_slots = match_slots_count(&common);
  fit->student_slots = given;
}

static int likeness(const struct match_traits *a, const struct match_traits *b)
{
  int sum = 0;
  for (int i = 0; i < MATCH_TRAITS; i++) sum += abs(a->value[i] - b->value[i]);
  return 100 - (2 * sum + MATCH_TRAITS) / (2 * MATCH_TRAITS);
}

static void measure_personality(struct match_fit *fit, const struct match_traits *student,
                                const struct match_traits *mentor, int entered)
{
  if (entered >= 0) {
    fit->has_personality = true;
    fit->personality = entered;
  } else if (student->given && mentor->given) {
    fit->has_personality = true;
    fit->personality = likeness(student, mentor);
  }
}

/* (wt * 100 * common / slots + wp * personality) / (wt + wp), over one denominator. */
static int weigh(const struct match_fit *fit, struct match_weights weights)
{
  int64_t time = fit->has_time ? weights.time : 0;
  int64_t personality = fit->has_personality ? weights.personality : 0;
  int64_t slots = fit->has_time ? fit->student_slots : 1;
  int64_t bottom = (time + personality) * slots;
  if (bottom == 0) return MATCH_FIT_UNKNOWN;
  int64_t top = time * 100 * fit->common_slots + personality * fit->personality * slots;
  return (int)((2 * top + bottom) / (2 * bottom));
}

struct match_fit match_fit_of(const struct match_person *student, const struct match_person *mentor,
                              int entered, struct match_weights weights)
{
  struct match_fit fit = {0};
  measure_time(&fit, &student->slots, &mentor->slots);
  measure_personality(&fit, &student->traits, &mentor->traits, entered);
  fit.value = weigh(&fit, weights);
  return fit;
}
