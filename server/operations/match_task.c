/* Owns the way to the thread and back. Nothing of the loop is touched on the thread. */
#include "server/operations/match_task.h"

#include "server/worker.h"

static void compute(void *data)
{
  struct match_task *task = data;
  const struct match_problem *problem = &task->input.problem;
  struct match_fault fault;
  if (task->placed == NULL) {
    task->sound = match_run(problem, &task->result, &task->fault);
    return;
  }
  task->sound = match_evaluate(problem, task->placed, &task->result, &task->fault);
  if (!task->sound || !match_evaluate(problem, task->former, &task->former_result, &fault)) {
    task->former_result = (struct match_result){0};
  }
}

static void on_computed(void *data)
{
  struct match_task *task = data;
  struct match_result result = task->result;
  struct match_result former = task->former_result;
  if (!request_abandon(task->request)) task->done(task);
  match_result_free(&result);
  match_result_free(&former);
}

struct answer *match_task_start(struct match_task *task, match_task_done done)
{
  task->done = done;
  if (!worker_run(task->request->server->worker, WORKER_MATCHING, compute, on_computed, task)) {
    return request_refuse(task->request, JIEDUI__CODE__UNAVAILABLE,
                          "The daemon is busy; try again.");
  }
  return request_defer(task->request);
}
