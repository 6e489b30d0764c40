/* Owns start and stop. Never serves a call itself. */
#include "server/daemon.h"

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <systemd/sd-daemon.h>

#include "common/log.h"
#include "server/checker.h"
#include "server/chores.h"
#include "server/clock.h"
#include "server/database.h"
#include "server/erasure.h"
#include "server/exchange.h"
#include "server/listener.h"
#include "server/migration.h"
#include "server/revoked.h"
#include "server/sealing/keyring.h"
#include "server/sealing/sealed_fields.h"
#include "server/server.h"
#include "server/session.h"
#include "server/worker.h"

struct daemon {
  struct server server;
  uv_loop_t loop;
  uv_signal_t terminate;
  uv_signal_t interrupt;
  uv_prepare_t turn;       /* before the loop waits: the log's lines are written */
  uv_timer_t drain;        /* looks whether everything is answered */
  uv_timer_t watchdog;     /* tells the service manager that the loop still turns */
  uint64_t drain_until_ms; /* loop time */
  bool database_closing;
};

static void on_fault(void *data, const char *text)
{
  (void)data;
  (void)fprintf(stderr, "jieduid: %s\n", text);
}

static void set_log_level(const char *name)
{
  static const char *const names[] = {"error", "warning", "info", "debug"};
  for (int i = 0; i < 4; i++) {
    if (strcmp(names[i], name) == 0) log_set_level((enum log_level)i);
  }
}

static bool build_catalogue(struct server *server, struct error *error)
{
  const struct schema *schema = schema_get(error);
  if (schema == NULL) return false;
  preamble_prepare();
  const size_t faults = catalogue_build(&server->catalogue, schema, on_fault, NULL);
  sealed_fields_build(&server->catalogue);
  if (faults == 0) return true;
  return error_set(error, JIEDUI__CODE__INTERNAL, "the contract and its SQL have %zu faults",
                   faults);
}

/* Over a connection of its own, before the loop runs: schema, rules, settings, checker. */
static bool check_database(struct server *server, PGconn *conn, struct error *error)
{
  if (PQstatus(conn) != CONNECTION_OK) {
    return error_set(error, JIEDUI__CODE__UNAVAILABLE,
                     "cannot reach the database (%s): is PostgreSQL running, and does jieduid's "
                     "login exist?", server->config.database);
  }
  PQclear(PQexec(conn, "set role app")); /* the login itself may read nothing */
  if (!migration_check(conn, error) || !rules_load(&server->rules, conn, error)) return false;
  struct checker checker = {.conn = conn, .rules = &server->rules, .report = on_fault};
  checker_settings(&checker);
  (void)checker_run(&checker, &server->catalogue);
  if (checker.faults == 0) return true;
  return error_set(error, JIEDUI__CODE__CONFLICT,
                   "%zu faults between the daemon and its database, listed above", checker.faults);
}

static bool load_certificate(struct server *server, const char *path, struct error *error)
{
  struct error cause;
  const struct config *config = &server->config;
  server->tls = tls_context_server(config->certificate, config->key, config->device_ca,
                                   revoked_has_device, &cause);
  return server->tls != NULL ||
         error_set(error, JIEDUI__CODE__INVALID,
                   "%s: certificate, key or device_ca cannot be used (%s): give a PEM chain and its"
                   " own key, and the certificate of jiedui-authority", path, cause.text);
}

static bool load_keys(struct server *server, struct error *error)
{
  const char *path = server->config.master_key;
  return path[0] == '\0' || keyring_load(path, error);
}

static bool check_all(struct server *server, const char *path, struct error *error)
{
  if (!load_keys(server, error) || !load_certificate(server, path, error) ||
      !build_catalogue(server, error)) {
    return false;
  }
  PGconn *conn = PQconnectdb(server->config.database);
  const bool good = check_database(server, conn, error);
  PQfinish(conn);
  return good;
}

static bool read_config(struct server *server, const char *path, struct error *error)
{
  if (!config_read(&server->config, path, error)) return false;
  set_log_level(server->config.log_level);
  if (!clock_set(server->config.clock)) {
    return error_set(error, JIEDUI__CODE__INVALID,
                     "%s: clock = \"%s\" is not an instant such as 2026-03-05T08:00:00+08:00", path,
                     server->config.clock);
  }
  return true;
}

bool daemon_check_config(const char *path, struct error *error)
{
  struct server server = {0};
  const bool good = read_config(&server, path, error) && load_keys(&server, error) &&
                    load_certificate(&server, path, error);
  if (good) (void)printf("%s is good\n", path);
  tls_context_free(server.tls);
  config_free(&server.config);
  return good;
}

static void on_database_closed(void *data)
{
  struct daemon *daemon = data;
  uv_close((uv_handle_t *)&daemon->terminate, NULL);
  uv_close((uv_handle_t *)&daemon->interrupt, NULL);
  uv_close((uv_handle_t *)&daemon->turn, NULL);
  uv_close((uv_handle_t *)&daemon->drain, NULL);
  uv_close((uv_handle_t *)&daemon->watchdog, NULL);
}

static void on_drain_tick(uv_timer_t *timer)
{
  struct daemon *daemon = timer->data;
  struct server *server = &daemon->server;
  const bool late = uv_now(&daemon->loop) >= daemon->drain_until_ms;
  for (struct session *s = server->sessions; s != NULL;) {
    struct session *next = session_next(s);
    if (late) {
      session_close(s, "drain_over");
    } else {
      session_drain(s);
    }
    s = next;
  }
  if (server->sessions != NULL || daemon->database_closing) return;
  daemon->database_closing = true;
  chores_close(server->chores);
  database_close(server->database, on_database_closed, daemon);
}

static void on_signal(uv_signal_t *handle, int number)
{
  struct daemon *daemon = handle->data;
  if (daemon->server.draining) return;
  log_line(LOG_LEVEL_INFO, "event=stopping signal=%d sessions=%zu", number,
           daemon->server.n_sessions);
  (void)sd_notify(0, "STOPPING=1");
  daemon->server.draining = true;
  listener_close(daemon->server.listener);
  daemon->server.listener = NULL;
  daemon->drain_until_ms = uv_now(&daemon->loop) + (uint64_t)daemon->server.config.drain_ms;
  (void)uv_timer_start(&daemon->drain, on_drain_tick, 30, 30);
}

static void on_turn(uv_prepare_t *turn)
{
  (void)turn;
  log_flush();
}

static void on_watchdog(uv_timer_t *timer)
{
  (void)timer;
  (void)sd_notify(0, "WATCHDOG=1");
}

/* Twice as often as the service manager asks for, if one does. */
static void start_watchdog(struct daemon *daemon)
{
  uint64_t limit_us = 0;
  (void)uv_timer_init(&daemon->loop, &daemon->watchdog);
  if (sd_watchdog_enabled(0, &limit_us) <= 0) return;
  const uint64_t half_ms = limit_us / 2000 + 1;
  (void)uv_timer_start(&daemon->watchdog, on_watchdog, half_ms, half_ms);
}

static void start_watching(struct daemon *daemon)
{
  (void)uv_signal_init(&daemon->loop, &daemon->terminate);
  (void)uv_signal_init(&daemon->loop, &daemon->interrupt);
  (void)uv_timer_init(&daemon->loop, &daemon->drain);
  daemon->terminate.data = daemon->interrupt.data = daemon->drain.data = daemon;
  (void)uv_signal_start(&daemon->terminate, on_signal, SIGTERM);
  (void)uv_signal_start(&daemon->interrupt, on_signal, SIGINT);
  (void)uv_prepare_init(&daemon->loop, &daemon->turn);
  (void)uv_prepare_start(&daemon->turn, on_turn);
  start_watchdog(daemon);
  log_set_buffered();
}

static void on_never_served(void *data)
{
  (void)data;
}

static bool serve(struct daemon *daemon, struct error *error)
{
  struct server *server = &daemon->server;
  server->loop = &daemon->loop;
  (void)uv_loop_init(&daemon->loop);
  server->worker = worker_new(&daemon->loop);
  server->database = database_open(server);
  /* Nobody may read what a restore brought back: first the erasures, then the callers. */
  if (erasure_repeat(server, error)) server->listener = listener_open(server, error);
  const bool listening = server->listener != NULL;
  if (!listening) {
    database_close(server->database, on_never_served, NULL);
  } else {
    start_watching(daemon);
    server->chores = chores_open(server);
    log_line(LOG_LEVEL_INFO, "event=started version=%s listen=%s port=%ld operations=%zu",
             JIEDUI_VERSION, server->config.listen, server->config.port,
             server->catalogue.n_operations);
    (void)sd_notify(0, "READY=1");
  }
  (void)uv_run(&daemon->loop, UV_RUN_DEFAULT);
  (void)uv_loop_close(&daemon->loop);
  worker_free(server->worker);
  chores_free(server->chores);
  if (listening) log_line(LOG_LEVEL_INFO, "event=stopped");
  log_flush();
  return listening;
}

bool daemon_serve(const char *path, struct error *error)
{
  static struct daemon daemon;
  struct server *server = &daemon.server;
  const bool good = read_config(server, path, error) && check_all(server, path, error) &&
                    serve(&daemon, error);
  keyring_wipe();
  revoked_free();
  tls_context_free(server->tls);
  if (server->catalogue.arena != NULL) catalogue_free(&server->catalogue);
  if (server->rules.arena != NULL) rules_free(&server->rules);
  config_free(&server->config);
  return good;
}
