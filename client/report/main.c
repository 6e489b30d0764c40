/* Owns the program jiedui-report: its commands and flags. Never draws. */
#include <stdio.h>
#include <string.h>

#include "client/answer.h"
#include "client/client.h"
#include "client/completion.h"
#include "client/folder.h"
#include "client/help.h"
#include "client/message.h"
#include "client/program.h"
#include "client/report/gather.h"
#include "client/report/page.h"
#include "client/text.h"

enum { HTML, AS_OF, COMPARE };

static struct local_flag flags[] = {
    {"--html", NULL, TEXT_LATER("The file to write, such as district.html."), true},
    {"--as-of", NULL, TEXT_LATER("The day to look at, today if not given."), false},
    {"--compare", NULL, TEXT_LATER("A plan year to hold the figures against."), false},
    {NULL, NULL, NULL, false}};

static int write_page(struct client *client)
{
  struct error error;
  const char *path = flags[HTML].value;
  const struct gather_wish wish = {
      .is_district = strcmp(client->command.words, "report district") == 0,
      .as_of = flags[AS_OF].value,
      .compare = flags[COMPARE].value};
  if (!folder_check(path, client->options.yes, &error)) return message_error(&error);
  json_t *model = NULL;
  const int code = gather_model(client, &wish, &model);
  if (code != 0) return code;
  size_t size = 0;
  const bool written = page_write(path, client->options.yes, model, &size, &error);
  json_decref(model);
  if (!written) return message_error(&error);
  (void)printf(text("The dashboard is in %s (%zu KB): open it in any browser.\n"), path,
               (size + 999) / 1000);
  return answer_flush(&error) ? 0 : message_error(&error);
}

/* `jiedui report district --completion`: both commands, as `jiedui completion` has them. */
static int list_completions(struct client *client)
{
  struct error error;
  struct command command;
  for (size_t i = 0; command_get(client->schema, i, &command); i++) {
    if (command.program == NULL || strcmp(command.program, "jiedui-report") != 0) continue;
    completion_print(client, &command, flags);
  }
  return answer_flush(&error) ? 0 : message_error(&error);
}

static int run(struct client *client)
{
  struct error error;
  struct flag_set set = {.arena = client->arena, .options = &client->options, .locals = flags};
  if (!command_find(client->schema, &client->arguments, &client->command, &error)) {
    return message_error(&error);
  }
  if (program_has_flag(&client->arguments, "--completion", NULL)) return list_completions(client);
  if (!flags_parse(&set, &client->arguments, &error)) return message_error(&error);
  if (client->options.help) {
    help_print_flags(client, &client->command, flags);
    return answer_flush(&error) ? 0 : message_error(&error);
  }
  return write_page(client);
}

int main(int argc, char **argv)
{
  return program_run("jiedui-report", argc, argv, run);
}
