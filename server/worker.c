/* Owns the caps on CPU work. Never knows what it computes. */
#include "server/worker.h"

#include <assert.h>
#include <stdlib.h>

enum { QUEUE_LONGEST = 64 };

struct job {
  uv_work_t work;
  struct worker *worker;
  enum worker_kind kind;
  void (*run)(void *data);
  void (*done)(void *data);
  void *data;
  struct job *next; /* in the kind's queue */
};

struct lane {
  unsigned running;
  unsigned most;
  unsigned queued;
  struct job *first;
  struct job **last;
};

struct worker {
  uv_loop_t *loop;
  struct lane lanes[WORKER_KINDS];
};

struct worker *worker_new(uv_loop_t *loop)
{
  struct worker *worker = calloc(1, sizeof *worker);
  if (worker == NULL) abort();
  worker->loop = loop;
  worker->lanes[WORKER_PASSWORD].most = 2;
  worker->lanes[WORKER_MATCHING].most = 1;
  worker->lanes[WORKER_LEDGER].most = 1;
  for (int i = 0; i < WORKER_KINDS; i++) worker->lanes[i].last = &worker->lanes[i].first;
  return worker;
}

void worker_free(struct worker *worker)
{
  free(worker);
}

static void start_next(struct worker *worker, struct lane *lane);

static void on_work(uv_work_t *work)
{
  struct job *job = work->data;
  job->run(job->data);
}

static void on_work_done(uv_work_t *work, int status)
{
  struct job *job = work->data;
  struct worker *worker = job->worker;
  struct lane *lane = &worker->lanes[job->kind];
  (void)status;
  lane->running--;
  job->done(job->data);
  free(job);
  start_next(worker, lane);
}

static void start_next(struct worker *worker, struct lane *lane)
{
  while (lane->running < lane->most && lane->first != NULL) {
    struct job *job = lane->first;
    lane->first = job->next;
    if (lane->first == NULL) lane->last = &lane->first;
    lane->queued--;
    lane->running++;
    job->work.data = job;
    if (uv_queue_work(worker->loop, &job->work, on_work, on_work_done) != 0) abort();
  }
}

bool worker_run(struct worker *worker, enum worker_kind kind, void (*run)(void *data),
                void (*done)(void *data), void *data)
{
  struct lane *lane = &worker->lanes[kind];
  if (lane->queued >= QUEUE_LONGEST) return false;
  struct job *job = calloc(1, sizeof *job);
  if (job == NULL) abort();
  *job = (struct job){.worker = worker, .kind = kind, .run = run, .done = done, .data = data};
  *lane->last = job;
  lane->last = &job->next;
  lane->queued++;
  start_next(worker, lane);
  return true;
}
