/* Owns when notices are queued and sent. Never knows their form. */
#include "server/notices.h"

#include <stdlib.h>

#include "common/log.h"
#include "internal/notice.pb-c.h"
#include "server/database.h"
#include "server/house.h"
#include "server/postman.h"
#include "server/request.h"

struct notices {
  struct server *server;
  uv_timer_t timer;
  struct postman *postman;
  struct request *request; /* of the bag under way; its arena holds rows and posts */
  const Jiedui__NoticeTaken *taken;
  struct postman_item *items;
  size_t settled;
  bool sending; /* the postman is out with the items */
};

static void on_tick(uv_timer_t *timer);

static bool is_closing(const struct notices *notices)
{
  return uv_is_closing((const uv_handle_t *)&notices->timer);
}

static void rest(struct notices *notices)
{
  if (is_closing(notices)) return;
  (void)uv_timer_start(&notices->timer, on_tick, (uint64_t)notices->server->config.webhook_ms, 0);
}

static void warn(const struct work *work, const Jiedui__Status *failure, const char *name)
{
  if (failure == NULL) return;
  log_line(LOG_LEVEL_WARNING, "event=chore name=%s status=%s sqlstate=%s", name,
           error_code_name(failure->code), work->sqlstate[0] == '\0' ? "-" : work->sqlstate);
}

static struct work *work_of(struct request *request, const char *path, ProtobufCMessage *input,
                            void (*done)(struct work *work, const Jiedui__Status *failure))
{
  struct work *work =
      database_work(request, catalogue_step(request->operation, path), input, done);
  work->identified = false;
  return work;
}

static void settle_next(struct notices *notices);

static void on_settled(struct work *work, const Jiedui__Status *failure)
{
  struct notices *notices = work->request->state;
  warn(work, failure, "settle_notice");
  request_house_end(work->request);
  settle_next(notices);
}

/* One transaction each: what was sent stays sent, whatever happens to the next. */
static void settle_next(struct notices *notices)
{
  if (notices->settled == notices->taken->n_rows || is_closing(notices)) {
    request_house_end(notices->request);
    rest(notices);
    return;
  }
  const size_t i = notices->settled++;
  const Jiedui__NoticeRow *row = notices->taken->rows[i];
  struct request *request = request_house(notices->server);
  Jiedui__NoticeSettle *input = arena_alloc(request->arena, sizeof *input);
  jiedui__notice_settle__init(input);
  input->has_campus_id = input->has_pause_ms = 1;
  input->campus_id = row->campus_id;
  input->id = arena_strdup(request->arena, row->id);
  input->pause_ms = (int32_t)notices->server->config.webhook_ms;
  if (notices->items[i].fault != NULL) {
    input->fault = arena_strdup(request->arena, notices->items[i].fault);
  }
  request->state = notices;
  database_run(work_of(request, "house/settle_notice.sql", &input->base, on_settled));
}

static void on_sent(void *data)
{
  struct notices *notices = data;
  notices->sending = false;
  notices->settled = 0;
  settle_next(notices);
}

static void send_bag(struct notices *notices)
{
  struct arena *arena = notices->request->arena;
  const size_t n = notices->taken->n_rows;
  notices->items = arena_alloc(arena, n * sizeof *notices->items);
  for (size_t i = 0; i < n; i++) {
    const Jiedui__NoticeRow *row = notices->taken->rows[i];
    const ProtobufCBinaryData none = {0, NULL};
    notices->items[i].post = webhook_post_of(arena, row->kind, row->url,
                                             row->has_secret ? row->secret : none, row->content,
                                             clock_unix_ms());
    notices->items[i].fault = webhook_is_allowed(row->url, notices->server->config.webhook_hosts)
                                  ? NULL
                                  : "the server's configuration does not allow this host";
  }
  notices->sending = true;
  postman_send(notices->postman, arena, notices->items, n, on_sent, notices);
}

static void on_taken(struct work *work, const Jiedui__Status *failure)
{
  struct notices *notices = work->request->state;
  warn(work, failure, "take_notices");
  notices->taken = (const Jiedui__NoticeTaken *)(void *)work->output;
  notices->request = work->request;
  if (failure != NULL || notices->taken->n_rows == 0 ||
      is_closing(notices)) {
    request_house_end(work->request);
    rest(notices);
    return;
  }
  send_bag(notices);
}

static void on_queued(struct work *work, const Jiedui__Status *failure)
{
  struct notices *notices = work->request->state;
  warn(work, failure, "queue_notices");
  request_house_end(work->request);
  if (is_closing(notices)) return;
  struct request *request = request_house(notices->server);
  Jiedui__NoticeTake *input = arena_alloc(request->arena, sizeof *input);
  jiedui__notice_take__init(input);
  request->state = notices;
  database_run(work_of(request, "house/take_notices.sql", &input->base, on_taken));
}

static void on_tick(uv_timer_t *timer)
{
  struct notices *notices = timer->data;
  struct request *request = request_house(notices->server);
  Jiedui__NoticeQueue *input = arena_alloc(request->arena, sizeof *input);
  jiedui__notice_queue__init(input);
  request->state = notices;
  database_run(work_of(request, "house/queue_notices.sql", &input->base, on_queued));
}

struct notices *notices_open(struct server *server)
{
  struct notices *notices = calloc(1, sizeof *notices);
  if (notices == NULL) abort();
  notices->server = server;
  notices->postman = postman_new(server->loop);
  (void)uv_timer_init(server->loop, &notices->timer);
  notices->timer.data = notices;
  rest(notices);
  return notices;
}

void notices_close(struct notices *notices)
{
  postman_close(notices->postman);
  if (notices->sending) request_house_end(notices->request);
  uv_close((uv_handle_t *)&notices->timer, NULL);
}
