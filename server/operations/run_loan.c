/* LoanService.RunLoan: the engine over all campuses, without names; its places are reserved. */
#include "internal/loan_engine.pb-c.h"
#include "loan.pb-c.h"
#include "server/database.h"
#include "server/operations/match_refusal.h"
#include "server/operations/match_rows.h"
#include "server/operations/match_task.h"
#include "server/operations/operations.h"

static const char read_path[] = "loan/run_loan/read_input.sql";
static const char store_path[] = "loan/run_loan/store_draft.sql";

const struct operation_step run_loan_steps[] = {
    {read_path, &jiedui__loan_scope__descriptor, &jiedui__loan_input__descriptor, NULL},
    {store_path, &jiedui__loan_draft__descriptor, &jiedui__run_loan_reply__descriptor, NULL},
    {NULL, NULL, NULL, NULL},
};

/* A dry run has stored nothing that could be named later. */
static void on_stored(struct work *work, const Jiedui__Status *failure)
{
  Jiedui__RunLoanReply *reply = (Jiedui__RunLoanReply *)(void *)work->output;
  if (work->request->call->dry_run && failure == NULL) {
    reply->run_id = NULL;
    reply->has_number = 0;
  }
  request_finish(work, failure);
}

static Jiedui__LoanDraftRow *row_of(const struct match_input *input,
                                    const Jiedui__MatchDraftRow *placed, size_t request, int mentor)
{
  Jiedui__LoanDraftRow *row = arena_alloc(input->arena, sizeof *row);
  jiedui__loan_draft_row__init(row);
  row->has_campus_id = row->has_need_id = row->has_student_id = row->has_group = 1;
  row->campus_id = input->rows->requests[request]->campus_id;
  row->need_id = placed->need_id;
  row->student_id = placed->student_id;
  row->group = placed->group;
  if (mentor < 0) return row;
  row->has_home_campus_id = row->has_home_staff_id = 1;
  row->home_campus_id = input->rows->mentors[mentor]->campus_id;
  row->home_staff_id = placed->staff_id;
  row->staff_no = input->rows->mentors[mentor]->staff_no;
  row->has_fit = 1;
  row->fit = placed->fit;
  row->has_time_numerator = placed->has_time_numerator;
  row->time_numerator = placed->time_numerator;
  row->has_time_denominator = placed->has_time_denominator;
  row->time_denominator = placed->time_denominator;
  row->has_personality_part = placed->has_personality_part;
  row->personality_part = placed->personality_part;
  return row;
}

static void set_rows(Jiedui__LoanDraft *draft, const struct match_task *task)
{
  const struct match_input *input = &task->input;
  Jiedui__MatchDraftRow **placed = match_rows(input, &task->result);
  draft->n_rows = input->rows->n_requests;
  draft->rows = arena_alloc(input->arena, (draft->n_rows + 1) * sizeof *draft->rows);
  for (size_t i = 0; i < draft->n_rows; i++) {
    draft->rows[i] = row_of(input, placed[i], i, task->result.pair[i].mentor);
  }
}

static void set_offers(Jiedui__LoanDraft *draft, const struct match_task *task)
{
  const Jiedui__MatchInput *rows = task->input.rows;
  draft->n_offers = rows->n_mentors;
  draft->offers = arena_alloc(task->input.arena, (rows->n_mentors + 1) * sizeof *draft->offers);
  for (size_t i = 0; i < rows->n_mentors; i++) {
    Jiedui__LoanOffer *offer = arena_alloc(task->input.arena, sizeof *offer);
    jiedui__loan_offer__init(offer);
    offer->has_campus_id = offer->has_staff_id = offer->has_places = offer->has_reserved = 1;
    offer->campus_id = rows->mentors[i]->campus_id;
    offer->staff_id = rows->mentors[i]->staff_id;
    offer->places = rows->mentors[i]->places;
    draft->offers[i] = offer;
  }
  for (size_t i = 0; i < rows->n_requests; i++) {
    const int mentor = task->result.pair[i].mentor;
    if (mentor >= 0) draft->offers[mentor]->reserved++;
  }
}

static Jiedui__LoanDraft *draft_of(const struct match_task *task)
{
  const struct match_summary *summary = &task->result.summary;
  Jiedui__LoanDraft *draft = arena_alloc(task->input.arena, sizeof *draft);
  jiedui__loan_draft__init(draft);
  draft->on = ((const Jiedui__RunLoanRequest *)(const void *)task->request->input)->on;
  draft->until = task->request->state;
  draft->has_requests = draft->has_placed = draft->has_total_fit = 1;
  draft->requests = summary->requests;
  draft->placed = summary->requests - summary->waiting;
  draft->total_fit = (int32_t)summary->total_fit;
  set_rows(draft, task);
  set_offers(draft, task);
  return draft;
}

static void on_run(struct match_task *task)
{
  struct request *request = task->request;
  if (!task->sound) {
    (void)match_refuse(request, "run_rules_kept", NULL, NULL);
    return;
  }
  struct work *work = database_work(request, catalogue_step(request->operation, store_path),
                                    &draft_of(task)->base, on_stored);
  work->claims = true;
  database_run(work);
}

/* A loan has no choices and no locks; all else is as in a campus's run. */
static Jiedui__MatchInput *input_of(struct arena *arena, const Jiedui__LoanInput *loan)
{
  Jiedui__MatchInput *rows = arena_alloc(arena, sizeof *rows);
  jiedui__match_input__init(rows);
  rows->time_weight = loan->time_weight;
  rows->personality_weight = loan->personality_weight;
  rows->cap = loan->cap;
  rows->n_requests = loan->n_requests;
  rows->requests = loan->requests;
  rows->n_mentors = loan->n_mentors;
  rows->mentors = loan->mentors;
  rows->n_profiles = loan->n_profiles;
  rows->profiles = loan->profiles;
  rows->n_subjects = loan->n_subjects;
  rows->subjects = loan->subjects;
  rows->n_answers = loan->n_answers;
  rows->answers = loan->answers;
  rows->n_fits = loan->n_fits;
  rows->fits = loan->fits;
  rows->n_forbidden = loan->n_forbidden;
  rows->forbidden = loan->forbidden;
  return rows;
}

static void on_read(struct work *work, const Jiedui__Status *failure)
{
  struct request *request = work->request;
  const Jiedui__LoanInput *loan = (const Jiedui__LoanInput *)(const void *)work->output;
  request_note(request, work);
  if (failure != NULL) {
    (void)request_fail(request, failure);
    return;
  }
  struct match_task *task = arena_alloc(request->arena, sizeof *task);
  task->request = request;
  request->state = loan->until;
  const enum match_input_fault fault =
      match_input_build(&task->input, request->arena, input_of(request->arena, loan), true);
  if (fault != MATCH_INPUT_SOUND) {
    (void)match_refuse_input(request, &task->input, fault);
    return;
  }
  (void)match_task_start(task, on_run);
}

struct answer *operation_run_loan(struct request *request)
{
  const Jiedui__RunLoanRequest *input =
      (const Jiedui__RunLoanRequest *)(const void *)request->input;
  Jiedui__LoanScope *scope = arena_alloc(request->arena, sizeof *scope);
  jiedui__loan_scope__init(scope);
  scope->on = input->on;
  scope->until = input->until;
  struct answer *answer = request_defer(request);
  database_run(
      database_work(request, catalogue_step(request->operation, read_path), &scope->base, on_read));
  return answer;
}
