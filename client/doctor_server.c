/* Owns the checks of the way to the server. Never renews, logs in or stores anything. */
#include <netinet/in.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#include "client/cell.h"
#include "client/dial.h"
#include "client/doctor.h"
#include "client/text.h"
#include "client/value.h"

enum { PATIENCE_MS = 3000, DAY_S = 86400, SOON_DAYS = 10, SKEW_S = 60 };

/* The way to one server, as far as it was found to be open. */
struct way {
  struct client *client;
  struct checkup *checkup;
  struct arena *arena;
  struct caller caller;
  bool is_enrolled; /* this machine has a certificate in force */
};

static void good(struct way *way, const char *name, const char *text)
{
  checkup_add(way->checkup, name, FINDING_GOOD, text, NULL);
}

static void bad(struct way *way, const char *name, const char *text, const char *remedy)
{
  checkup_add(way->checkup, name, FINDING_BAD, text, remedy);
}

/* The sentence of an error says what to do by itself. */
static bool bad_error(struct way *way, const char *name, const struct error *error)
{
  bad(way, name, arena_strdup(way->arena, text(error->text)), NULL);
  return false;
}

static bool check_name(struct way *way)
{
  struct error error;
  const struct profile *profile = &way->caller.profile;
  const int64_t began = connection_now();
  struct addrinfo *found = dial_resolve(profile->host, profile->port, began + PATIENCE_MS, &error);
  if (found == NULL) return bad_error(way, TEXT_LATER("name"), &error);
  freeaddrinfo(found);
  good(way, TEXT_LATER("name"),
       arena_printf(way->arena, text("%s is known, in %lld ms"), profile->host,
                    (long long)(connection_now() - began)));
  return true;
}

static bool check_route(struct way *way)
{
  struct error error;
  const struct profile *profile = &way->caller.profile;
  const int64_t began = connection_now();
  const int fd = dial_host(profile->host, profile->port, began + PATIENCE_MS, &error);
  if (fd < 0) return bad_error(way, TEXT_LATER("route"), &error);
  (void)close(fd);
  good(way, TEXT_LATER("route"),
       arena_printf(way->arena, text("port %ld answers, in %lld ms"), profile->port,
                    (long long)(connection_now() - began)));
  return true;
}

static const char *day_of(struct arena *arena, int64_t instant)
{
  char day[16] = "";
  struct tm parts;
  const time_t seconds = (time_t)instant;
  if (localtime_r(&seconds, &parts) != NULL) (void)strftime(day, sizeof day, "%Y-%m-%d", &parts);
  return arena_strdup(arena, day);
}

/* This machine's own certificate, as its file says; the server's word comes with the first call. */
static void check_machine(struct way *way)
{
  const char *enrol = text(
      "Ask a lead for a token (`jiedui device token --name NAME`), then "
      "`jiedui device enrol TOKEN`.");
  const struct machine *machine = &way->caller.connection.machine;
  const int64_t until = machine_until(machine);
  const int64_t days = (until - (int64_t)time(NULL)) / DAY_S;
  if (until == 0) {
    bad(way, TEXT_LATER("machine"), text("This machine is not enrolled"), enrol);
  } else if (until <= (int64_t)time(NULL)) {
    bad(way, TEXT_LATER("machine"),
        arena_printf(way->arena, text("The certificate ended on %s"), day_of(way->arena, until)),
        text("It renews itself at the next command; where that is refused, enrol anew."));
  } else {
    way->is_enrolled = true;
    good(way, TEXT_LATER("machine"),
         arena_printf(way->arena, text("enrolled, until %s (%lld days)"), day_of(way->arena, until),
                      (long long)days));
  }
}

/* Trust, name and dates are OpenSSL's to judge; a machine that is not enrolled is let in as one
 * that is about to be. */
static bool check_tls(struct way *way)
{
  struct error error;
  struct connection *connection = &way->caller.connection;
  connection->enrolment = !way->is_enrolled;
  if (!connection_open(connection, connection_now() + PATIENCE_MS, &error)) {
    return bad_error(way, TEXT_LATER("TLS"), &error);
  }
  const int64_t until = tls_peer_until(connection->tls);
  const int64_t days = (until - (int64_t)time(NULL)) / DAY_S;
  checkup_add(
      way->checkup, TEXT_LATER("TLS"), days < SOON_DAYS ? FINDING_NOTE : FINDING_GOOD,
      arena_printf(way->arena, text("%s is trusted, until %s (%lld days)"),
                   way->caller.profile.server_name, day_of(way->arena, until), (long long)days),
      days < SOON_DAYS ? text("Tell the district: the server needs a new certificate.") : NULL);
  return true;
}

/* Calls a method without fields; NULL with the reason in `error`. */
static const ProtobufCMessage *call(struct way *way, const struct schema_method *method,
                                    struct error *error)
{
  struct outcome outcome;
  struct call call = {.method = method, .request = value_message(way->arena, method->input)};
  uuid_v4(call.request_id);
  if (!call_run(&way->caller, &call, way->arena, &outcome, error)) return NULL;
  if (outcome.reply == NULL) {
    const char *said = outcome.status->text;
    (void)error_set(error, outcome.status->code, "%s",
                    said == NULL ? error_code_name(outcome.status->code) : said);
  }
  return outcome.reply;
}

static const char *field_of(struct way *way, const struct schema_method *method,
                            const ProtobufCMessage *reply, const char *name)
{
  const struct schema_field *field = schema_field_find(method->output, name);
  return field == NULL ? "" : cell_text(way->arena, reply, field, CELL_PLAIN);
}

static void check_version(struct way *way, const char *version)
{
  const bool same = strcmp(version, JIEDUI_VERSION) == 0;
  checkup_add(way->checkup, TEXT_LATER("version"), same ? FINDING_GOOD : FINDING_NOTE,
              arena_printf(way->arena, text("client %s, server %s"), JIEDUI_VERSION, version),
              same ? NULL : text("Where a command is not known there, install the same version."));
}

static void check_clock(struct way *way, const char *now_at)
{
  struct tm there = {0};
  const char *rest = strptime(now_at, "%Y-%m-%dT%H:%M:%S", &there);
  if (rest != NULL && *rest == '.') rest += 1 + strspn(rest + 1, "0123456789");
  struct tm zone = {0};
  if (rest == NULL || strptime(rest, "%z", &zone) == NULL) return;
  const long long off = (long long)time(NULL) - ((long long)timegm(&there) - zone.tm_gmtoff);
  const bool fits = off <= SKEW_S && off >= -SKEW_S;
  checkup_add(way->checkup, TEXT_LATER("clock"), fits ? FINDING_GOOD : FINDING_BAD,
              arena_printf(way->arena, text("%lld s away from the server's"), off),
              fits ? NULL : text("Set the clock, best by NTP: timedatectl set-ntp true."));
}

static bool check_ping(struct way *way)
{
  struct error error;
  const struct schema_method *ping = schema_method_find(way->client->schema, "SystemService.Ping");
  const ProtobufCMessage *reply = call(way, ping, &error);
  if (reply == NULL) return bad_error(way, TEXT_LATER("version"), &error);
  check_version(way, field_of(way, ping, reply, "version"));
  check_clock(way, field_of(way, ping, reply, "now_at"));
  return true;
}

static void check_login(struct way *way)
{
  struct error error;
  const char *login = text("Log in: `jiedui login --account NAME`.");
  const struct schema_method *whoami =
      schema_method_find(way->client->schema, "SessionService.ShowSession");
  if (!session_load(way->arena, way->caller.profile.name, way->caller.session, &error)) {
    bad(way, TEXT_LATER("login"), text("Nobody is logged in"), login);
    return;
  }
  way->caller.has_session = true;
  const ProtobufCMessage *reply = call(way, whoami, &error);
  if (reply == NULL) {
    bad(way, TEXT_LATER("login"), arena_strdup(way->arena, text(error.text)), login);
    return;
  }
  good(way, TEXT_LATER("login"),
       arena_printf(way->arena, text("%s, until %s"), field_of(way, whoami, reply, "account"),
                    field_of(way, whoami, reply, "expires_at")));
}

static void look(struct way *way)
{
  struct error error;
  struct caller *caller = &way->caller;
  if (!machine_find(way->arena, &caller->profile, &caller->connection.machine, &error)) {
    (void)bad_error(way, TEXT_LATER("machine"), &error);
    return;
  }
  check_machine(way);
  if (!check_name(way) || !check_route(way) || !check_tls(way) || !way->is_enrolled) return;
  if (check_ping(way)) check_login(way);
}

void doctor_server(struct client *client, struct checkup *checkup, const struct profile *profile)
{
  struct way way = {
      .client = client,
      .checkup = checkup,
      .arena = client->arena,
      .caller = {.profile = *profile, .campus = client->options.campus, .timeout_ms = PATIENCE_MS}};
  connection_init(&way.caller.connection, &way.caller.profile);
  look(&way);
  connection_free(&way.caller.connection);
}
