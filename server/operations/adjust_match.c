/* MatchService.AdjustMatch: an edit by hand, evaluated by the engine like the draft it changes. */
#include "internal/match_engine.pb-c.h"
#include "match.pb-c.h"
#include "server/database.h"
#include "server/operations/match_refusal.h"
#include "server/operations/match_rows.h"
#include "server/operations/match_task.h"
#include "server/operations/operations.h"

static const char read_path[] = "match/adjust_match/read_draft.sql";
static const char input_path[] = "match/run_match/read_input.sql";
static const char store_path[] = "match/adjust_match/store_edit.sql";

const struct operation_step adjust_match_steps[] = {
    {read_path, &jiedui__adjust_match_request__descriptor, &jiedui__match_edit__descriptor, NULL},
    {input_path, &jiedui__match_scope__descriptor, &jiedui__match_input__descriptor, NULL},
    {store_path, &jiedui__match_edited__descriptor, &jiedui__adjust_match_reply__descriptor, NULL},
    {NULL, NULL, NULL, NULL},
};

struct adjustment {
  struct match_task task;
  const Jiedui__MatchEdit *edit;
  int request; /* index of the request to change */
  int stale;   /* of a request whose mentor counts no more, -1 = none */
};

static bool is_among(const struct match_result *result, const struct match_blocking *pair)
{
  for (int i = 0; i < result->summary.blocking_pairs; i++) {
    const struct match_blocking *other = &result->blocking[i];
    if (other->request == pair->request && other->mentor == pair->mentor) return true;
  }
  return false;
}

/* The blocking pairs that were none before the edit. */
static void set_blocking(Jiedui__MatchEdited *edited, const struct match_task *task)
{
  const struct match_input *input = &task->input;
  const int n = task->result.summary.blocking_pairs;
  edited->blocking = arena_alloc(input->arena, ((size_t)n + 1) * sizeof *edited->blocking);
  for (int i = 0; i < n; i++) {
    const struct match_blocking *pair = &task->result.blocking[i];
    if (is_among(&task->former_result, pair)) continue;
    Jiedui__MatchBlockingRow *row = arena_alloc(input->arena, sizeof *row);
    jiedui__match_blocking_row__init(row);
    row->has_need_id = row->has_staff_id = 1;
    row->need_id = input->rows->requests[pair->request]->need_id;
    row->staff_id = match_rows_staff(input, pair->mentor);
    edited->blocking[edited->n_blocking++] = row;
  }
}

static void set_summary(Jiedui__MatchEdited *edited, const struct match_summary *summary)
{
  edited->has_locked = edited->has_chosen = edited->has_moved = edited->has_coordinated = 1;
  edited->locked = summary->locked;
  edited->chosen = summary->chosen;
  edited->moved = summary->moved;
  edited->coordinated = summary->coordinated;
  edited->has_waiting = edited->has_total_fit = edited->has_blocking_pairs = 1;
  edited->waiting = summary->waiting;
  edited->total_fit = (int32_t)summary->total_fit;
  edited->blocking_pairs = summary->blocking_pairs;
}

static Jiedui__MatchEdited *edited_of(const struct adjustment *adjustment)
{
  const struct match_task *task = &adjustment->task;
  const Jiedui__MatchEdit *edit = adjustment->edit;
  const int mentor = task->placed[adjustment->request].mentor;
  Jiedui__MatchEdited *edited = arena_alloc(task->input.arena, sizeof *edited);
  jiedui__match_edited__init(edited);
  edited->run_id = edit->run_id;
  edited->fingerprint = edit->fingerprint;
  edited->has_need_id = 1;
  edited->need_id = edit->need_id;
  edited->has_former_staff_id = edit->has_former_staff_id;
  edited->former_staff_id = edit->former_staff_id;
  edited->reason = ((const Jiedui__AdjustMatchRequest *)(const void *)task->request->input)->reason;
  edited->has_overrules_refusal = 1;
  edited->overrules_refusal =
      mentor >= 0 && match_input_is_refused(&task->input, adjustment->request, mentor);
  set_summary(edited, &task->result.summary);
  edited->n_rows = task->input.rows->n_requests;
  edited->rows = match_rows(&task->input, &task->result);
  set_blocking(edited, task);
  return edited;
}

/* A fault of the edit's own mentor is the edit's; any other one came to the draft from outside. */
static void refuse(const struct adjustment *adjustment)
{
  const struct match_task *task = &adjustment->task;
  const struct match_problem *problem = &task->input.problem;
  const struct match_fault *fault = &task->fault;
  const char *staff_no = fault->mentor < 0 ? NULL : problem->mentor[fault->mentor].staff_no;
  const char *student_no = fault->request < 0 ? NULL : problem->request[fault->request].student_no;
  const bool is_own =
      fault->mentor >= 0 && fault->mentor == task->placed[adjustment->request].mentor;
  const bool is_full = is_own && fault->kind == MATCH_OVER_PLACES;
  (void)match_refuse(task->request, is_full ? "run_mentor_has_place" : "run_rules_kept",
                     is_full ? NULL : student_no, staff_no);
}

static void on_evaluated(struct match_task *task)
{
  struct adjustment *adjustment = (struct adjustment *)(void *)task;
  struct request *request = task->request;
  if (!task->sound) {
    refuse(adjustment);
    return;
  }
  struct work *work = database_work(request, catalogue_step(request->operation, store_path),
                                    &edited_of(adjustment)->base, request_finish);
  work->claims = true;
  database_run(work);
}

/* The draft as it stands; false where a mentor of it counts no more. */
static bool read_placed(struct adjustment *adjustment, struct match_placed *placed)
{
  const Jiedui__MatchEdit *edit = adjustment->edit;
  for (size_t i = 0; i < edit->n_placements; i++) {
    const Jiedui__MatchPlacement *row = edit->placements[i];
    placed[i] = (struct match_placed){-1, row->by_hand};
    if (!row->has_staff_id) continue;
    placed[i].mentor = match_input_mentor(&adjustment->task.input, row->staff_id);
    if (placed[i].mentor >= 0 || (int)i == adjustment->request) continue;
    adjustment->stale = (int)i;
    return false;
  }
  return true;
}

/* Fills former and placed; false where the draft breaks a rule by now. */
static bool set_placed(struct adjustment *adjustment)
{
  struct match_task *task = &adjustment->task;
  const Jiedui__MatchEdit *edit = adjustment->edit;
  const size_t size = (edit->n_placements + 1) * sizeof *task->placed;
  struct match_placed *former = arena_alloc(task->request->arena, size);
  if (edit->n_requests != edit->n_placements || !read_placed(adjustment, former)) return false;
  struct match_placed *placed = arena_copy(task->request->arena, former, size);
  int mentor = -1;
  if (edit->has_staff_id) {
    mentor = match_input_mentor(&task->input, edit->staff_id);
    if (mentor < 0) return false;
  }
  placed[adjustment->request] = (struct match_placed){mentor, true};
  task->former = former;
  task->placed = placed;
  return true;
}

/* The requests, weights and locks are the draft's; everything else is as it is now. */
static void on_input(struct work *work, const Jiedui__Status *failure)
{
  struct request *request = work->request;
  struct adjustment *adjustment = request->state;
  const Jiedui__MatchEdit *edit = adjustment->edit;
  Jiedui__MatchInput *rows = (Jiedui__MatchInput *)(void *)work->output;
  request_note(request, work);
  if (failure != NULL) {
    (void)request_fail(request, failure);
    return;
  }
  rows->time_weight = edit->time_weight;
  rows->personality_weight = edit->personality_weight;
  rows->n_requests = edit->n_requests;
  rows->requests = edit->requests;
  rows->n_locks = edit->n_locks;
  rows->locks = edit->locks;
  struct match_task *task = &adjustment->task;
  task->request = request;
  adjustment->stale = -1;
  const enum match_input_fault fault = match_input_build(&task->input, request->arena, rows, false);
  adjustment->request = match_input_need(&task->input, edit->need_id);
  if (fault != MATCH_INPUT_SOUND) {
    (void)match_refuse_input(request, &task->input, fault);
  } else if (adjustment->request < 0 || !set_placed(adjustment)) {
    const int stale = adjustment->stale;
    (void)match_refuse(request, "run_rules_kept",
                       stale < 0 ? NULL : task->input.problem.request[stale].student_no, NULL);
  } else {
    (void)match_task_start(task, on_evaluated);
  }
}

static void on_read(struct work *work, const Jiedui__Status *failure)
{
  struct request *request = work->request;
  struct adjustment *adjustment = request->state;
  request_note(request, work);
  if (failure != NULL) {
    (void)request_fail(request, failure);
    return;
  }
  adjustment->edit = (const Jiedui__MatchEdit *)(const void *)work->output;
  Jiedui__MatchScope *scope = arena_alloc(request->arena, sizeof *scope);
  jiedui__match_scope__init(scope);
  scope->on = adjustment->edit->on;
  scope->has_cap = 1;
  scope->cap = adjustment->edit->cap;
  scope->leaving = adjustment->edit->leaving;
  database_run(database_work(request, catalogue_step(request->operation, input_path), &scope->base,
                             on_input));
}

struct answer *operation_adjust_match(struct request *request)
{
  request->state = arena_alloc(request->arena, sizeof(struct adjustment));
  struct answer *answer = request_defer(request);
  database_run(database_work(request, catalogue_step(request->operation, read_path), request->input,
                             on_read));
  return answer;
}
