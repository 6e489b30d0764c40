/* Deciding what the district may see, off the loop, for a request that waits for it. */
#ifndef SERVER_OPERATIONS_FIGURE_TASK_H
#define SERVER_OPERATIONS_FIGURE_TASK_H

#include "server/operations/figure_cells.h"
#include "server/request.h"

struct figure_task;

/* The figures of one day, and what is decided about them. */
struct figure_day {
  const char *on; /* where there are several days of one plan */
  size_t n_rows;  /* 0: nothing of them is hidden */
  Jiedui__FigurePart **rows;
  const struct figure_cells *cells;
};

/* Ends the request. */
typedef void (*figure_task_done)(struct figure_task *task);

/* In the request's arena, which nobody else uses while the thread computes. */
struct figure_task {
  struct request *request;
  size_t n_days;
  struct figure_day *days;
  figure_task_done done;
};

/* Room for so many days, of whose figures there are no rows yet. */
void figure_task_days(struct figure_task *task, size_t n_days);

/* Decides on a thread, then calls task->done on the loop; a failure ends the request. */
struct answer *figure_task_start(struct figure_task *task, figure_task_done done);

#endif
