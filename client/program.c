/* Owns how a program of the client begins. Never knows a command. */
#include "client/program.h"

#include <stdio.h>
#include <string.h>

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

bool program_has_flag(const struct arguments *arguments, const char *name, const char *short_name)
{
  for (size_t i = 0; i < arguments->n && strcmp(arguments->tokens[i], "--") != 0; i++) {
    if (strcmp(arguments->tokens[i], name) == 0) return true;
    if (short_name != NULL && strcmp(arguments->tokens[i], short_name) == 0) return true;
  }
  return false;
}

static int start(const char *program, struct client *client, int (*run)(struct client *client))
{
  struct error error;
  client->schema = schema_get(&error);
  if (client->schema == NULL) return message_error(&error);
  if (program_has_flag(&client->arguments, "--version", NULL)) {
    (void)printf("%s %s\n", program, JIEDUI_VERSION);
    return 0;
  }
  return run(client);
}

int program_run(const char *program, int argc, char **argv, int (*run)(struct client *client))
{
  struct client client = {.arena = arena_new()};
  client.arguments.tokens = (const char *const *)argv + 1;
  client.arguments.n = argc > 1 ? (size_t)argc - 1 : 0;
  choose_language(&client.arguments);
  options_init(&client.options);
  client.options.no_pager = program_has_flag(&client.arguments, "--no-pager", NULL);
  int code = JIEDUI__CODE__USAGE;
  if (client.arguments.n > ARGUMENTS_MAX) {
    message_print("%s", text("There are more words on the command line than can be meant."));
  } else {
    code = start(program, &client, run);
  }
  arena_free(client.arena);
  return code;
}
