/* Deciding what the district may see, off the loop, for a request that waits for it. */
#ifndef SERVER_OPERATIONS_FIGURE_TASK_H
#define SERVER_OPERATIONS_FIGURE_TASK_H

#include "server/operations/figure_cells.h"
#include "server/request.h"

struct figure_task;

/* Ends the request. */
typedef void (*figure_task_done)(struct figure_task *task);

/* In the request's arena, which nobody else uses while the thread computes. */
struct figure_task {
  struct request *request;
  size_t n_rows;
  Jiedui__FigurePart **rows;
  size_t n_compared; /* another year's, 0: none */
  Jiedui__FigurePart **compared_rows;
  const struct figure_cells *cells;
  const struct figure_cells *compared;
  figure_task_done done;
};

/* Decides on a thread, then calls task->done on the loop; a failure ends the request. */
struct answer *figure_task_start(struct figure_task *task, figure_task_done done);

#endif
