/* Fit of a student and a mentor: free lessons in common and likeness of traits, exact integers. */
#ifndef SERVER_MATCHING_MATCH_FIT_H
#define SERVER_MATCHING_MATCH_FIT_H

#include <stdbool.h>
#include <stdint.h>

enum { MATCH_WEEKDAYS = 7, MATCH_LESSONS = 16, MATCH_TRAITS = 5, MATCH_FIT_UNKNOWN = 50 };

/* Free lessons of a week as a set; the empty set means that none were given. */
struct match_slots {
  uint64_t bits[2]; /* bit (weekday - 1) * 16 + (lesson - 1) */
};

struct match_traits {
  bool given;              /* false: value is not read */
  int value[MATCH_TRAITS]; /* each 0-100 */
};

/* What the fit of either side is computed from. */
struct match_person {
  struct match_slots slots;
  struct match_traits traits;
};

/* Weights of the two parts, 0 to 1,000,000; a part of weight 0 counts as missing. */
struct match_weights {
  int time;
  int personality;
};

/* A fit with its parts, as it is explained to people. */
struct match_fit {
  bool has_time;        /* both sides gave slots */
  int common_slots;     /* time part = 100 * common_slots / student_slots, never rounded */
  int student_slots;    /* 0 when the time part is missing */
  bool has_personality; /* a value was entered, or both sides gave traits */
  int personality;      /* 0-100 */
  int value;            /* 0-100, see match_fit_of */
};

/* Adds one lesson; weekday 1-7 (Monday is 1), lesson 1-16. */
void match_slots_add(struct match_slots *slots, int weekday, int lesson);

/* Number of lessons in the set, 0-112. */
int match_slots_count(const struct match_slots *slots);

/*
 * Fit of a pair (plan S49, S50). Time = |student and mentor| / |student| * 100, an exact fraction.
 * Personality = entered when >= 0, else 100 - mean |trait difference| rounded half up (over five
 * traits a half cannot occur). value = weighted mean of the parts present, rounded half up once;
 * a missing part is left out and the weights rescaled; MATCH_FIT_UNKNOWN when no part counts.
 */
struct match_fit match_fit_of(const struct match_person *student, const struct match_person *mentor,
                              int entered, struct match_weights weights);

#endif
