/* Owns when the daemon's own works run. Never knows what they do. */
#include "server/chores.h"

#include <stdlib.h>

#include "common/log.h"
#include "internal/audit.pb-c.h"
#include "internal/figure.pb-c.h"
#include "server/database.h"
#include "server/house.h"
#include "server/notices.h"
#include "server/request.h"
#include "server/revoked.h"

/* Sealing waits 2 s at most; whoever is revoked is gone after 5. Figures are right however late
 * they are folded: seldom is cheap, since a fold costs by the pairing, not by the record. Few
 * campuses at a time, since one that is counted anew takes a while. */
enum { SEAL_EVERY_MS = 1000, REVOKED_EVERY_MS = 2000 };
enum { FOLD_FIRST_MS = 1000, FOLD_EVERY_MS = 10000, FOLD_ON_MS = 10, FOLD_AT_ONCE = 4 };

struct chores {
  struct server *server;
  uv_timer_t sealing;
  uv_timer_t revoked;
  uv_timer_t folding;
  struct notices *notices;
};

/* One of a kind at a time: the next is asked for a while after this one has ended. */
static void again(uv_timer_t *timer, uv_timer_cb callback, uint64_t after_ms)
{
  if (!uv_is_closing((uv_handle_t *)timer)) (void)uv_timer_start(timer, callback, after_ms, 0);
}

static void warn(const struct work *work, const Jiedui__Status *failure, const char *name)
{
  if (failure == NULL) return;
  log_line(LOG_LEVEL_WARNING, "event=chore name=%s status=%s sqlstate=%s", name,
           error_code_name(failure->code), work->sqlstate[0] == '\0' ? "-" : work->sqlstate);
}

static void on_seal_tick(uv_timer_t *timer);

static void on_sealed(struct work *work, const Jiedui__Status *failure)
{
  struct chores *chores = work->request->state;
  warn(work, failure, "seal_audit");
  request_house_end(work->request);
  again(&chores->sealing, on_seal_tick, SEAL_EVERY_MS);
}

static void on_seal_tick(uv_timer_t *timer)
{
  struct chores *chores = timer->data;
  struct request *request = request_house(chores->server);
  const struct step *step = catalogue_step(request->operation, "house/seal_audit.sql");
  Jiedui__AuditSeal *input = arena_alloc(request->arena, sizeof *input);
  jiedui__audit_seal__init(input);
  request->state = chores;
  struct work *work = database_work(request, step, &input->base, on_sealed);
  work->identified = false;
  database_run(work);
}

static void on_fold_tick(uv_timer_t *timer);

static void on_folded(struct work *work, const Jiedui__Status *failure)
{
  struct chores *chores = work->request->state;
  const Jiedui__FigureFolded *done = (const Jiedui__FigureFolded *)(void *)work->output;
  warn(work, failure, "fold_figures");
  const bool more = failure == NULL && done->folded == FOLD_AT_ONCE;
  request_house_end(work->request);
  again(&chores->folding, on_fold_tick, more ? FOLD_ON_MS : FOLD_EVERY_MS);
}

static void on_fold_tick(uv_timer_t *timer)
{
  struct chores *chores = timer->data;
  struct request *request = request_house(chores->server);
  Jiedui__FigureFold *input = arena_alloc(request->arena, sizeof *input);
  jiedui__figure_fold__init(input);
  input->has_most = 1;
  input->most = FOLD_AT_ONCE;
  request->state = chores;
  const struct step *step = catalogue_step(request->operation, "house/fold_figures.sql");
  struct work *work = database_work(request, step, &input->base, on_folded);
  work->identified = false;
  database_run(work);
}

static void on_revoked_tick(uv_timer_t *timer);

static void on_revoked_listed(void *data)
{
  struct chores *chores = data;
  again(&chores->revoked, on_revoked_tick, REVOKED_EVERY_MS);
}

static void on_revoked_tick(uv_timer_t *timer)
{
  struct chores *chores = timer->data;
  revoked_refresh(chores->server, on_revoked_listed, chores);
}

struct chores *chores_open(struct server *server)
{
  struct chores *chores = calloc(1, sizeof *chores);
  if (chores == NULL) abort();
  chores->server = server;
  (void)uv_timer_init(server->loop, &chores->sealing);
  (void)uv_timer_init(server->loop, &chores->revoked);
  (void)uv_timer_init(server->loop, &chores->folding);
  chores->sealing.data = chores->revoked.data = chores->folding.data = chores;
  (void)uv_timer_start(&chores->sealing, on_seal_tick, SEAL_EVERY_MS, 0);
  (void)uv_timer_start(&chores->revoked, on_revoked_tick, 0, 0);
  (void)uv_timer_start(&chores->folding, on_fold_tick, FOLD_FIRST_MS, 0);
  chores->notices = notices_open(server);
  return chores;
}

void chores_close(struct chores *chores)
{
  uv_close((uv_handle_t *)&chores->sealing, NULL);
  uv_close((uv_handle_t *)&chores->revoked, NULL);
  uv_close((uv_handle_t *)&chores->folding, NULL);
  notices_close(chores->notices);
}

void chores_free(struct chores *chores)
{
  if (chores == NULL) return;
  free(chores->notices);
  free(chores);
}
