/* Owns the pool of links and the queue before them. Never looks into a work's statements. */
#include "server/database.h"

#include <stdlib.h>
#include <string.h>

#include "common/log.h"
#include "server/audit.h"
#include "server/exchange.h"
#include "server/request.h"

enum { TICK_MS = 50, GRACE_MS = 1000, QUEUE_LONGEST = 4096, TRIES = 3 };

struct slot {
  struct link *link;
  struct work *work; /* on the link, NULL when free */
  struct database *database;
};

struct database {
  struct server *server;
  struct slot *slots;
  size_t n_slots;
  size_t n_open;            /* links not yet closed */
  struct work *first;       /* the queue */
  struct work **last;       /* where the next work is hung */
  size_t n_queued;
  uv_timer_t timer;         /* looks for deadlines */
  bool closing;
  void (*on_closed)(void *data);
  void *closed_data;
};

static struct work *take_first(struct database *d)
{
  struct work *work = d->first;
  if (work == NULL) return NULL;
  d->first = work->next;
  if (d->first == NULL) d->last = &d->first;
  work->next = NULL;
  d->n_queued--;
  return work;
}

static void start(struct slot *slot, struct work *work)
{
  slot->work = work;
  work->tries++;
  work->sqlstate[0] = '\0';
  work->packed = (ProtobufCBinaryData){0, NULL};
  work->audits = audit_is_due(work);
  protobuf_c_message_init(work->step->output, work->output);
  if (work->step->script.bulk != NULL && work->mode == WORK_RUN) {
    bulk_start(slot->link, work);
  } else {
    exchange_start(slot->link, work);
  }
}

static void on_link_ready(void *data)
{
  struct slot *slot = data;
  struct database *d = slot->database;
  if (d->closing || slot->link == NULL || !link_is_free(slot->link)) return;
  struct work *work = take_first(d);
  if (work != NULL) start(slot, work);
}

static void expire(struct work *work)
{
  work->done(work, failure_new(work->request->arena, JIEDUI__CODE__DEADLINE_EXCEEDED,
                               "The call took longer than its deadline."));
}

/* Statement timeouts end slow statements; this ends waiting in the queue, and connections that
 * answer to nothing. */
static void on_tick(uv_timer_t *timer)
{
  struct database *d = timer->data;
  const uint64_t now = uv_now(d->server->loop);
  struct work **at = &d->first;
  while (*at != NULL) {
    struct work *work = *at;
    if (work->deadline_ms > now) {
      at = &work->next;
      continue;
    }
    *at = work->next;
    if (*at == NULL) d->last = at;
    d->n_queued--;
    expire(work);
  }
  for (size_t i = 0; i < d->n_slots; i++) {
    struct slot *slot = &d->slots[i];
    if (slot->work != NULL && slot->work->deadline_ms + GRACE_MS < now) link_drop(slot->link);
  }
}

struct database *database_open(struct server *server)
{
  struct database *d = calloc(1, sizeof *d);
  if (d == NULL) abort();
  d->server = server;
  d->last = &d->first;
  d->n_slots = (size_t)server->config.pool;
  d->slots = calloc(d->n_slots, sizeof *d->slots);
  if (d->slots == NULL) abort();
  d->n_open = d->n_slots;
  (void)uv_timer_init(server->loop, &d->timer);
  d->timer.data = d;
  (void)uv_timer_start(&d->timer, on_tick, TICK_MS, TICK_MS);
  for (size_t i = 0; i < d->n_slots; i++) {
    d->slots[i].database = d;
    d->slots[i].link =
        link_open(server->loop, server->config.database, on_link_ready, &d->slots[i]);
  }
  return d;
}

static void on_timer_closed(uv_handle_t *handle)
{
  struct database *d = handle->data;
  void (*on_closed)(void *data) = d->on_closed;
  void *data = d->closed_data;
  free(d->slots);
  free(d);
  on_closed(data);
}

static void on_link_closed(void *data)
{
  struct database *d = ((struct slot *)data)->database;
  if (--d->n_open == 0) uv_close((uv_handle_t *)&d->timer, on_timer_closed);
}

void database_close(struct database *d, void (*on_closed)(void *data), void *data)
{
  d->closing = true;
  d->on_closed = on_closed;
  d->closed_data = data;
  (void)uv_timer_stop(&d->timer);
  for (struct work *work = take_first(d); work != NULL; work = take_first(d)) {
    work->done(work, failure_new(work->request->arena, JIEDUI__CODE__UNAVAILABLE,
                                 "The daemon is stopping; try again."));
  }
  for (size_t i = 0; i < d->n_slots; i++) link_close(d->slots[i].link, on_link_closed);
}

struct work *database_work(struct request *request, const struct step *step,
                           const ProtobufCMessage *input, work_done done)
{
  struct work *work = arena_alloc(request->arena, sizeof *work);
  const Jiedui__MethodRules *rules = request->operation->method->rules;
  *work = (struct work){
      .database = request_server(request)->database,
      .request = request,
      .step = step,
      .input = input,
      .output = arena_alloc(request->arena, step->output->sizeof_message),
      .identified = !rules->open,
      .deadline_ms = request->deadline_ms,
      .done = done,
  };
  protobuf_c_message_init(step->output, work->output);
  return work;
}

static void refuse_busy(struct work *work, const char *text, uint32_t retry_after_ms)
{
  Jiedui__Status *busy = failure_new(work->request->arena, JIEDUI__CODE__UNAVAILABLE, text);
  busy->has_retry_after_ms = 1;
  busy->retry_after_ms = retry_after_ms;
  work->done(work, busy);
}

/* No connection is there and none is on its way for the first time: waiting would not help. */
static bool is_unreachable(const struct database *d)
{
  for (size_t i = 0; i < d->n_slots; i++) {
    if (!link_is_lost(d->slots[i].link)) return false;
  }
  return true;
}

void database_run(struct work *work)
{
  struct database *d = work->database;
  for (size_t i = 0; i < d->n_slots && !d->closing; i++) {
    if (link_is_free(d->slots[i].link)) {
      start(&d->slots[i], work);
      return;
    }
  }
  if (d->closing) {
    refuse_busy(work, "The daemon is stopping; try again.", 500);
  } else if (is_unreachable(d)) {
    refuse_busy(work, "The daemon cannot reach its database at the moment; try again.", 1000);
  } else if (d->n_queued >= QUEUE_LONGEST) {
    refuse_busy(work, "The daemon is busy; try again.", 500);
  } else {
    *d->last = work;
    d->last = &work->next;
    d->n_queued++;
  }
}

/* A claiming work may always be run again: its claim finds out whether it was committed. */
static bool may_retry(const struct work *work)
{
  const bool is_read = !work->request->operation->method->rules->idempotent && work->identified;
  if (work->tries >= TRIES || work->database->closing) return false;
  if (failure_is_transient(work->sqlstate) || strcmp(work->sqlstate, "0A000") == 0) return true;
  if (strcmp(work->sqlstate, "08006") == 0 || strcmp(work->sqlstate, "57P01") == 0) {
    return work->claims || is_read;
  }
  return false;
}

void database_settle(struct work *work, const Jiedui__Status *failure)
{
  struct database *d = work->database;
  for (size_t i = 0; i < d->n_slots; i++) {
    if (d->slots[i].work == work) d->slots[i].work = NULL;
  }
  if (failure != NULL && may_retry(work)) {
    work->mode = WORK_RUN;
    database_run(work);
    return;
  }
  if (failure == NULL && work->audits && work->mode == WORK_RUN) work->request->audited = true;
  work->done(work, failure);
}
