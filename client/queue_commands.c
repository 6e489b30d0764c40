/* Owns the commands of the queue that need no server. Never sends. */
#include "client/queue_commands.h"

#include <stdlib.h>
#include <string.h>

#include "client/local.h"
#include "client/message.h"
#include "client/profile.h"
#include "client/queue_view.h"
#include "client/session.h"
#include "client/text.h"

static bool read_number(const struct local_flag *flags, int32_t *number, struct error *error)
{
  *number = 0;
  if (flags == NULL || flags[0].value == NULL) return true;
  char *end = NULL;
  const long given = strtol(flags[0].value, &end, 10);
  if (*end != '\0' || given < 1 || given > INT32_MAX) {
    return error_set(error, JIEDUI__CODE__USAGE,
                     text("\"%s\" is no number of the queue: `jiedui queue list` shows them."),
                     flags[0].value);
  }
  *number = (int32_t)given;
  return true;
}

bool queue_start(struct client *client, struct queue *queue, int32_t *number, struct error *error)
{
  struct profile profile;
  struct local_flag *flags = local_flags(client->command.kind);
  struct flag_set set = {.arena = client->arena, .options = &client->options, .locals = flags};
  *queue = (struct queue){.sender = -1};
  return flags_parse(&set, &client->arguments, error) && read_number(flags, number, error) &&
         profile_load(client->arena, client->options.profile, &profile, error) &&
         queue_open(queue, client->arena, profile.name, false, error);
}

static int list(struct client *client, struct queue *queue, struct error *error)
{
  const char *account = session_account(client->arena, queue->profile);
  const int32_t *numbers = queue_numbers(queue, error);
  if (numbers == NULL) return message_error(error);
  size_t n = 0;
  while (numbers[n] != 0) n++;
  Jiedui__QueueRow **rows = arena_alloc(client->arena, (n + 1) * sizeof *rows);
  int code = 0;
  size_t shown = 0;
  for (size_t i = 0; i < n; i++) {
    const Jiedui__QueuedCall *call = queue_load(queue, numbers[i], error);
    if (call == NULL) {
      code = message_error(error);
    } else {
      rows[shown++] = queue_view_row(client, numbers[i], call, account);
    }
  }
  if (n == 0) message_print("%s", text("No record waits on this machine."));
  return queue_view_rows(client, rows, shown, error) ? code : message_error(error);
}

/* The item, if it is the own one of whoever is logged in. */
static Jiedui__QueuedCall *own(struct client *client, struct queue *queue, int32_t number,
                               struct error *error)
{
  Jiedui__QueuedCall *call = queue_load(queue, number, error);
  const char *account = session_account(client->arena, queue->profile);
  if (call == NULL) return NULL;
  if (account != NULL && strcmp(account, call->account) == 0) return call;
  (void)error_set(error, JIEDUI__CODE__PERMISSION_DENIED,
                  text("Record %d was written by %s: only that account sees, sends or removes it. "
                       "`jiedui login --account %s`."),
                  number, call->account, call->account);
  return NULL;
}

static int show(struct client *client, struct queue *queue, int32_t number, struct error *error)
{
  const Jiedui__QueuedCall *call = own(client, queue, number, error);
  return call != NULL && queue_view_item(client, number, call, error) ? 0 : message_error(error);
}

static int take_out(struct client *client, struct queue *queue, int32_t number, struct error *error)
{
  if (!queue_hold(queue, error)) return message_error(error);
  const Jiedui__QueuedCall *call = own(client, queue, number, error);
  if (call == NULL) return message_error(error);
  if (client->options.dry_run) {
    message_print("%s", text("This was a dry run: nothing was removed."));
    return 0;
  }
  if (!queue_remove(queue, number, error)) return message_error(error);
  if (call->unsure) {
    message_print(text("Record %d is removed. An earlier try may have stored it: see `jiedui "
                       "record list` before writing it anew."),
                  number);
  } else {
    message_print(text("Record %d is removed. It was not stored."), number);
  }
  return 0;
}

int queue_run(struct client *client)
{
  struct error error;
  struct queue queue;
  int32_t number = 0;
  int code = 0;
  if (!queue_start(client, &queue, &number, &error)) {
    code = message_error(&error);
  } else if (client->command.kind == COMMAND_QUEUE_LIST) {
    code = list(client, &queue, &error);
  } else if (strcmp(client->command.words, "queue show") == 0) {
    code = show(client, &queue, number, &error);
  } else {
    code = take_out(client, &queue, number, &error);
  }
  queue_close(&queue);
  return code;
}
