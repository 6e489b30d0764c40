/* Owns the way from typed flags to fields. Never knows a command by name. */
#include "client/flags.h"

#include <string.h>

#include "client/cell.h"
#include "client/suggest.h"
#include "client/text.h"
#include "client/value.h"
#include "common/words.h"

char *flags_name(struct arena *arena, const struct schema_field *field)
{
  return arena_printf(arena, "--%s", words_hyphened(arena, field->name));
}

bool flags_is_flag(const struct schema_field *field)
{
  return !field->rules->secret && !field->rules->hidden && field->message == NULL &&
         (field->descriptor->type != PROTOBUF_C_TYPE_BYTES || field->rules->from_file);
}

static const struct schema_field *find_field(const struct flag_set *set, const char *flag)
{
  for (size_t i = 0; set->fields != NULL && i < set->fields->n_fields; i++) {
    const struct schema_field *field = &set->fields->fields[i];
    if (strcmp(flags_name(set->arena, field), flag) == 0) return field;
  }
  return NULL;
}

static struct local_flag *find_local(const struct flag_set *set, const char *flag)
{
  for (struct local_flag *local = set->locals; local != NULL && local->name != NULL; local++) {
    if (strcmp(local->name, flag) == 0) return local;
  }
  return NULL;
}

static bool is_switch(const struct flag_set *set, const char *flag)
{
  for (const char *const *name = set->switches; name != NULL && *name != NULL; name++) {
    if (strcmp(*name, flag) == 0) return true;
  }
  return false;
}

static bool refuse_unknown(const struct flag_set *set, const char *flag, struct error *error)
{
  const char *nearest = NULL;
  for (size_t i = 0; set->fields != NULL && i < set->fields->n_fields; i++) {
    if (!flags_is_flag(&set->fields->fields[i])) continue;
    suggest_consider(flag, flags_name(set->arena, &set->fields->fields[i]), &nearest);
  }
  for (const struct local_flag *local = set->locals; local != NULL && local->name != NULL;
       local++) {
    suggest_consider(flag, local->name, &nearest);
  }
  for (const struct option *option = option_list; option->name != NULL; option++) {
    suggest_consider(flag, option->name, &nearest);
  }
  if (nearest == NULL) {
    return error_set(error, JIEDUI__CODE__USAGE,
                     text("There is no flag %s here. See the command's --help."), flag);
  }
  return error_set(error, JIEDUI__CODE__USAGE, text("There is no flag %s here. Did you mean %s?"),
                   flag, nearest);
}

/* The flag's value: after '=', else the next token. */
static bool take_value(const struct arguments *arguments, size_t *at, struct typed_flag *flag,
                       struct error *error)
{
  if (flag->value != NULL) return true;
  if (*at + 1 >= arguments->n) {
    return error_set(error, JIEDUI__CODE__USAGE, text("%s needs a value after it."), flag->name);
  }
  flag->value = arguments->tokens[++*at];
  return true;
}

static bool set_field(struct flag_set *set, const struct schema_field *field, const char *name,
                      const char *value, struct error *error)
{
  if (field->descriptor->label != PROTOBUF_C_LABEL_REPEATED &&
      cell_count(set->message, field) > 0) {
    return error_set(error, JIEDUI__CODE__USAGE, text("%s is given twice."), name);
  }
  struct error cause;
  if (value_set(set->arena, set->message, field, value, &cause)) return true;
  return error_set(error, cause.code, "%s: %s", name, cause.text);
}

static bool take_field(struct flag_set *set, const struct arguments *arguments, size_t *at,
                       struct typed_flag *flag, struct error *error)
{
  const struct schema_field *field = find_field(set, flag->name);
  if (field->rules->secret) {
    return error_set(error, JIEDUI__CODE__USAGE,
                     text("%s is secret and never part of a command line: use --password-stdin."),
                     flag->name);
  }
  if (!flags_is_flag(field)) return refuse_unknown(set, flag->name, error);
  if (field->descriptor->type == PROTOBUF_C_TYPE_BOOL && flag->value == NULL) {
    flag->value = "yes";
  }
  return take_value(arguments, at, flag, error) &&
         set_field(set, field, flag->name, flag->value, error);
}

static bool take_option(struct flag_set *set, const struct arguments *arguments, size_t *at,
                        struct typed_flag *flag, struct error *error)
{
  const struct option *option = option_find(flag->name);
  if (option == NULL) return refuse_unknown(set, flag->name, error);
  if (option->value == NULL && flag->value != NULL) {
    return error_set(error, JIEDUI__CODE__USAGE, text("%s takes no value."), flag->name);
  }
  if (option->value != NULL && !take_value(arguments, at, flag, error)) return false;
  return options_set(set->options, option, flag->value, error);
}

/* A command's own flag goes before a common option of the same name. */
static bool take_flag(struct flag_set *set, const struct arguments *arguments, size_t *at,
                      struct error *error)
{
  struct typed_flag flag;
  arguments_split(arguments->tokens[*at], &flag);
  if (find_field(set, flag.name) != NULL) return take_field(set, arguments, at, &flag, error);
  struct local_flag *local = find_local(set, flag.name);
  if (local == NULL) return take_option(set, arguments, at, &flag, error);
  if (is_switch(set, flag.name) && flag.value == NULL) flag.value = "yes";
  if (!take_value(arguments, at, &flag, error)) return false;
  local->value = flag.value;
  return true;
}

/* The next place without a flag: a local positional, else a field not set by its flag. */
static bool take_positional(struct flag_set *set, const char *value, struct error *error)
{
  for (struct local_flag *local = set->locals; local != NULL && local->name != NULL; local++) {
    if (local->name[0] == '-' || local->value != NULL) continue;
    local->value = value;
    return true;
  }
  for (size_t i = 0; set->fields != NULL && i < set->fields->n_fields; i++) {
    const struct schema_field *field = &set->fields->fields[i];
    if (!field->rules->positional || !flags_is_flag(field)) continue;
    const bool repeated = field->descriptor->label == PROTOBUF_C_LABEL_REPEATED;
    if (repeated || cell_count(set->message, field) == 0) {
      return set_field(set, field, field->name, value, error);
    }
  }
  return error_set(error, JIEDUI__CODE__USAGE,
                   text("\"%s\" is one word too many. See the command's --help."), value);
}

static bool check_required(const struct flag_set *set, struct error *error)
{
  for (const struct local_flag *local = set->locals; local != NULL && local->name != NULL;
       local++) {
    if (!local->is_required || local->value != NULL) continue;
    return error_set(error, JIEDUI__CODE__USAGE, text("%s is missing. See the command's --help."),
                     local->name);
  }
  for (size_t i = 0; set->fields != NULL && i < set->fields->n_fields; i++) {
    const struct schema_field *field = &set->fields->fields[i];
    if (!field->rules->required || !flags_is_flag(field)) continue;
    if (cell_count(set->message, field) > 0) continue;
    return error_set(error, JIEDUI__CODE__USAGE, text("%s is missing. See the command's --help."),
                     flags_name(set->arena, field));
  }
  return true;
}

bool flags_parse(struct flag_set *set, const struct arguments *arguments, struct error *error)
{
  const char *positionals[ARGUMENTS_MAX];
  size_t n_positionals = 0;
  bool only_words = false; /* after "--" */
  for (size_t at = 0; at < arguments->n; at++) {
    const char *token = arguments->tokens[at];
    if (at >= arguments->command_at && at < arguments->command_at + arguments->command_words) {
      continue;
    }
    if (!only_words && strcmp(token, "--") == 0) {
      only_words = true;
    } else if (only_words || !arguments_is_flag(token)) {
      positionals[n_positionals++] = token;
    } else if (!take_flag(set, arguments, &at, error)) {
      return false;
    }
  }
  if (set->options->help || set->options->version) return true;
  for (size_t i = 0; i < n_positionals; i++) {
    if (!take_positional(set, positionals[i], error)) return false;
  }
  return check_required(set, error);
}
