/* CPU work off the loop: each kind with its own cap of threads and its own bounded queue. */
#ifndef SERVER_WORKER_H
#define SERVER_WORKER_H

#include <stdbool.h>
#include <uv.h>

struct worker;

/* Together no more than libuv's four threads: a kind never waits for another. */
enum worker_kind { WORKER_PASSWORD, WORKER_MATCHING, WORKER_LEDGER, WORKER_KINDS };

struct worker *worker_new(uv_loop_t *loop);
/* Nothing may be queued or running. */
void worker_free(struct worker *worker);

/* `run` on a thread, then `done` on the loop. False when the kind's queue is full. */
bool worker_run(struct worker *worker, enum worker_kind kind, void (*run)(void *data),
                void (*done)(void *data), void *data);

#endif
