/* Owns the command line of `jiedui print`. Never calls and never draws. */
#include "client/print/print.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "client/completion.h"
#include "client/message.h"
#include "client/plain.h"
#include "client/print/forms.h"
#include "client/print/gather.h"
#include "client/print/letters.h"
#include "client/print/output.h"
#include "client/print/press.h"
#include "client/print/read.h"
#include "client/program.h"
#include "client/text.h"

/* The flags that every form has, after its own. */
enum { OUTPUT, OUTPUT_SHORT, BLANK, COMMON };

static const struct local_flag common[COMMON] = {
    {"--output", NULL, TEXT_LATER("The PDF to write; - is standard output."), false},
    {"-o", NULL, TEXT_LATER("The PDF to write; - is standard output."), false},
    {"--blank", NULL, TEXT_LATER("Print it empty, to be filled in by hand; no server is asked."),
     false}};

static void print_line(const char *name, const char *meaning)
{
  const size_t width = plain_width(name);
  (void)printf("  %s%*s%s\n", name, width < 26 ? (int)(26 - width) : 1, "", meaning);
}

/* Its number, and in one sentence what it is. */
static const char *describe(struct client *client, const struct form *form)
{
  const struct data blank = {.form = form, .arena = client->arena, .blank = true};
  return arena_printf(client->arena, "%s %s", form->number, data_words(&blank, &form->help));
}

static int list_forms(struct client *client)
{
  struct error error;
  const char *name;
  (void)printf("%s jiedui print FORM%s\n\n%s\n", text("Usage:"), text(" [flags]"),
               text("Print a form as PDF, filled from the server or blank. The forms are:"));
  for (size_t i = 0; (name = forms_name(client->arena, i)) != NULL; i++) {
    const struct form *form = read_form(client->arena, client->schema, name, &error);
    if (form == NULL) return message_error(&error);
    print_line(name, describe(client, form));
  }
  (void)printf("\n%s\n", text("`jiedui print FORM --help` shows the flags of one."));
  return 0;
}

/* Chinese where there is a label and no translated sentence. */
static const char *flag_help(const struct form_flag *flag)
{
  const char *help = text(flag->field->help);
  const bool is_english = text_is_chinese() && help == flag->field->help;
  if ((is_english || help[0] == '\0') && flag->field->rules->label != NULL) {
    return flag->field->rules->label;
  }
  return help;
}

static int show_help(struct client *client, const struct form *form, const struct local_flag *flags)
{
  (void)printf("%s jiedui print %s%s\n\n%s\n\n", text("Usage:"), form->name, text(" [flags]"),
               describe(client, form));
  for (const struct local_flag *flag = flags + 1; flag->name != NULL; flag++) {
    if (strcmp(flag->name, "-o") == 0) continue;
    print_line(arena_printf(client->arena, "%s%s", flag->name, flag->is_required ? "*" : ""),
               text(flag->help));
  }
  print_line("--yes", text("Replace the file if it is there."));
  return 0;
}

/* The form's name as a positional, its flags, the common ones. */
static struct local_flag *make_flags(struct client *client, const struct form *form)
{
  struct local_flag *flags =
      arena_alloc(client->arena, (1 + form->n_flags + COMMON + 1) * sizeof *flags);
  flags[0] = (struct local_flag){"FORM", NULL, "", true};
  for (size_t i = 0; i < form->n_flags; i++) {
    const struct form_flag *flag = &form->flags[i];
    flags[1 + i] = (struct local_flag){flag->name, NULL, flag_help(flag), flag->required};
  }
  for (size_t i = 0; i < COMMON; i++) flags[1 + form->n_flags + i] = common[i];
  return flags;
}

/* Those that take no value. */
static const char *const *make_switches(struct client *client, const struct form *form)
{
  const char **names = arena_alloc(client->arena, (form->n_flags + 2) * sizeof *names);
  size_t n = 0;
  for (size_t i = 0; i < form->n_flags; i++) {
    if (form->flags[i].field->descriptor->type != PROTOBUF_C_TYPE_BOOL) continue;
    names[n++] = form->flags[i].name;
  }
  names[n++] = common[BLANK].name;
  return names;
}

static int print_documents(const struct gathered *gathered, const char *path, bool replace)
{
  struct error error;
  struct buffer pdf = {0};
  const size_t pages = press_run(gathered, &pdf, &error);
  const bool good =
      pages > 0 && output_write(path, buffer_data(&pdf), buffer_size(&pdf), replace, &error);
  buffer_free(&pdf);
  if (!good) return message_error(&error);
  if (gathered->skipped > 0) {
    message_print(text("%zu left out: there is nothing to print for them."), gathered->skipped);
  }
  if (strcmp(path, "-") != 0) {
    (void)printf(text("Wrote %s (pages: %zu)."), path, pages);
    (void)putchar('\n');
  }
  return 0;
}

/* What a filled form needs and a blank one does not. */
static bool check_required(const struct local_flag *flags, struct error *error)
{
  for (; flags->name != NULL; flags++) {
    if (!flags->is_required || flags->value != NULL) continue;
    return error_set(error, JIEDUI__CODE__USAGE,
                     text("%s is missing: give it, or --blank for an empty form."), flags->name);
  }
  return true;
}

static int print_form(struct client *client, const struct form *form, struct local_flag *flags)
{
  struct error error;
  struct gathered gathered;
  const struct local_flag *shared = flags + 1 + form->n_flags;
  const char *path =
      shared[OUTPUT].value != NULL ? shared[OUTPUT].value : shared[OUTPUT_SHORT].value;
  const bool blank = shared[BLANK].value != NULL;
  if (path == NULL) {
    (void)error_set(&error, JIEDUI__CODE__USAGE,
                    text("--output is missing: say where the PDF is to go."));
    return message_error(&error);
  }
  if ((!blank && !check_required(flags, &error)) ||
      !output_check(path, client->options.yes, &error) || !letters_ready(&error)) {
    return message_error(&error);
  }
  int code = 0;
  if (blank) {
    gather_blank(client, form, &gathered);
  } else {
    code = gather_run(client, form, flags, &gathered);
  }
  return code == 0 ? print_documents(&gathered, path, client->options.yes) : code;
}

static int refuse_name(struct client *client, const char *name)
{
  struct error error;
  const char *nearest = forms_suggest(client->arena, name);
  if (nearest == NULL) {
    (void)error_set(&error, JIEDUI__CODE__USAGE,
                    text("There is no form \"%s\". `jiedui print` lists them."), name);
  } else {
    (void)error_set(&error, JIEDUI__CODE__USAGE, text("There is no form \"%s\". Did you mean %s?"),
                    name, nearest);
  }
  return message_error(&error);
}

/* `jiedui print --completion`: a line for each form, as `jiedui completion` has them. */
static int list_completions(struct client *client)
{
  struct error error;
  const char *name;
  for (size_t i = 0; (name = forms_name(client->arena, i)) != NULL; i++) {
    const struct form *form = read_form(client->arena, client->schema, name, &error);
    if (form == NULL) return message_error(&error);
    (void)printf("print %s", name);
    for (size_t f = 0; f < form->n_flags; f++) {
      (void)printf("\t%s", form->flags[f].name);
      completion_value(form->flags[f].field);
    }
    (void)printf("\t--blank\t--output=@\t-o=@\n");
  }
  return 0;
}

static int run_form(struct client *client, const char *name)
{
  struct error error;
  if (forms_find(name) == NULL) return refuse_name(client, name);
  const struct form *form = read_form(client->arena, client->schema, name, &error);
  if (form == NULL) return message_error(&error);
  struct local_flag *flags = make_flags(client, form);
  struct local_flag *typed = make_flags(client, form);
  struct flag_set set = {.arena = client->arena,
                         .options = &client->options,
                         .locals = typed,
                         .switches = make_switches(client, form)};
  for (size_t i = 0; typed[i].name != NULL; i++) typed[i].is_required = false;
  if (program_has_flag(&client->arguments, "--help", "-h")) return show_help(client, form, flags);
  if (!flags_parse(&set, &client->arguments, &error)) return message_error(&error);
  for (size_t i = 0; typed[i].name != NULL; i++) flags[i].value = typed[i].value;
  const int code = print_form(client, form, flags);
  letters_end();
  return code;
}

int print_run(struct client *client)
{
  struct error error;
  struct arguments *arguments = &client->arguments;
  if (!command_find(client->schema, arguments, &client->command, &error)) {
    return message_error(&error);
  }
  if (program_has_flag(arguments, "--completion", NULL)) return list_completions(client);
  const size_t at =
      command_skip_options(arguments, arguments->command_at + arguments->command_words);
  return at < arguments->n ? run_form(client, arguments->tokens[at]) : list_forms(client);
}
