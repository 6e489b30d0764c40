/* Owns the choice of what is run. Never does any of it. */
#include "client/client.h"
#include "client/completion.h"
#include "client/doctor.h"
#include "client/help.h"
#include "client/helper.h"
#include "client/import.h"
#include "client/local.h"
#include "client/message.h"
#include "client/offline.h"
#include "client/pager.h"
#include "client/program.h"
#include "client/queue_commands.h"
#include "client/queue_send.h"

/* Another program's command: it reads the same command line. */
static int become(struct client *client)
{
  struct error error;
  const char *path = helper_find(client->arena, client->command.program, &error);
  if (path != NULL) {
    helper_become(path, client->arguments.tokens, client->arguments.n, &error);
  }
  return message_error(&error);
}

static int run_command(struct client *client)
{
  switch (client->command.kind) {
    case COMMAND_CALL:
      return client_run_call(client);
    case COMMAND_HELP:
      return help_run(client);
    case COMMAND_COMPLETION:
      return completion_run(client);
    case COMMAND_IMPORT:
      return import_run(client);
    case COMMAND_PROFILE_ADD:
      return local_profile_add(client);
    case COMMAND_PROFILE_LIST:
      return local_profile_list(client);
    case COMMAND_DOCTOR:
      return doctor_run(client);
    case COMMAND_QUEUE_LIST:
    case COMMAND_QUEUE_ONE:
      return queue_run(client);
    case COMMAND_QUEUE_SEND:
      return queue_send_run(client);
    case COMMAND_HELPER:
      return become(client);
  }
  return JIEDUI__CODE__INTERNAL;
}

static int run(struct client *client)
{
  struct error error;
  const bool found = command_find(client->schema, &client->arguments, &client->command, &error);
  if (program_has_flag(&client->arguments, "--help", "-h") &&
      !(found && client->command.kind == COMMAND_HELPER)) {
    if (!found) return help_run(client);
    struct pager pager;
    pager_begin(&pager, &client->options);
    help_print_command(client, &client->command);
    pager_end(&pager);
    return 0;
  }
  if (!found) return message_error(&error);
  const int code = run_command(client);
  if (code == 0) offline_remind(client);
  return code;
}

int main(int argc, char **argv)
{
  return program_run("jiedui", argc, argv, run);
}
