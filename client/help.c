/* Owns the help's layout. Never its sentences: they are comments of the contract. */
#include "client/help.h"

#include <ctype.h>
#include <stdio.h>
#include <string.h>

#include "client/helper.h"
#include "client/local.h"
#include "client/message.h"
#include "client/pager.h"
#include "client/plain.h"
#include "client/reference.h"
#include "client/screen.h"
#include "client/text.h"

enum { NAME_WIDTH = 26 };

/* A name and what it means, aligned. */
static void print_line(const char *name, const char *meaning)
{
  const size_t width = plain_width(name);
  const int gap = width < NAME_WIDTH ? (int)(NAME_WIDTH - width) : 1;
  (void)printf("  %s%*s%s\n", name, gap, "", meaning);
}

static const char *heading_of(struct arena *arena, const char *sentence)
{
  return screen_paint(arena, PAINT_HEADING, text(sentence));
}

bool help_print_list(const struct schema *schema, const char *words)
{
  const char *heading = NULL;
  struct command command;
  bool found = false;
  struct arena *arena = arena_new();
  for (size_t i = 0; command_get(schema, i, &command); i++) {
    if (!command_begins(command.words, words)) continue;
    const char *service =
        command.method == NULL ? TEXT_LATER("This machine alone.") : command.method->service_help;
    if (heading == NULL || strcmp(heading, service) != 0) {
      (void)printf("%s%s\n", found ? "\n" : "", heading_of(arena, service));
    }
    heading = service;
    found = true;
    print_line(command.words, text(command.help));
  }
  arena_free(arena);
  return found;
}

static void print_options(void)
{
  struct arena *arena = arena_new();
  (void)printf("\n%s\n", heading_of(arena, TEXT_LATER("With every command:")));
  for (const struct option *option = option_list; option->name != NULL; option++) {
    print_line(
        arena_printf(arena, "%s%s%s%s%s", option->short_name == NULL ? "" : option->short_name,
                     option->short_name == NULL ? "" : ", ", option->name,
                     option->value == NULL ? "" : " ", option->value == NULL ? "" : option->value),
        text(option->help));
  }
  arena_free(arena);
}

const char *help_value(struct arena *arena, const struct schema_field *field)
{
  char *name = arena_strdup(arena, field->name);
  for (char *c = name; *c != '\0'; c++) *c = (char)toupper((unsigned char)*c);
  return field->descriptor->type == PROTOBUF_C_TYPE_BOOL ? "" : name;
}

const struct local_flag *help_locals(const struct command *command)
{
  const struct local_flag *flags = local_flags(command->kind);
  return command->kind == COMMAND_IMPORT && command->method != NULL ? flags + 1 : flags;
}

static void print_usage(struct arena *arena, const struct command *command,
                        const struct local_flag *local)
{
  (void)printf("%s jiedui %s", text("Usage:"), command->words);
  const struct schema_message *input = command->method == NULL ? NULL : command->method->input;
  bool flags = false;
  for (size_t i = 0; input != NULL && i < input->n_fields; i++) {
    const struct schema_field *field = &input->fields[i];
    if (field->rules->positional) (void)printf(" [%s]", help_value(arena, field));
    flags = flags || flags_is_flag(field);
  }
  for (; local != NULL && local->name != NULL; local++) {
    if (local->name[0] != '-') (void)printf(local->is_required ? " %s" : " [%s]", local->name);
    flags = flags || local->name[0] == '-';
  }
  (void)printf("%s\n\n%s\n", flags ? text(" [flags]") : "", text(command->help));
}

const char *help_meaning(struct arena *arena, const struct schema_field *field)
{
  const char *label = field->rules->label == NULL ? "" : field->rules->label;
  const char *meaning = text(field->help);
  const bool english = text_is_chinese() && meaning == field->help;
  if (meaning[0] == '\0' || (english && label[0] != '\0')) meaning = label;
  const char *more = reference_help(field->name);
  if (more != NULL) meaning = arena_printf(arena, "%s %s", meaning, more);
  for (size_t i = 0; field->enumeration != NULL && i < field->enumeration->n_values; i++) {
    const struct schema_enum_value *value = &field->enumeration->values[i];
    meaning = arena_printf(arena, "%s%s%s%s%s", meaning,
                           i > 0                ? ", "
                           : meaning[0] == '\0' ? "["
                                                : " [",
                           value->label, value->n_words > 0 ? "/" : "",
                           value->n_words > 0 ? value->words[0] : "");
  }
  return field->enumeration == NULL ? meaning : arena_printf(arena, "%s]", meaning);
}

/* The columns of an import's file, the required ones marked. */
static void print_columns(struct arena *arena, const struct schema_message *input)
{
  const struct schema_field *rows = schema_field_find(input, "rows");
  if (rows == NULL || rows->message == NULL) return;
  static const char heading[] =
      TEXT_LATER("Columns, by name or Chinese heading, in any order (* = required):");
  (void)printf("\n%s\n", heading_of(arena, heading));
  for (size_t i = 0; i < rows->message->n_fields; i++) {
    const struct schema_field *field = &rows->message->fields[i];
    if (field->message != NULL || field->rules->secret) continue;
    const char *label = field->rules->label == NULL ? "" : field->rules->label;
    print_line(
        arena_printf(arena, "%s%s %s", field->name, field->rules->required ? "*" : "", label),
        help_meaning(arena, field));
  }
}

static void print_fields(struct arena *arena, const struct schema_message *input)
{
  for (size_t i = 0; i < input->n_fields; i++) {
    const struct schema_field *field = &input->fields[i];
    if (!flags_is_flag(field)) continue;
    print_line(arena_printf(arena, "%s %s", flags_name(arena, field), help_value(arena, field)),
               help_meaning(arena, field));
  }
}

void help_print_flags(const struct client *client, const struct command *command,
                      const struct local_flag *local)
{
  print_usage(client->arena, command, local);
  (void)putchar('\n');
  if (command->method != NULL) print_fields(client->arena, command->method->input);
  for (; local != NULL && local->name != NULL; local++) print_line(local->name, text(local->help));
  if (command->kind == COMMAND_IMPORT && command->method != NULL) {
    print_columns(client->arena, command->method->input);
  }
  print_options();
}

void help_print_command(const struct client *client, const struct command *command)
{
  help_print_flags(client, command, help_locals(command));
}

/* The words that are neither the command's own, nor flags, nor values of common options. */
static const char *asked_words(const struct client *client)
{
  const struct arguments *arguments = &client->arguments;
  const char *words = "";
  for (size_t i = command_skip_options(arguments, 0); i < arguments->n;
       i = command_skip_options(arguments, i + 1)) {
    if (i - arguments->command_at < arguments->command_words) continue;
    words = arena_printf(client->arena, "%s%s%s", words, words[0] == '\0' ? "" : " ",
                         arguments->tokens[i]);
  }
  return words;
}

/* Only a helper knows its flags. */
static int ask_helper(struct client *client, const struct command *command)
{
  struct error error;
  const char *path = helper_find(client->arena, command->program, &error);
  if (path == NULL) return message_error(&error);
  const char *tokens[] = {command->words, "--help", "--lang", text_is_chinese() ? "zh" : "en"};
  helper_become(path, tokens, sizeof tokens / sizeof tokens[0], &error);
  return message_error(&error);
}

static int show(struct client *client, const char *words)
{
  struct command command;
  for (size_t i = 0; command_get(client->schema, i, &command); i++) {
    if (strcmp(command.words, words) != 0) continue;
    help_print_command(client, &command);
    return 0;
  }
  if (words[0] == '\0') {
    (void)printf("%s\n\n",
                 text("Usage: jiedui <command> [flags]   See also: jiedui help <command>"));
  }
  if (help_print_list(client->schema, words)) {
    if (words[0] == '\0') print_options();
    return 0;
  }
  message_print(text("There is no command \"%s\". See `jiedui help`."), words);
  return JIEDUI__CODE__USAGE;
}

int help_run(struct client *client)
{
  const char *words = asked_words(client);
  struct command command;
  for (size_t i = 0; command_get(client->schema, i, &command); i++) {
    if (command.kind == COMMAND_HELPER && strcmp(command.words, words) == 0) {
      return ask_helper(client, &command);
    }
  }
  struct pager pager;
  pager_begin(&pager, &client->options);
  const int code = show(client, words);
  pager_end(&pager);
  return code;
}
