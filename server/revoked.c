/* Owns the list of the revoked. Never decides who is on it. */
#include "server/revoked.h"

#include <stdlib.h>
#include <string.h>

#include "common/log.h"
#include "internal/device.pb-c.h"
#include "server/database.h"
#include "server/house.h"
#include "server/request.h"
#include "server/session.h"

/* One process, one list; the arena holds it, and goes with the next one. */
static struct arena *arena;
static const char **devices; /* sorted */
static size_t n_devices;

struct refresh {
  void (*done)(void *data);
  void *data;
};

static int compare(const void *a, const void *b)
{
  return strcmp(*(const char *const *)a, *(const char *const *)b);
}

bool revoked_has_device(const char *device)
{
  return n_devices > 0 &&
         bsearch(&device, devices, n_devices, sizeof *devices, compare) != NULL;
}

static bool has_account(const Jiedui__RevokedListed *listed, const char *account)
{
  for (size_t i = 0; i < listed->n_rows; i++) {
    const char *named = listed->rows[i]->account;
    if (named != NULL && strcmp(named, account) == 0) return true;
  }
  return false;
}

static void take_devices(const Jiedui__RevokedListed *listed)
{
  struct arena *fresh = arena_new();
  devices = arena_alloc(fresh, (listed->n_rows + 1) * sizeof *devices);
  n_devices = 0;
  for (size_t i = 0; i < listed->n_rows; i++) {
    const char *device = listed->rows[i]->device;
    if (device != NULL) devices[n_devices++] = arena_strdup(fresh, device);
  }
  qsort(devices, n_devices, sizeof *devices, compare);
  if (arena != NULL) arena_free(arena);
  arena = fresh;
}

static void close_connections(struct server *server, const Jiedui__RevokedListed *listed)
{
  for (struct session *s = server->sessions; s != NULL;) {
    struct session *next = session_next(s);
    const char *account = session_account(s);
    if (revoked_has_device(session_device(s))) {
      session_close(s, "device_revoked");
    } else if (account != NULL && has_account(listed, account)) {
      session_close(s, "account_disabled");
    }
    s = next;
  }
}

static void on_listed(struct work *work, const Jiedui__Status *failure)
{
  struct request *request = work->request;
  const struct refresh refresh = *(struct refresh *)request->state;
  const Jiedui__RevokedListed *listed = (const Jiedui__RevokedListed *)(void *)work->output;
  if (failure != NULL) {
    log_line(LOG_LEVEL_WARNING, "event=chore name=list_revoked status=%s sqlstate=%s",
             error_code_name(failure->code), work->sqlstate[0] == '\0' ? "-" : work->sqlstate);
  } else {
    take_devices(listed);
    close_connections(request->server, listed);
  }
  request_house_end(request);
  refresh.done(refresh.data);
}

void revoked_refresh(struct server *server, void (*done)(void *data), void *data)
{
  struct request *request = request_house(server);
  const struct step *step = catalogue_step(request->operation, "house/list_revoked.sql");
  Jiedui__RevokedList *input = arena_alloc(request->arena, sizeof *input);
  struct refresh *refresh = arena_alloc(request->arena, sizeof *refresh);
  jiedui__revoked_list__init(input);
  *refresh = (struct refresh){.done = done, .data = data};
  request->state = refresh;
  struct work *work = database_work(request, step, &input->base, on_listed);
  work->identified = false;
  database_run(work);
}

void revoked_free(void)
{
  if (arena != NULL) arena_free(arena);
  arena = NULL;
  devices = NULL;
  n_devices = 0;
}
