/* Owns the way to the thread and back. Nothing of the loop is touched on the thread. */
#include "server/operations/figure_task.h"

#include "server/worker.h"

static void decide(void *data)
{
  struct figure_task *task = data;
  struct arena *arena = task->request->arena;
  for (size_t i = 0; i < task->n_days; i++) {
    task->days[i].cells = figure_cells_decide(arena, task->days[i].rows, task->days[i].n_rows);
  }
}

static bool is_decided(const struct figure_task *task)
{
  for (size_t i = 0; i < task->n_days; i++) {
    if (task->days[i].cells == NULL) return false;
  }
  return true;
}

static void on_decided(void *data)
{
  struct figure_task *task = data;
  if (request_abandon(task->request)) return;
  if (!is_decided(task)) {
    (void)request_refuse(task->request, JIEDUI__CODE__INTERNAL,
                         "The figures contradict each other, so none is shown.");
    return;
  }
  task->done(task);
}

void figure_task_days(struct figure_task *task, size_t n_days)
{
  task->n_days = n_days;
  task->days = arena_alloc(task->request->arena, (n_days + 1) * sizeof *task->days);
}

struct answer *figure_task_start(struct figure_task *task, figure_task_done done)
{
  task->done = done;
  if (!worker_run(task->request->server->worker, WORKER_MATCHING, decide, on_decided, task)) {
    return request_refuse(task->request, JIEDUI__CODE__UNAVAILABLE,
                          "The daemon is busy; try again.");
  }
  return request_defer(task->request);
}
