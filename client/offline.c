/* Owns the decision what is kept when there is no network. Never sends it. */
#include "client/offline.h"

#include <string.h>
#include <time.h>

#include "client/machine.h"
#include "client/message.h"
#include "client/queue.h"
#include "client/session.h"
#include "client/text.h"

bool offline_fits(const struct client *client, const struct caller *caller, Jiedui__Code code)
{
  const struct schema_method *method = client->command.method;
  if (!method->rules->queueable || client->options.dry_run) return false;
  if (caller->connection.fault == CONNECTION_DISTRUST) return false;
  return code == JIEDUI__CODE__UNAVAILABLE || code == JIEDUI__CODE__DEADLINE_EXCEEDED ||
         code == JIEDUI__CODE__UNKNOWN_OUTCOME;
}

char *offline_now(struct arena *arena)
{
  enum { LONGEST = 32 };
  char *text_of = arena_alloc(arena, LONGEST);
  const time_t now = time(NULL);
  struct tm local;
  if (localtime_r(&now, &local) == NULL ||
      strftime(text_of, LONGEST, "%Y-%m-%dT%H:%M:%S%z", &local) == 0) {
    text_of[0] = '\0';
  }
  return text_of;
}

/* Whose record it is: the session's account, over or not; else the profile's. */
static const char *writer(struct client *client, const struct profile *profile, struct error *error)
{
  const char *account = session_account(client->arena, profile->name);
  if (account == NULL) account = profile->account;
  if (account == NULL) {
    (void)error_set(error, JIEDUI__CODE__LOCAL,
                    text("The record is not kept, since nobody knows whose it is: log in once "
                         "while the server is there."));
  }
  return account;
}

static bool add(struct client *client, const struct caller *caller, const struct call *call,
                Jiedui__QueuedCall *item, int32_t *number, struct error *error)
{
  struct queue queue;
  const size_t size = protobuf_c_message_get_packed_size(call->request);
  item->method = (char *)(uintptr_t)call->method->name;
  item->has_body = item->has_request_id = 1;
  item->body = (ProtobufCBinaryData){size, arena_alloc(client->arena, size + 1)};
  (void)protobuf_c_message_pack(call->request, item->body.data);
  item->request_id =
      (ProtobufCBinaryData){UUID_BYTES, (uint8_t *)(uintptr_t)call->request_id};
  item->written_at = offline_now(client->arena);
  item->campus = (char *)(uintptr_t)caller->campus;
  item->machine = (char *)(uintptr_t)machine_id(client->arena, &caller->connection.machine);
  item->account = (char *)(uintptr_t)writer(client, &caller->profile, error);
  if (item->account == NULL) return false;
  const bool added = queue_open(&queue, client->arena, caller->profile.name, true, error) &&
                     queue_add(&queue, item, number, error);
  queue_close(&queue);
  return added;
}

int offline_keep(struct client *client, const struct caller *caller, const struct call *call,
                 bool unsure, Jiedui__Code code)
{
  struct error error;
  Jiedui__QueuedCall item = JIEDUI__QUEUED_CALL__INIT;
  int32_t number = 0;
  item.has_unsure = item.unsure = unsure;
  if (!add(client, caller, call, &item, &number, &error)) return message_error(&error);
  message_print(text("The record is kept on this machine as number %d. When the server is there, "
                     "`jiedui queue send` stores it, once in any case."),
                number);
  return (int)code;
}

void offline_remind(struct client *client)
{
  struct error ignored;
  const enum command_kind kind = client->command.kind;
  if (kind != COMMAND_CALL && kind != COMMAND_IMPORT) return;
  const char *profile = client->options.profile;
  if (profile == NULL) profile = profile_default(client->arena, &ignored);
  const size_t n = profile == NULL ? 0 : queue_count(client->arena, profile);
  if (n == 0) return;
  message_print(text("Records that wait on this machine and are not stored yet: %zu. See `jiedui "
                     "queue list`; `jiedui queue send` sends them."),
                n);
}
