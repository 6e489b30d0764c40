/* Owns the way to the thread and back. Nothing of the loop is touched on the thread. */
#include "server/operations/figure_task.h"

#include "server/worker.h"

static void decide(void *data)
{
  struct figure_task *task = data;
  struct arena *arena = task->request->arena;
  task->cells = figure_cells_decide(arena, task->rows, task->n_rows);
  task->compared = figure_cells_decide(arena, task->compared_rows, task->n_compared);
}

static void on_decided(void *data)
{
  struct figure_task *task = data;
  if (request_abandon(task->request)) return;
  if (task->cells == NULL || task->compared == NULL) {
    (void)request_refuse(task->request, JIEDUI__CODE__INTERNAL,
                         "The figures contradict each other, so none is shown.");
    return;
  }
  task->done(task);
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
