/* Owns the listing that shells complete from. Never connects. */
#include "client/completion.h"

#include <stdio.h>
#include <string.h>

#include "client/answer.h"
#include "client/help.h"
#include "client/message.h"

/* The values of an enum, each with its Chinese words after slashes. */
static void print_words(const struct schema_enum *e)
{
  for (size_t i = 0; i < e->n_values; i++) {
    (void)printf("%s%s", i == 0 ? "" : "|", e->values[i].label);
    for (size_t w = 0; w < e->values[i].n_words; w++) (void)printf("/%s", e->values[i].words[w]);
  }
}

void completion_value(const struct schema_field *field)
{
  if (field->descriptor->type == PROTOBUF_C_TYPE_BOOL) return;
  (void)putchar('=');
  if (field->enumeration != NULL) print_words(field->enumeration);
  if (field->rules->from_file) (void)putchar('@');
}

static void print_fields(struct client *client, const struct schema_message *input)
{
  for (size_t i = 0; i < input->n_fields; i++) {
    const struct schema_field *field = &input->fields[i];
    if (!flags_is_flag(field)) continue;
    const char *name = flags_name(client->arena, field);
    if (field->rules->positional) {
      (void)printf("\t%s", name + 2);
      completion_value(field);
    }
    (void)printf("\t%s", name);
    completion_value(field);
  }
}

static bool is_file(const char *flag)
{
  static const char *const files[] = {"FILE", "--ca", "--rejects", "--slips", "--output", "--html"};
  for (size_t i = 0; i < sizeof files / sizeof files[0]; i++) {
    if (strcmp(flag, files[i]) == 0) return true;
  }
  return false;
}

/* What can be imported can be a template. */
static void print_kinds(const struct schema *schema)
{
  const char *bar = "";
  for (size_t i = 0; i < schema->n_methods; i++) {
    if (schema->methods[i].rules->import == NULL) continue;
    (void)printf("%s%s", bar, schema->methods[i].rules->import);
    bar = "|";
  }
}

static void print_local(const struct schema *schema, const struct local_flag *local)
{
  (void)printf("\t%s=%s", local->name, is_file(local->name) ? "@" : "");
  if (strcmp(local->name, "KIND") == 0) print_kinds(schema);
}

void completion_print(struct client *client, const struct command *command,
                      const struct local_flag *locals)
{
  (void)fputs(command->words, stdout);
  if (command->method != NULL) print_fields(client, command->method->input);
  for (; locals != NULL && locals->name != NULL; locals++) print_local(client->schema, locals);
  (void)putchar('\n');
}

static void print_options(void)
{
  for (const struct option *option = option_list; option->name != NULL; option++) {
    const char *const names[] = {option->name, option->short_name};
    for (size_t i = 0; i < 2 && names[i] != NULL; i++) {
      (void)printf("\t%s", names[i]);
      if (option->value == NULL) continue;
      const bool file = strcmp(option->value, "FILE") == 0;
      (void)printf("=%s", option->words != NULL ? option->words : file ? "@" : "");
    }
  }
  (void)putchar('\n');
}

int completion_run(struct client *client)
{
  struct error error;
  struct command command;
  struct flag_set set = {.arena = client->arena, .options = &client->options};
  if (!flags_parse(&set, &client->arguments, &error)) return message_error(&error);
  for (size_t i = 0; command_get(client->schema, i, &command); i++) {
    completion_print(client, &command, help_locals(&command));
  }
  print_options();
  return answer_flush(&error) ? 0 : message_error(&error);
}
