/* Owns the finding of commands. Never runs one. */
#include "client/command.h"

#include <stdio.h>
#include <string.h>

#include "client/options.h"
#include "client/suggest.h"
#include "client/text.h"

const struct command command_locals[] = {
    {COMMAND_IMPORT, "import", TEXT_LATER("Store the rows of a file."), NULL, NULL},
    {COMMAND_HELPER, "export", TEXT_LATER("Write what is stored as a file that import reads."),
     NULL, "jiedui-sheet"},
    {COMMAND_HELPER, "template", TEXT_LATER("Write an empty workbook of a kind, to be filled in."),
     NULL, "jiedui-sheet"},
    {COMMAND_PROFILE_ADD, "profile add", TEXT_LATER("Write down a server and whom to speak as."),
     NULL, NULL},
    {COMMAND_PROFILE_LIST, "profile list", TEXT_LATER("Show the profiles of this machine's user."),
     NULL, NULL},
    {COMMAND_DOCTOR, "doctor",
     TEXT_LATER("Look for what keeps this machine from working, with a remedy for each."), NULL,
     NULL},
    {COMMAND_QUEUE_LIST, "queue list",
     TEXT_LATER("Show the records that were written without a network and wait on this machine."),
     NULL, NULL},
    {COMMAND_QUEUE_SEND, "queue send",
     TEXT_LATER("Send the records that wait, in the order they were written; each is stored once."),
     NULL, NULL},
    {COMMAND_QUEUE_ONE, "queue show",
     TEXT_LATER("Show a record that waits, and how to write it anew."), NULL, NULL},
    {COMMAND_QUEUE_ONE, "queue remove",
     TEXT_LATER("Take a record out of the queue for good, without sending it."), NULL, NULL},
    {COMMAND_HELP, "help", TEXT_LATER("Show the commands, or what one of them does and takes."),
     NULL, NULL},
    {COMMAND_HELPER, "print", TEXT_LATER("Print a form as PDF, filled or blank."), NULL,
     "jiedui-print"},
    {COMMAND_COMPLETION, "completion",
     TEXT_LATER("Print every command with its flags, for a shell."), NULL, NULL},
    {COMMAND_HELPER, "report district",
     TEXT_LATER("Write the district's dashboard as one page, for any browser, offline."), NULL,
     "jiedui-report"},
    {COMMAND_HELPER, "report campus",
     TEXT_LATER("Write the own campus's dashboard as one page, for any browser, offline."), NULL,
     "jiedui-report"},
    {COMMAND_CALL, NULL, NULL, NULL, NULL}};

bool command_get(const struct schema *schema, size_t i, struct command *command)
{
  if (i < schema->n_methods) {
    const struct schema_method *method = &schema->methods[i];
    const bool exports = method->rules->export != NULL;
    const enum command_kind kind = exports                         ? COMMAND_HELPER
                                   : method->rules->import == NULL ? COMMAND_CALL
                                                                   : COMMAND_IMPORT;
    *command = (struct command){kind, method->command, method->help, method,
                                exports ? "jiedui-sheet" : NULL};
    return true;
  }
  *command = command_locals[i - schema->n_methods];
  return command->words != NULL;
}

bool command_begins(const char *command, const char *words)
{
  const size_t length = strlen(words);
  return strncmp(command, words, length) == 0 &&
         (length == 0 || command[length] == '\0' || command[length] == ' ');
}

/* How many tokens from `at` on are the words of the command, 0 if they are not. "needs list" is
 * understood as "needs-list" too. */
static size_t match_words(const struct arguments *arguments, size_t at, const char *words)
{
  for (size_t n = 0; at + n < arguments->n; n++) {
    const char *token = arguments->tokens[at + n];
    const size_t length = strlen(token);
    if (length == 0 || strncmp(words, token, length) != 0) return 0;
    if (words[length] == '\0') return n + 1;
    if (words[length] != ' ' && words[length] != '-') return 0;
    words += length + 1;
  }
  return 0;
}

/* The command with the most words beginning at `at`. */
static bool find_at(const struct schema *schema, struct arguments *arguments, size_t at,
                    struct command *found)
{
  struct command command;
  arguments->command_words = 0;
  for (size_t i = 0; command_get(schema, i, &command); i++) {
    const size_t words = match_words(arguments, at, command.words);
    if (words <= arguments->command_words) continue;
    arguments->command_at = at;
    arguments->command_words = words;
    *found = command;
  }
  return arguments->command_words > 0;
}

/* The token after `at` that is neither a common option nor its value. */
size_t command_skip_options(const struct arguments *arguments, size_t at)
{
  while (at < arguments->n && arguments_is_flag(arguments->tokens[at])) {
    struct typed_flag flag;
    arguments_split(arguments->tokens[at], &flag);
    const struct option *option = option_find(flag.name);
    at += option != NULL && option->value != NULL && flag.value == NULL ? 2 : 1;
  }
  return at;
}

static bool explain_missing(const struct schema *schema, const char *typed, struct error *error)
{
  struct command command;
  const char *nearest = NULL;
  for (size_t i = 0; command_get(schema, i, &command); i++) {
    if (command_begins(command.words, typed)) {
      return error_set(error, JIEDUI__CODE__USAGE,
                       text("\"%s\" needs a further word. See `jiedui help %s`."), typed, typed);
    }
    suggest_consider(typed, command.words, &nearest);
  }
  if (nearest == NULL) {
    return error_set(error, JIEDUI__CODE__USAGE,
                     text("There is no command \"%s\". See `jiedui help`."), typed);
  }
  return error_set(error, JIEDUI__CODE__USAGE,
                   text("There is no command \"%s\". Did you mean `jiedui %s`?"), typed, nearest);
}

/* What was typed where a command should be: the first word that is not a flag, and the second
 * where some command begins with the first or is near to both. */
static bool explain(const struct schema *schema, const struct arguments *arguments,
                    struct error *error)
{
  char typed[128];
  const size_t at = command_skip_options(arguments, 0);
  if (at >= arguments->n) {
    return error_set(error, JIEDUI__CODE__USAGE, text("No command is given. See `jiedui help`."));
  }
  const char *first = arguments->tokens[at];
  const size_t next = at + 1;
  const bool more = next < arguments->n && !arguments_is_flag(arguments->tokens[next]);
  (void)snprintf(typed, sizeof typed, "%s%s%s", first, more ? " " : "",
                 more ? arguments->tokens[next] : "");
  return explain_missing(schema, typed, error);
}

bool command_find(const struct schema *schema, struct arguments *arguments, struct command *command,
                  struct error *error)
{
  for (size_t at = command_skip_options(arguments, 0); at < arguments->n;
       at = command_skip_options(arguments, at + 1)) {
    if (find_at(schema, arguments, at, command)) return true;
  }
  arguments->command_words = 0;
  return explain(schema, arguments, error);
}
