/* Owns flags without a value, and the help of commands that are no call. */
#include "client/sheet/switches.h"

#include <stdio.h>
#include <string.h>

#include "client/help.h"
#include "client/text.h"

bool switches_force(struct client *client)
{
  struct arguments *arguments = &client->arguments;
  const char **kept = arena_alloc(client->arena, (arguments->n + 1) * sizeof *kept);
  bool found = false;
  size_t n = 0;
  for (size_t i = 0; i < arguments->n; i++) {
    const char *token = arguments->tokens[i];
    const bool is_force = strcmp(token, "--force") == 0;
    found = found || is_force;
    if (!is_force) kept[n++] = token;
  }
  arguments->tokens = kept;
  arguments->n = n;
  return found;
}

int switches_help(struct client *client, const struct local_flag *flags)
{
  help_print_command(client, &client->command);
  (void)printf("\n");
  for (; flags->name != NULL; flags++) {
    (void)printf("  %-26s%s\n", flags->name, text(flags->help));
  }
  (void)printf("  %-26s%s\n", "--force", text("Replace a file that is there already."));
  return 0;
}
