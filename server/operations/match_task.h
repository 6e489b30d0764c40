/* One computation of the engine off the loop, for a request that waits for it. */
#ifndef SERVER_OPERATIONS_MATCH_TASK_H
#define SERVER_OPERATIONS_MATCH_TASK_H

#include "server/operations/match_input.h"
#include "server/request.h"

struct match_task;

/* Ends the request or goes on with it; the results are freed afterwards. */
typedef void (*match_task_done)(struct match_task *task);

/* In the request's arena, which nobody else uses while the thread computes. */
struct match_task {
  struct request *request;
  struct match_input input;
  const struct match_placed *former; /* a draft as it stood, NULL: run the steps */
  const struct match_placed *placed; /* the draft to evaluate, with former */
  bool sound;                        /* result is filled, else fault */
  struct match_result result;        /* of the run, or of placed */
  struct match_result former_result; /* of former, empty if it breaks a rule by now */
  struct match_fault fault;
  match_task_done done;
};

/* Computes on a thread, then calls task->done on the loop. */
struct answer *match_task_start(struct match_task *task, match_task_done done);

#endif
