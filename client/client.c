/* Owns the running of a command that is one call, and what login and logout do besides. */
#include "client/client.h"

#include <errno.h>
#include <string.h>
#include <unistd.h>

#include "client/answer.h"
#include "client/attachment.h"
#include "client/cause.h"
#include "client/cell.h"
#include "client/confirm.h"
#include "client/enrolment.h"
#include "client/folder.h"
#include "client/message.h"
#include "client/offline.h"
#include "client/reference.h"
#include "client/secret.h"
#include "client/text.h"
#include "client/value.h"

static bool check_authority(const struct profile *profile, struct error *error)
{
  return access(profile->ca, R_OK) == 0 ||
         error_set(error, JIEDUI__CODE__LOCAL, text("Cannot read the profile's ca %s: %s."),
                   profile->ca, cause_text(errno));
}

bool client_open(struct client *client, struct caller *caller, const struct schema_method *method,
                 struct error *error)
{
  const bool open = method->rules->open;
  struct profile *profile = &caller->profile;
  *caller = (struct caller){.campus = client->options.campus,
                            .dry_run = client->options.dry_run,
                            .timeout_ms = client->options.timeout_ms,
                            .patient = client->options.timeout_given};
  connection_init(&caller->connection, profile);
  caller->connection.enrolment = method->rules->enrol;
  if (!profile_load(client->arena, client->options.profile, profile, error) ||
      !check_authority(profile, error) ||
      !machine_find(client->arena, profile, &caller->connection.machine, error)) {
    return false;
  }
  if (!method->rules->enrol &&
      !enrolment_ready(client->arena, client->schema, profile, error)) {
    return false;
  }
  caller->ready = true;
  caller->has_session = !open && session_load(client->arena, profile->name, caller->session, error);
  return open || caller->has_session;
}

void client_close(struct client *client, struct caller *caller)
{
  connection_free(&caller->connection);
  if (caller->ready && !caller->connection.enrolment) {
    enrolment_renew_early(client->arena, client->schema, &caller->profile);
  }
}

/* The account to log in with is the profile's where none is given. */
static bool fill_account(struct client *client, const struct caller *caller,
                         ProtobufCMessage *request, struct error *error)
{
  const struct schema_field *account = schema_field_find(client->command.method->input, "account");
  if (account == NULL || cell_count(request, account) > 0) return true;
  if (caller->profile.account == NULL) {
    return error_set(error, JIEDUI__CODE__USAGE, text("--account is missing: whose login is it?"));
  }
  return value_set(client->arena, request, account, caller->profile.account, error);
}

/* Keeps the session that a login's reply carries. */
static bool keep_session(struct client *client, const struct caller *caller,
                         const ProtobufCMessage *reply, struct error *error)
{
  const struct schema_field *field = schema_field_find(client->command.method->output, "session");
  if (field == NULL || cell_count(reply, field) == 0) {
    return error_set(error, JIEDUI__CODE__INTERNAL, text("The server gave no session."));
  }
  const ProtobufCBinaryData *bytes = cell_at(reply, field, 0);
  if (bytes->len != SESSION_BYTES) {
    return error_set(error, JIEDUI__CODE__INTERNAL, text("The server gave no session."));
  }
  const struct schema_field *named = schema_field_find(client->command.method->output, "account");
  const char *account = named == NULL ? "" : cell_text(client->arena, reply, named, CELL_PLAIN);
  return session_save(client->arena, caller->profile.name, bytes->data, account, error);
}

static bool is_method(const struct client *client, const char *name)
{
  return strcmp(client->command.method->name, name) == 0;
}

/* What the client does besides printing. */
static bool follow_up(struct client *client, const struct caller *caller,
                      const struct outcome *outcome, struct error *error)
{
  const bool over = outcome->status->code == JIEDUI__CODE__UNAUTHENTICATED;
  if (is_method(client, "SessionService.Logout") && (over || outcome->reply != NULL)) {
    session_forget(client->arena, caller->profile.name);
  }
  if (is_method(client, "SessionService.Login") && outcome->reply != NULL) {
    return keep_session(client, caller, outcome->reply, error);
  }
  return enrolment_keep(client->arena, &caller->profile, client->command.method, outcome, error);
}

/* A check that was made and found something wrong says so in its exit code too. */
static bool is_unsound(const struct schema_method *method, const ProtobufCMessage *reply)
{
  const struct schema_field *sound = schema_field_find(method->output, "sound");
  return sound != NULL && sound->descriptor->type == PROTOBUF_C_TYPE_BOOL &&
         cell_count(reply, sound) > 0 && !*(const protobuf_c_boolean *)cell_at(reply, sound, 0);
}

/* What the client made up for the request is not in the server's reply, but the answer shows it. */
static bool fill_made(const struct client *client, const ProtobufCMessage *request,
                      ProtobufCMessage *reply, struct error *error)
{
  const struct schema_method *method = client->command.method;
  for (size_t i = 0; !client->options.dry_run && i < method->input->n_fields; i++) {
    const struct schema_field *given = &method->input->fields[i];
    const struct schema_field *made = schema_field_find(method->output, given->name);
    if (!given->rules->one_time || made == NULL || cell_count(request, given) == 0) continue;
    const char *const *text = cell_at(request, given, 0);
    if (!value_set(client->arena, reply, made, *text, error)) return false;
  }
  return true;
}

/* A password that was made up is shown once it is set, or may be. */
static void show_made(const struct client *client, const struct outcome *outcome,
                      char made[SECRET_MADE])
{
  if (client->options.dry_run) return;
  if (outcome->reply != NULL || outcome->unsure) secret_show(made, outcome->reply == NULL);
}

/* Says why the record could not be sent, and keeps it. */
static int keep(struct client *client, const struct caller *caller, const struct call *call,
                const struct outcome *outcome, const struct error *error)
{
  const bool unsure = outcome != NULL && outcome->unsure;
  Jiedui__Code code = error->code;
  if (outcome != NULL && outcome->status != NULL) code = outcome->status->code;
  if (unsure) {
    message_print("%s",
                  text("No answer came, so that nobody knows whether the record was stored."));
  } else if (outcome != NULL && outcome->status != NULL) {
    (void)message_status(outcome->status, true);
  } else {
    (void)message_error(error);
  }
  return offline_keep(client, caller, call, unsure, code);
}

/* What was asked for cannot even be tried, as when the machine's certificate has ended and the
 * server is not there to renew it. */
static int give_up(struct client *client, const struct caller *caller,
                   const ProtobufCMessage *request, const struct error *error)
{
  struct call call = {.method = client->command.method, .request = request};
  if (!offline_fits(client, caller, error->code)) return message_error(error);
  uuid_v4(call.request_id);
  return keep(client, caller, &call, NULL, error);
}

static int call_and_print(struct client *client, struct caller *caller, ProtobufCMessage *request,
                          char made[SECRET_MADE], struct error *error)
{
  const struct schema_method *method = client->command.method;
  struct call call = {.method = method, .request = request};
  struct outcome outcome;
  uuid_v4(call.request_id);
  const int asked = confirm_call(&client->options, caller, &call, client->arena);
  if (asked != 0) return asked;
  const bool answered = call_run(caller, &call, client->arena, &outcome, error);
  show_made(client, &outcome, made);
  const Jiedui__Code code = answered ? outcome.status->code : error->code;
  if (offline_fits(client, caller, code)) return keep(client, caller, &call, &outcome, error);
  if (!answered || !follow_up(client, caller, &outcome, error)) {
    return message_error(error);
  }
  if (outcome.reply == NULL) return message_status(outcome.status, caller->has_session);
  if (!fill_made(client, request, outcome.reply, error) ||
      (client->options.save != NULL &&
       !attachment_save(client->options.save, client->options.yes, method->output, outcome.reply,
                        error)) ||
      !answer_print(method, request, outcome.reply, &client->options, error)) {
    return message_error(error);
  }
  if (client->options.dry_run) {
    message_print("%s", text("This was a dry run: nothing was stored."));
  }
  return is_unsound(method, outcome.reply) ? JIEDUI__CODE__CONFLICT : 0;
}

static bool check_options(const struct client *client, struct error *error)
{
  const struct schema_method *method = client->command.method;
  if (client->options.dry_run && !method->rules->dry_run) {
    return error_set(error, JIEDUI__CODE__USAGE, text("`%s` has no --dry-run."), method->command);
  }
  return client->options.save == NULL ||
         folder_check(client->options.save, client->options.yes, error);
}

int client_run_call(struct client *client)
{
  struct error error;
  struct caller caller = {.connection = {.fd = -1}};
  char made[SECRET_MADE] = "";
  const struct schema_method *method = client->command.method;
  ProtobufCMessage *request = value_message(client->arena, method->input);
  struct flag_set set = {.arena = client->arena,
                         .options = &client->options,
                         .fields = method->input,
                         .message = request};
  if (!flags_parse(&set, &client->arguments, &error)) return message_error(&error);
  const bool ready = check_options(client, &error) &&
                     client_open(client, &caller, method, &error) &&
                     (!is_method(client, "SessionService.Login") ||
                      fill_account(client, &caller, request, &error)) &&
                     enrolment_fill(client->arena, &caller.profile, method, request, &error) &&
                     reference_resolve(client, &caller, method, request, &error) &&
                     secret_fill(client->arena, method->input, request,
                                 client->options.password_stdin, made, &error);
  const int code =
      ready ? call_and_print(client, &caller, request, made, &error)
            : give_up(client, &caller, request, &error);
  explicit_bzero(made, sizeof made);
  client_close(client, &caller);
  return code;
}
