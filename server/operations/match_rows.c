/* Owns the translation of indices back to keys, and of the engine's words to the database's. */
#include "server/operations/match_rows.h"

int64_t match_rows_staff(const struct match_input *input, int mentor)
{
  return input->rows->mentors[mentor]->staff_id;
}

static Jiedui__MatchStep step_of(enum match_step step)
{
  switch (step) {
    case MATCH_STEP_NONE:
    case MATCH_STEP_LOCKED:
      return JIEDUI__MATCH_STEP__MATCH_STEP_LOCKED;
    case MATCH_STEP_CHOICE:
      return JIEDUI__MATCH_STEP__MATCH_STEP_CHOICE;
    case MATCH_STEP_COORDINATION:
      return JIEDUI__MATCH_STEP__MATCH_STEP_COORDINATION;
    case MATCH_STEP_LOAN:
      return JIEDUI__MATCH_STEP__MATCH_STEP_LOAN;
    case MATCH_STEP_HAND:
      return JIEDUI__MATCH_STEP__MATCH_STEP_HAND;
  }
  return JIEDUI__MATCH_STEP__MATCH_STEP_LOCKED;
}

/* A label of waiting_reason; one left beside a free place has none. */
static const char *reason_of(enum match_reason reason)
{
  switch (reason) {
    case MATCH_NO_QUALIFIED_MENTOR:
      return "no_qualified_mentor";
    case MATCH_ALL_FORBIDDEN:
      return "all_forbidden";
    case MATCH_NO_FREE_PLACE:
      return "no_free_place";
    case MATCH_REASON_NONE:
    case MATCH_LEFT_BY_HAND:
      break;
  }
  return NULL;
}

static void set_placed(Jiedui__MatchDraftRow *row, const struct match_pair *pair)
{
  row->has_step = 1;
  row->step = step_of(pair->step);
  row->has_choice_rank = pair->choice_rank > 0;
  row->choice_rank = pair->choice_rank;
  row->has_fit = 1;
  row->fit = pair->fit.value;
  row->has_time_numerator = row->has_time_denominator = pair->fit.has_time;
  row->time_numerator = pair->fit.common_slots;
  row->time_denominator = pair->fit.student_slots;
  row->has_personality_part = pair->fit.has_personality;
  row->personality_part = pair->fit.personality;
}

static void set_staff(const struct match_input *input, int mentor, protobuf_c_boolean *has,
                      int64_t *staff_id)
{
  *has = mentor >= 0;
  if (mentor >= 0) *staff_id = match_rows_staff(input, mentor);
}

static Jiedui__MatchDraftRow *row_of(const struct match_input *input, size_t request,
                                     const struct match_pair *pair)
{
  const Jiedui__MatchInputRequest *key = input->rows->requests[request];
  Jiedui__MatchDraftRow *row = arena_alloc(input->arena, sizeof *row);
  jiedui__match_draft_row__init(row);
  row->has_need_id = row->has_student_id = row->has_group = 1;
  row->need_id = key->need_id;
  row->student_id = key->student_id;
  row->group = key->group;
  set_staff(input, pair->mentor, &row->has_staff_id, &row->staff_id);
  set_staff(input, pair->step2_mentor, &row->has_step2_staff_id, &row->step2_staff_id);
  set_staff(input, pair->instead, &row->has_instead_staff_id, &row->instead_staff_id);
  if (pair->mentor >= 0) set_placed(row, pair);
  const char *reason = reason_of(pair->reason);
  row->reason = reason == NULL ? NULL : arena_strdup(input->arena, reason);
  return row;
}

Jiedui__MatchDraftRow **match_rows(const struct match_input *input,
                                   const struct match_result *result)
{
  const size_t n = input->rows->n_requests;
  Jiedui__MatchDraftRow **rows = arena_alloc(input->arena, (n + 1) * sizeof *rows);
  for (size_t i = 0; i < n; i++) rows[i] = row_of(input, i, &result->pair[i]);
  return rows;
}
