/* Owns the choice of what jiedui-sheet does. Never does any of it. */
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "client/answer.h"
#include "client/message.h"
#include "client/program.h"
#include "client/sheet/export.h"
#include "client/sheet/rejected.h"
#include "client/sheet/rows.h"
#include "client/sheet/template.h"
#include "client/text.h"

/* What jiedui itself asks for, see client/source.c and client/rejects.c: --lang LANGUAGE and then
 * --read NAME [--sheet SHEET] or --rejected FILE. False when it was not that. */
static bool serve(int argc, char **argv, int *code)
{
  enum { LANGUAGE = 2, WHAT, NAME, SHEET_FLAG, SHEET };
  if (argc <= NAME || strcmp(argv[1], "--lang") != 0) return false;
  if (strcmp(argv[WHAT], "--read") == 0) {
    text_choose(argv[LANGUAGE]);
    *code = rows_serve(STDIN_FILENO, argv[NAME], argc > SHEET ? argv[SHEET] : NULL, stdout);
    return true;
  }
  if (strcmp(argv[WHAT], "--rejected") != 0) return false;
  text_choose(argv[LANGUAGE]);
  *code = rejected_write(argv[NAME]);
  return true;
}

/* `jiedui export --completion` or `jiedui template --completion`: everything this program knows. */
static int list_completions(struct client *client)
{
  struct error error;
  export_complete(client);
  template_complete(client);
  return answer_flush(&error) ? 0 : message_error(&error);
}

static int run(struct client *client)
{
  struct error error;
  if (!command_find(client->schema, &client->arguments, &client->command, &error)) {
    return message_error(&error);
  }
  if (program_has_flag(&client->arguments, "--completion", NULL)) return list_completions(client);
  if (command_begins(client->command.words, "export")) return export_run(client);
  if (command_begins(client->command.words, "template")) return template_run(client);
  (void)error_set(&error, JIEDUI__CODE__USAGE, text("jiedui-sheet knows export and template."));
  return message_error(&error);
}

int main(int argc, char **argv)
{
  int code = 0;
  (void)umask(S_IRWXG | S_IRWXO);
  if (serve(argc, argv, &code)) return code;
  return program_run("jiedui-sheet", argc, argv, run);
}
