/* Owns when the machine's certificate is asked for. Never touches its files itself. */
#include "client/enrolment.h"

#include <string.h>
#include <time.h>
#include <unistd.h>

#include "client/machine.h"
#include "client/message.h"
#include "client/text.h"
#include "client/value.h"
#include "device.pb-c.h"

enum { DAY_S = 86400, RENEW_DAYS = 10, WARN_DAYS = 3, RENEW_MS = 10000 };

static const char enrol_name[] = "DeviceService.EnrolDevice";
static const char renew_name[] = "DeviceService.RenewDevice";

static bool is_enrol(const struct schema_method *method)
{
  return strcmp(method->name, enrol_name) == 0;
}

bool enrolment_fill(struct arena *arena, const struct profile *profile,
                    const struct schema_method *method, ProtobufCMessage *request,
                    struct error *error)
{
  struct machine machine;
  if (!method->rules->enrol) return true;
  if (!machine_find(arena, profile, &machine, error)) return false;
  if (is_enrol(method)) {
    Jiedui__EnrolDeviceRequest *enrol = (Jiedui__EnrolDeviceRequest *)(void *)request;
    enrol->has_csr = 1;
    return machine_request(arena, machine.next_key, &enrol->csr, error);
  }
  if (access(machine.key, F_OK) != 0) {
    return error_set(error, JIEDUI__CODE__LOCAL,
                     text("This machine is not enrolled with %s: ask for a token (`jiedui device "
                          "token --name NAME`), then `jiedui device enrol TOKEN`."),
                     profile->host);
  }
  Jiedui__RenewDeviceRequest *renew = (Jiedui__RenewDeviceRequest *)(void *)request;
  renew->has_csr = 1;
  return machine_request(arena, machine.key, &renew->csr, error);
}

bool enrolment_keep(struct arena *arena, const struct profile *profile,
                    const struct schema_method *method, const struct outcome *outcome,
                    struct error *error)
{
  struct machine machine;
  if (!method->rules->enrol) return true;
  if (!machine_find(arena, profile, &machine, error)) return false;
  if (outcome->reply == NULL) {
    /* A refusal is final; while the outcome is unknown the same key has to come again. */
    if (is_enrol(method) && outcome->status->code != JIEDUI__CODE__UNAVAILABLE) {
      (void)unlink(machine.next_key);
    }
    return true;
  }
  const Jiedui__EnrolDeviceReply *reply =
      (const Jiedui__EnrolDeviceReply *)(const void *)outcome->reply;
  return machine_keep(arena, &machine, is_enrol(method), reply->certificate, error);
}

static bool renew(struct arena *arena, const struct schema *schema, const struct profile *profile,
                  struct error *error)
{
  struct caller caller = {.profile = *profile, .timeout_ms = RENEW_MS};
  const struct schema_method *method = schema_method_find(schema, renew_name);
  ProtobufCMessage *request = value_message(arena, method->input);
  struct call call = {.method = method, .request = request};
  struct outcome outcome;
  connection_init(&caller.connection, &caller.profile);
  caller.connection.enrolment = true;
  bool done = enrolment_fill(arena, profile, method, request, error) &&
              call_run(&caller, &call, arena, &outcome, error);
  if (done && outcome.reply == NULL) {
    done = error_set(error, outcome.status->code, "%s", text(outcome.status->text));
  }
  done = done && enrolment_keep(arena, profile, method, &outcome, error);
  connection_free(&caller.connection);
  return done;
}

bool enrolment_ready(struct arena *arena, const struct schema *schema,
                     const struct profile *profile, struct error *error)
{
  struct machine machine;
  if (!machine_find(arena, profile, &machine, error)) return false;
  const int64_t until = machine_until(&machine);
  return (until != 0 && until > time(NULL)) || renew(arena, schema, profile, error);
}

void enrolment_renew_early(struct arena *arena, const struct schema *schema,
                           const struct profile *profile)
{
  struct machine machine;
  struct error error;
  if (!machine_find(arena, profile, &machine, &error)) return;
  const int64_t left = machine_until(&machine) - time(NULL);
  if (left > RENEW_DAYS * DAY_S || renew(arena, schema, profile, &error)) return;
  if (left > WARN_DAYS * DAY_S) return;
  message_print(text("This machine's certificate ends in %d days and could not be renewed: %s"),
                (int)(left / DAY_S), error.text);
}
