/* Owns the choice of what is run. Never does any of it. */
#include <stdio.h>
#include <string.h>

#include "client/client.h"
#include "client/help.h"
#include "client/import.h"
#include "client/local.h"
#include "client/message.h"
#include "client/text.h"

/* The language is wanted before anything is said. */
static void choose_language(const struct arguments *arguments)
{
  text_choose(NULL);
  for (size_t i = 0; i < arguments->n; i++) {
    struct typed_flag flag;
    if (!arguments_is_flag(arguments->tokens[i])) continue;
    arguments_split(arguments->tokens[i], &flag);
    if (strcmp(flag.name, "--lang") != 0) continue;
    if (flag.value == NULL && i + 1 < arguments->n) flag.value = arguments->tokens[i + 1];
    if (flag.value != NULL) text_choose(flag.value);
  }
}

static bool has_flag(const struct arguments *arguments, const char *name, const char *short_name)
{
  for (size_t i = 0; i < arguments->n && strcmp(arguments->tokens[i], "--") != 0; i++) {
    if (strcmp(arguments->tokens[i], name) == 0) return true;
    if (short_name != NULL && strcmp(arguments->tokens[i], short_name) == 0) return true;
  }
  return false;
}

static int run_command(struct client *client)
{
  switch (client->command.kind) {
    case COMMAND_CALL:
      return client_run_call(client);
    case COMMAND_HELP:
      return help_run(client);
    case COMMAND_COMPLETION:
      return local_completion(client);
    case COMMAND_IMPORT:
      return import_run(client);
    case COMMAND_PROFILE_ADD:
      return local_profile_add(client);
    case COMMAND_PROFILE_LIST:
      return local_profile_list(client);
  }
  return JIEDUI__CODE__INTERNAL;
}

static int run(struct client *client)
{
  struct error error;
  client->schema = schema_get(&error);
  if (client->schema == NULL) return message_error(&error);
  if (has_flag(&client->arguments, "--version", NULL)) {
    (void)printf("jiedui %s\n", JIEDUI_VERSION);
    return 0;
  }
  const bool found = command_find(client->schema, &client->arguments, &client->command, &error);
  if (has_flag(&client->arguments, "--help", "-h")) {
    if (!found) return help_run(client);
    help_print_command(client, &client->command);
    return 0;
  }
  return found ? run_command(client) : message_error(&error);
}

int main(int argc, char **argv)
{
  struct client client = {.arena = arena_new()};
  client.arguments.tokens = (const char *const *)argv + 1;
  client.arguments.n = argc > 1 ? (size_t)argc - 1 : 0;
  choose_language(&client.arguments);
  options_init(&client.options);
  int code = JIEDUI__CODE__USAGE;
  if (client.arguments.n > ARGUMENTS_MAX) {
    message_print("%s", text("There are more words on the command line than can be meant."));
  } else {
    code = run(&client);
  }
  arena_free(client.arena);
  return code;
}
