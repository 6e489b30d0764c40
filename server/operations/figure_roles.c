/* Owns what the figures' numbers are called, so that one count shown in two figures is one cell. */
#include "server/operations/figure_roles.h"

#include <string.h>

struct known {
  const char *figure;
  struct figure_role role;
};

static const struct known known[] = {
    {"students", {.numerator = "students"}},
    {"needs", {.numerator = "needs"}},
    {"waiting", {.numerator = "waiting"}},
    {"group_coverage", {.numerator = "paired", .denominator = "needs", .rest = "waiting"}},
    {"in_need", {.numerator = "in_need"}},
    {"covered", {.numerator = "covered"}},
    {"coverage", {.numerator = "covered", .denominator = "in_need", .rest = "uncovered"}},
    {"pairings", {.numerator = "pairings"}},
    {"agreements", {.numerator = "signed", .denominator = "pairings", .rest = "unsigned"}},
    {"warnings", {.numerator = "warnings"}},
    {"S16", {.numerator = "warnings", .denominator = "students"}},
    {"S13", {"S13", "S13.of", "S13.rest", .is_of_group = true}},
    {"S14", {"S14", "S14.of", "S14.rest", .is_of_group = true}},
    {"S15.emotion", {"S15.emotion", "S15.emotion.of", "S15.emotion.rest", .is_of_group = true}},
    {"S15.communication",
     {"S15.communication", "S15.communication.of", "S15.communication.rest", .is_of_group = true}},
    {"S17",
     {"S17", "talents", "S17.rest", .is_of_group = true, .ceiling_of = "needs", .group = "talent"}},
    {"S18",
     {"S18", "talents", "S18.rest", .is_of_group = true, .ceiling_of = "needs", .group = "talent"}},
    {"S19.guidance", {.denominator = "S19.guidance.of", .is_mean = true}},
    {"S19.growth", {.denominator = "S19.growth.of", .is_mean = true}},
    {"S19.response",
     {.numerator = "answered", .denominator = "participants", .rest = "not_answered"}},
    {"shortage", {.derived = "waiting"}},
    {"records", {.numerator = "records", .governor = "pairings"}},
    {"meeting", {"meeting", "meeting.of", "meeting.rest", .governor = "signed"}},
    {"home_feedback",
     {"home_feedback", "home_feedback.of", "home_feedback.rest", .governor = "signed"}},
    {"tutoring", {"tutoring", "tutoring.of", "tutoring.rest", .governor = "signed"}},
    {"tutoring_full_weeks",
     {"tutoring_full_weeks", "tutoring_full_weeks.of", "tutoring_full_weeks.rest",
      .governor = "signed"}},
    {"evaluation", {"evaluation", "evaluation.of", "evaluation.rest", .governor = "pairings"}},
    {"mentors", {.is_staff = true}},
    {"free_places", {.is_staff = true}},
    {"mentor_load", {.is_staff = true}},
    {"mentors_by_load", {.is_staff = true}},
    {"honoured_mentors", {.is_staff = true}},
};

const struct figure_bound figure_bounds[] = {
    {"pairings", "paired", "pairings.further", false},
    {"needs", "in_need", "needs.further", false},
    {"waiting", "uncovered", "waiting.further", false},
    {"students", "in_need", "not_in_need", true},
    {"answered", "S19.guidance.of", "answered.no_guidance", false},
    {"answered", "S19.growth.of", "answered.no_growth", false},
    {"S15.emotion.of", "S15.communication.of", NULL, false},
    {"S19.guidance.of", "S19.growth.of", NULL, false},
    {NULL, NULL, NULL, false},
};

/* A student has one need in a group, and one pairing in it. */
const struct figure_reach figure_reaches[] = {
    {"in_need", "needs", "in_need.without_it"},
    {"covered", "paired", "covered.without_it"},
    {NULL, NULL, NULL},
};

struct figure_role figure_role_of(struct arena *arena, const char *figure, bool has_denominator)
{
  for (size_t i = 0; i < sizeof known / sizeof *known; i++) {
    if (strcmp(known[i].figure, figure) == 0) return known[i].role;
  }
  struct figure_role role = {.numerator = figure};
  if (has_denominator) {
    role.denominator = arena_printf(arena, "%s.of", figure);
    role.rest = arena_printf(arena, "%s.rest", figure);
  }
  return role;
}
