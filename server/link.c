/* Owns one PGconn, its socket's poll and its prepared statements. Never knows what they say. */
#include "server/link.h"

#include <assert.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "common/log.h"

enum { EXPECTED = 256, CONNECT_MS = 5000, FIRST_PAUSE_MS = 100, LONGEST_PAUSE_MS = 3000 };
enum link_state { LINK_DOWN, LINK_CONNECTING, LINK_FREE, LINK_BUSY, LINK_CLOSING };
enum { A_QUERY = -1 }; /* in `expected`; a number ≥ 0 is that statement's preparation */

struct link {
  uv_loop_t *loop;
  char *conninfo;
  enum link_state state;
  PGconn *conn;                    /* NULL while down */
  uv_poll_t *poll;                 /* of the connection's present socket */
  int watched;                     /* events the poll waits for */
  uv_timer_t timer;                /* connect deadline, pause before the next try */
  uint64_t pause_ms;               /* before the next try */
  bool lost;                       /* was lost, or could not connect, and is not back */
  void (*on_ready)(void *data);
  void (*on_closed)(void *data);
  void *data;
  const struct link_client *client; /* while busy */
  void *client_data;
  int expected[EXPECTED];           /* results to come, a ring */
  size_t first;
  size_t n_expected;
  size_t syncs;                     /* syncs to come */
  PGresult *failed_prepare;         /* given in place of the query it was for */
  bool *prepared;                   /* by statement number */
  unsigned generation;              /* part of prepared names, so that they can be forgotten */
};

static void connect_now(struct link *link);
static void watch(struct link *link, int events);

static void on_poll_closed(uv_handle_t *handle)
{
  free(handle);
}

static void stop_poll(struct link *link)
{
  if (link->poll == NULL) return;
  (void)uv_poll_stop(link->poll);
  uv_close((uv_handle_t *)link->poll, on_poll_closed);
  link->poll = NULL;
  link->watched = 0;
}

static void forget_connection(struct link *link)
{
  stop_poll(link);
  if (link->conn != NULL) PQfinish(link->conn);
  link->conn = NULL;
  PQclear(link->failed_prepare);
  link->failed_prepare = NULL;
  link->n_expected = link->syncs = link->first = 0;
  memset(link->prepared, 0, statement_count() * sizeof *link->prepared);
}

static void on_pause_over(uv_timer_t *timer)
{
  connect_now(timer->data);
}

static void lose(struct link *link, const char *event)
{
  const struct link_client *client = link->state == LINK_BUSY ? link->client : NULL;
  log_line(LOG_LEVEL_WARNING, "event=%s retry_ms=%llu", event,
           (unsigned long long)link->pause_ms);
  forget_connection(link);
  link->state = LINK_DOWN;
  link->lost = true;
  link->client = NULL;
  (void)uv_timer_start(&link->timer, on_pause_over, link->pause_ms, 0);
  link->pause_ms = link->pause_ms * 2 > LONGEST_PAUSE_MS ? LONGEST_PAUSE_MS : link->pause_ms * 2;
  if (client != NULL) client->on_lost(link->client_data);
}

static void on_connect_deadline(uv_timer_t *timer)
{
  lose(timer->data, "database_connect_timeout");
}

static void become_ready(struct link *link)
{
  (void)uv_timer_stop(&link->timer);
  if (PQsetnonblocking(link->conn, 1) != 0 || PQenterPipelineMode(link->conn) != 1) {
    lose(link, "database_pipeline_refused");
    return;
  }
  link->pause_ms = FIRST_PAUSE_MS;
  link->state = LINK_FREE;
  link->lost = false;
  log_line(LOG_LEVEL_DEBUG, "event=database_connected");
  watch(link, UV_READABLE);
  link->on_ready(link->data);
}

static void go_on_connecting(struct link *link)
{
  switch (PQconnectPoll(link->conn)) {
    case PGRES_POLLING_READING: stop_poll(link); watch(link, UV_READABLE); break;
    case PGRES_POLLING_WRITING: stop_poll(link); watch(link, UV_WRITABLE); break;
    case PGRES_POLLING_OK: stop_poll(link); become_ready(link); break;
    case PGRES_POLLING_FAILED:
    case PGRES_POLLING_ACTIVE: lose(link, "database_connect_failed"); break;
  }
}

/* Hands over one result; `expected` says whether it was a preparation's. */
static void take_result(struct link *link, PGresult *result)
{
  const ExecStatusType status = PQresultStatus(result);
  assert(link->n_expected > 0);
  const int what = link->expected[link->first];
  link->first = (link->first + 1) % EXPECTED;
  link->n_expected--;
  if (what != A_QUERY) {
    if (status == PGRES_COMMAND_OK) {
      link->prepared[what] = true;
    } else if (link->failed_prepare == NULL && status == PGRES_FATAL_ERROR) {
      link->failed_prepare = result;
      return;
    }
    PQclear(result);
    return;
  }
  PGresult *instead = link->failed_prepare;
  link->failed_prepare = NULL;
  link->client->on_result(link->client_data, instead != NULL ? instead : result);
  PQclear(instead);
  PQclear(result);
}

static void take_results(struct link *link)
{
  unsigned nothing = 0;
  while (link->state == LINK_BUSY && link->n_expected + link->syncs > 0 && nothing < 2 &&
         !PQisBusy(link->conn)) {
    PGresult *result = PQgetResult(link->conn);
    if (result == NULL) { /* between two queries */
      nothing++;
      continue;
    }
    nothing = 0;
    if (PQresultStatus(result) == PGRES_PIPELINE_SYNC) {
      PQclear(result);
      link->syncs--;
      link->client->on_sync(link->client_data);
    } else {
      take_result(link, result);
    }
  }
}

static void push_out(struct link *link)
{
  const int left = PQflush(link->conn);
  if (left < 0) {
    lose(link, "database_lost");
    return;
  }
  watch(link, left > 0 ? UV_READABLE | UV_WRITABLE : UV_READABLE);
}

static void on_poll(uv_poll_t *poll, int status, int events)
{
  struct link *link = poll->data;
  (void)events;
  if (link->state == LINK_CONNECTING) {
    go_on_connecting(link);
    return;
  }
  if (status < 0 || PQconsumeInput(link->conn) == 0) {
    lose(link, "database_lost");
    return;
  }
  take_results(link);
  if (link->state == LINK_FREE || link->state == LINK_BUSY) push_out(link);
}

static void watch(struct link *link, int events)
{
  if (link->poll == NULL) {
    link->poll = calloc(1, sizeof *link->poll);
    if (link->poll == NULL) abort();
    link->poll->data = link;
    if (uv_poll_init(link->loop, link->poll, PQsocket(link->conn)) != 0) abort();
  }
  if (link->watched == events) return; /* each change costs a system call */
  link->watched = events;
  (void)uv_poll_start(link->poll, events, on_poll);
}

static void connect_now(struct link *link)
{
  link->state = LINK_CONNECTING;
  link->conn = PQconnectStart(link->conninfo);
  (void)uv_timer_start(&link->timer, on_connect_deadline, CONNECT_MS, 0);
  if (link->conn == NULL || PQstatus(link->conn) == CONNECTION_BAD) {
    lose(link, "database_connect_failed");
    return;
  }
  watch(link, UV_WRITABLE);
}

struct link *link_open(uv_loop_t *loop, const char *conninfo, void (*on_ready)(void *data),
                       void *data)
{
  struct link *link = calloc(1, sizeof *link);
  if (link == NULL) abort();
  *link = (struct link){.loop = loop, .on_ready = on_ready, .data = data};
  link->conninfo = strdup(conninfo);
  link->prepared = calloc(statement_count() + 1, sizeof *link->prepared);
  if (link->conninfo == NULL || link->prepared == NULL) abort();
  link->pause_ms = FIRST_PAUSE_MS;
  (void)uv_timer_init(loop, &link->timer);
  link->timer.data = link;
  connect_now(link);
  return link;
}

static void on_timer_closed(uv_handle_t *handle)
{
  struct link *link = handle->data;
  void (*on_closed)(void *data) = link->on_closed;
  void *data = link->data;
  free(link->conninfo);
  free(link->prepared);
  free(link);
  on_closed(data);
}

void link_close(struct link *link, void (*on_closed)(void *data))
{
  const struct link_client *client = link->state == LINK_BUSY ? link->client : NULL;
  forget_connection(link);
  link->state = LINK_CLOSING;
  if (client != NULL) client->on_lost(link->client_data);
  link->on_closed = on_closed;
  uv_close((uv_handle_t *)&link->timer, on_timer_closed);
}

bool link_is_free(const struct link *link)
{
  return link->state == LINK_FREE;
}

bool link_is_lost(const struct link *link)
{
  return link->lost;
}

void link_begin(struct link *link, const struct link_client *client, void *data)
{
  assert(link->state == LINK_FREE);
  link->state = LINK_BUSY;
  link->client = client;
  link->client_data = data;
}

void link_end(struct link *link)
{
  assert(link->state == LINK_BUSY && link->n_expected == 0 && link->syncs == 0);
  link->state = LINK_FREE;
  link->client = NULL;
  link->on_ready(link->data);
}

void link_drop(struct link *link)
{
  lose(link, "database_dropped");
}

void link_forget(struct link *link)
{
  link->generation++;
  memset(link->prepared, 0, statement_count() * sizeof *link->prepared);
}

static void expect(struct link *link, int what)
{
  assert(link->n_expected < EXPECTED);
  link->expected[(link->first + link->n_expected++) % EXPECTED] = what;
}

/* A send fails only when the connection is gone; the poll will say so. */
void link_query(struct link *link, const struct statement *s, const struct binding *b)
{
  char name[32];
  if (s->once) {
    if (PQsendQueryParams(link->conn, s->sql, b->count, NULL, b->values, b->lengths, b->formats,
                          0) == 1) {
      expect(link, A_QUERY);
    }
    return;
  }
  (void)snprintf(name, sizeof name, "s%u_%u", s->number, link->generation);
  if (!link->prepared[s->number]) {
    if (PQsendPrepare(link->conn, name, s->sql, 0, NULL) == 1) expect(link, (int)s->number);
  }
  if (PQsendQueryPrepared(link->conn, name, b->count, b->values, b->lengths, b->formats, 0) == 1) {
    expect(link, A_QUERY);
  }
}

void link_flush(struct link *link)
{
  (void)PQsendFlushRequest(link->conn);
  push_out(link);
}

void link_sync(struct link *link)
{
  if (PQpipelineSync(link->conn) == 1) link->syncs++;
  push_out(link);
}

bool link_is_in_transaction(const struct link *link)
{
  return PQtransactionStatus(link->conn) != PQTRANS_IDLE;
}
