/* MatchService.RunMatch and PairingService.ReplanPairings: reads the campus's input, runs the
 * engine off the loop, stores a draft. */
#include "internal/match_engine.pb-c.h"
#include "match.pb-c.h"
#include "pairing.pb-c.h"
#include "server/database.h"
#include "server/operations/match_refusal.h"
#include "server/operations/match_rows.h"
#include "server/operations/match_task.h"
#include "server/operations/operations.h"

static const char read_path[] = "match/run_match/read_input.sql";
static const char store_path[] = "match/run_match/store_draft.sql";

const struct operation_step run_match_steps[] = {
    {read_path, &jiedui__match_scope__descriptor, &jiedui__match_input__descriptor, NULL},
    {store_path, &jiedui__match_draft__descriptor, &jiedui__run_match_reply__descriptor, NULL},
    {NULL, NULL, NULL, NULL},
};

/* A dry run has stored nothing that could be named later. */
static void on_stored(struct work *work, const Jiedui__Status *failure)
{
  Jiedui__RunMatchReply *reply = (Jiedui__RunMatchReply *)(void *)work->output;
  if (work->request->call->dry_run && failure == NULL) {
    reply->run_id = NULL;
    reply->has_number = 0;
  }
  request_finish(work, failure);
}

static void set_summary(Jiedui__MatchDraft *draft, const struct match_summary *summary)
{
  draft->has_requests = draft->has_locked = draft->has_chosen = draft->has_moved = 1;
  draft->requests = summary->requests;
  draft->locked = summary->locked;
  draft->chosen = summary->chosen;
  draft->moved = summary->moved;
  draft->has_coordinated = draft->has_waiting = 1;
  draft->coordinated = summary->coordinated;
  draft->waiting = summary->waiting;
  draft->has_total_fit = draft->has_blocking_pairs = 1;
  draft->total_fit = (int32_t)summary->total_fit;
  draft->blocking_pairs = summary->blocking_pairs;
}

/* The day the draft is for and, where a mentor leaves, who. */
static void set_occasion(Jiedui__MatchDraft *draft, const struct request *request)
{
  if (request->input->descriptor == &jiedui__run_match_request__descriptor) {
    draft->on = ((const Jiedui__RunMatchRequest *)(const void *)request->input)->on;
    return;
  }
  const Jiedui__ReplanPairingsRequest *input =
      (const Jiedui__ReplanPairingsRequest *)(const void *)request->input;
  draft->on = input->on;
  draft->leaving = input->mentor;
  draft->leave_reason = input->reason;
  draft->has_leaver_stays = input->has_stays;
  draft->leaver_stays = input->stays;
}

static Jiedui__MatchDraft *draft_of(const struct match_task *task)
{
  const struct match_input *input = &task->input;
  const Jiedui__MatchInput *rows = input->rows;
  Jiedui__MatchDraft *draft = arena_alloc(input->arena, sizeof *draft);
  jiedui__match_draft__init(draft);
  set_occasion(draft, task->request);
  draft->has_cap = draft->has_choices_max = 1;
  draft->cap = rows->cap;
  draft->choices_max = rows->choices_max;
  draft->has_time_weight = draft->has_personality_weight = 1;
  draft->time_weight = rows->time_weight;
  draft->personality_weight = rows->personality_weight;
  set_summary(draft, &task->result.summary);
  draft->n_rows = rows->n_requests;
  draft->rows = match_rows(input, &task->result);
  return draft;
}

static void on_run(struct match_task *task)
{
  struct request *request = task->request;
  if (!task->sound) {
    (void)match_refuse_lock(request, &task->input.problem, &task->fault);
    return;
  }
  struct work *work = database_work(request, catalogue_step(request->operation, store_path),
                                    &draft_of(task)->base, on_stored);
  work->claims = true;
  database_run(work);
}

static void on_read(struct work *work, const Jiedui__Status *failure)
{
  struct request *request = work->request;
  request_note(request, work);
  if (failure != NULL) {
    (void)request_fail(request, failure);
    return;
  }
  struct match_task *task = arena_alloc(request->arena, sizeof *task);
  task->request = request;
  const enum match_input_fault fault = match_input_build(
      &task->input, request->arena, (const Jiedui__MatchInput *)(const void *)work->output, false);
  if (fault != MATCH_INPUT_SOUND) {
    (void)match_refuse_input(request, &task->input, fault);
    return;
  }
  (void)match_task_start(task, on_run);
}

static struct answer *read_input(struct request *request, Jiedui__MatchScope *scope)
{
  struct answer *answer = request_defer(request);
  database_run(
      database_work(request, catalogue_step(request->operation, read_path), &scope->base, on_read));
  return answer;
}

struct answer *operation_run_match(struct request *request)
{
  const Jiedui__RunMatchRequest *input =
      (const Jiedui__RunMatchRequest *)(const void *)request->input;
  Jiedui__MatchScope *scope = arena_alloc(request->arena, sizeof *scope);
  jiedui__match_scope__init(scope);
  scope->on = input->on;
  scope->has_cap = input->has_cap;
  scope->cap = input->cap;
  return read_input(request, scope);
}

struct answer *operation_replan_pairings(struct request *request)
{
  const Jiedui__ReplanPairingsRequest *input =
      (const Jiedui__ReplanPairingsRequest *)(const void *)request->input;
  Jiedui__MatchScope *scope = arena_alloc(request->arena, sizeof *scope);
  jiedui__match_scope__init(scope);
  scope->on = input->on;
  scope->leaving = input->mentor;
  return read_input(request, scope);
}
