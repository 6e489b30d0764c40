/* Owns the generated parts of the manual, in scdoc's notation: from the contract, as `jiedui help`
 * is. Never installed. Usage: jiedui-pages commands|groups|options [zh] */
#include <stdio.h>
#include <string.h>

#include "client/help.h"
#include "client/text.h"

/* Everything that scdoc could take for its notation stands behind a backslash. */
static const char *plain(struct arena *arena, const char *text)
{
  char *escaped = arena_alloc(arena, 2 * strlen(text) + 1);
  char *to = escaped;
  for (const char *from = text; *from != '\0'; from++) {
    if (strchr("\\_*<>[]#|+~`.-", *from) != NULL) *to++ = '\\';
    *to++ = *from;
  }
  return escaped;
}

static void print_term(struct arena *arena, const char *name, const char *value,
                       const char *meaning)
{
  (void)printf("*%s*%s%s%s\n\t%s\n\n", plain(arena, name), value[0] == '\0' ? "" : " _",
               plain(arena, value), value[0] == '\0' ? "" : "_",
               meaning[0] == '\0' ? plain(arena, name) : plain(arena, meaning));
}

static void print_columns(struct arena *arena, const struct schema_message *input)
{
  const struct schema_field *rows = schema_field_find(input, "rows");
  if (rows == NULL || rows->message == NULL) return;
  (void)printf("%s\n\n", plain(arena, text("Columns, by name or Chinese heading, in any order (* = "
                                           "required):")));
  for (size_t i = 0; i < rows->message->n_fields; i++) {
    const struct schema_field *field = &rows->message->fields[i];
    if (field->message != NULL || field->rules->secret) continue;
    const char *label = field->rules->label == NULL ? "" : field->rules->label;
    print_term(arena, arena_printf(arena, "%s%s", field->name, field->rules->required ? "*" : ""),
               label, help_meaning(arena, field));
  }
}

static void print_command(struct arena *arena, const struct command *command)
{
  const struct schema_message *input = command->method == NULL ? NULL : command->method->input;
  (void)printf("## jiedui %s", command->words); /* scdoc takes headings as they are */
  for (size_t i = 0; input != NULL && i < input->n_fields; i++) {
    if (!input->fields[i].rules->positional) continue;
    (void)printf(" [%s]", help_value(arena, &input->fields[i]));
  }
  const struct local_flag *locals = help_locals(command);
  for (const struct local_flag *l = locals; l != NULL && l->name != NULL; l++) {
    if (l->name[0] != '-') (void)printf(" %s", l->name);
  }
  (void)printf("\n\n%s\n\n", plain(arena, text(command->help)));
  for (size_t i = 0; input != NULL && i < input->n_fields; i++) {
    const struct schema_field *field = &input->fields[i];
    if (!flags_is_flag(field)) continue;
    print_term(arena, flags_name(arena, field), help_value(arena, field),
               help_meaning(arena, field));
  }
  for (const struct local_flag *l = locals; l != NULL && l->name != NULL; l++) {
    print_term(arena, l->name, "", text(l->help));
  }
  if (command->kind == COMMAND_IMPORT && input != NULL) print_columns(arena, input);
}

static const char *service_of(const struct command *command)
{
  return command->method == NULL ? TEXT_LATER("This machine alone.")
                                 : command->method->service_help;
}

/* The first words of a service's commands, which stand together: of those that are no imports, else
 * the whole import. */
static const char *words_of(struct arena *arena, const struct schema *schema, size_t first)
{
  struct command command;
  if (!command_get(schema, first, &command)) return "";
  const char *import = command.words;
  const char *service = service_of(&command);
  const char *words = "";
  const char *last = "";
  for (size_t i = first; command_get(schema, i, &command); i++) {
    if (strcmp(service, service_of(&command)) != 0) break;
    if (command.kind == COMMAND_IMPORT && command.method != NULL) continue;
    const char *word = arena_printf(arena, "%.*s", (int)strcspn(command.words, " "), command.words);
    if (strcmp(word, last) == 0) continue;
    words = arena_printf(arena, "%s%s%s", words, words[0] == '\0' ? "" : ", ", word);
    last = word;
  }
  return words[0] == '\0' ? import : words;
}

static void print_commands(struct arena *arena, const struct schema *schema, bool whole)
{
  struct command command;
  const char *service = "";
  for (size_t i = 0; command_get(schema, i, &command); i++) {
    if (strcmp(service, service_of(&command)) != 0) {
      service = service_of(&command);
      const bool local = command.method == NULL;
      const char *word = local ? text("other") : words_of(arena, schema, i);
      if (whole) {
        (void)printf("# %s\n\n%s\n\n", word, plain(arena, text(service)));
      } else if (!local) {
        print_term(arena, word, "", text(service));
      }
    }
    if (command.method == NULL && !whole) {
      print_term(arena, command.words, "", text(command.help));
    }
    if (whole) print_command(arena, &command);
  }
}

static void print_options(struct arena *arena)
{
  for (const struct option *option = option_list; option->name != NULL; option++) {
    const char *name = option->short_name == NULL
                           ? option->name
                           : arena_printf(arena, "%s, %s", option->short_name, option->name);
    print_term(arena, name, option->value == NULL ? "" : option->value, text(option->help));
  }
}

int main(int argc, char **argv)
{
  struct error error;
  const struct schema *schema = schema_get(&error);
  const char *part = argc > 1 ? argv[1] : "";
  if (schema == NULL) return JIEDUI__CODE__INTERNAL;
  text_choose(argc > 2 ? argv[2] : "en");
  struct arena *arena = arena_new();
  if (strcmp(part, "options") == 0) {
    print_options(arena);
  } else {
    print_commands(arena, schema, strcmp(part, "commands") == 0);
  }
  arena_free(arena);
  return fflush(stdout) == 0 ? 0 : JIEDUI__CODE__LOCAL;
}
