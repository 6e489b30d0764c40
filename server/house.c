/* Owns the daemon's own works and when they run. Never answers a call. */
#include "server/house.h"

#include <stdlib.h>

#include "common/log.h"
#include "internal/audit.pb-c.h"
#include "server/database.h"
#include "server/request.h"

enum { SEAL_EVERY_MS = 1000 };

struct house {
  struct server *server;
  uv_timer_t timer;
};

const struct operation_step house_steps[] = {
    {"house/seal_audit.sql", &jiedui__audit_seal__descriptor, &jiedui__audit_sealed__descriptor,
     "audit_sealer"},
    {"house/keep_attempt.sql", &jiedui__audit_attempt__descriptor,
     &jiedui__audit_kept__descriptor, "login_check"},
    {NULL, NULL, NULL, NULL},
};

struct request *request_house(struct server *server)
{
  struct arena *arena = arena_new();
  struct request *request = arena_alloc(arena, sizeof *request);
  const uint64_t now = clock_unix_ms();
  uint8_t id[UUID_BYTES];
  *request = (struct request){.server = server, .arena = arena, .started_ns = uv_hrtime()};
  request->call = arena_alloc(arena, sizeof *request->call);
  jiedui__call__init(request->call);
  request->operation = &server->catalogue.house;
  request->deadline_ms = uv_now(server->loop) + (uint64_t)server->config.call_ms;
  clock_print(now, request->now);
  uuid_v7(id, now);
  uuid_print(id, request->new_id);
  return request;
}

void request_house_end(struct request *request)
{
  arena_free(request->arena);
}

/* One at a time: the next is asked for a while after this one has ended. */
static void on_sealed(struct work *work, const Jiedui__Status *failure);

static void on_tick(uv_timer_t *timer)
{
  struct house *house = timer->data;
  struct request *request = request_house(house->server);
  const struct step *step = catalogue_step(request->operation, "house/seal_audit.sql");
  Jiedui__AuditSeal *input = arena_alloc(request->arena, sizeof *input);
  jiedui__audit_seal__init(input);
  request->state = house;
  struct work *work = database_work(request, step, &input->base, on_sealed);
  work->identified = false;
  database_run(work);
}

static void on_sealed(struct work *work, const Jiedui__Status *failure)
{
  struct house *house = work->request->state;
  if (failure != NULL) {
    log_line(LOG_LEVEL_WARNING, "event=chore name=seal_audit status=%s sqlstate=%s",
             error_code_name(failure->code), work->sqlstate[0] == '\0' ? "-" : work->sqlstate);
  }
  if (!uv_is_closing((uv_handle_t *)&house->timer)) {
    (void)uv_timer_start(&house->timer, on_tick, SEAL_EVERY_MS, 0);
  }
  request_house_end(work->request);
}

struct house *house_open(struct server *server)
{
  struct house *house = calloc(1, sizeof *house);
  if (house == NULL) abort();
  house->server = server;
  (void)uv_timer_init(server->loop, &house->timer);
  house->timer.data = house;
  (void)uv_timer_start(&house->timer, on_tick, SEAL_EVERY_MS, 0);
  return house;
}

void house_close(struct house *house)
{
  uv_close((uv_handle_t *)&house->timer, NULL);
}
