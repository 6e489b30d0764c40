/* Owns the options common to all commands. Never knows a command. */
#include "client/options.h"

#include <stdlib.h>
#include <string.h>

#include "client/text.h"

enum { DEFAULT_TIMEOUT_MS = 30 * 1000, LONGEST_TIMEOUT_S = 24 * 3600 };

const struct option option_list[] = {
    {"--profile", NULL, "NAME", NULL,
     TEXT_LATER("Speak as this profile; see `jiedui profile list`.")},
    {"--output", "-o", "FORMAT", "table|json|csv",
     TEXT_LATER("How to print the answer: table, json or csv.")},
    {"--campus", NULL, "CODE", NULL, TEXT_LATER("Act in this campus, one of your own.")},
    {"--dry-run", NULL, NULL, NULL, TEXT_LATER("Check and show everything, store nothing.")},
    {"--yes", NULL, NULL, NULL,
     TEXT_LATER("Answer yes where the command would ask first; replace a file that is there.")},
    {"--timeout", NULL, "SECONDS", NULL,
     TEXT_LATER("Give up after this time, 30 seconds if not given.")},
    {"--save", NULL, "FILE", NULL, TEXT_LATER("Write the file that the answer holds.")},
    {"--password-stdin", NULL, NULL, NULL,
     TEXT_LATER("Read passwords as lines of standard input.")},
    {"--no-pager", NULL, NULL, NULL, TEXT_LATER("Show long answers without a pager.")},
    {"--lang", NULL, "LANGUAGE", "zh|en", TEXT_LATER("Speak zh or en, whatever the locale says.")},
    {"--help", "-h", NULL, NULL, TEXT_LATER("Show what a command does and takes.")},
    {"--version", NULL, NULL, NULL, TEXT_LATER("Show the client's version.")},
    {NULL, NULL, NULL, NULL, NULL}};

void options_init(struct options *options)
{
  *options = (struct options){.timeout_ms = DEFAULT_TIMEOUT_MS};
}

const struct option *option_find(const char *name)
{
  for (const struct option *option = option_list; option->name != NULL; option++) {
    if (strcmp(option->name, name) == 0) return option;
    if (option->short_name != NULL && strcmp(option->short_name, name) == 0) return option;
  }
  return NULL;
}

static bool set_format(struct options *options, const char *value, struct error *error)
{
  if (strcmp(value, "table") == 0) {
    options->format = FORMAT_TABLE;
  } else if (strcmp(value, "json") == 0) {
    options->format = FORMAT_JSON;
  } else if (strcmp(value, "csv") == 0) {
    options->format = FORMAT_CSV;
  } else {
    return error_set(error, JIEDUI__CODE__USAGE,
                     text("--output takes table, json or csv, not \"%s\"."), value);
  }
  return true;
}

static bool set_timeout(struct options *options, const char *value, struct error *error)
{
  char *end = NULL;
  const double seconds = strtod(value, &end);
  if (end == value || *end != '\0' || !(seconds > 0 && seconds <= LONGEST_TIMEOUT_S)) {
    return error_set(error, JIEDUI__CODE__USAGE,
                     text("--timeout takes a number of seconds above 0, not \"%s\"."), value);
  }
  options->timeout_ms = (uint32_t)(seconds * 1000) + 1;
  options->timeout_given = true;
  return true;
}

static bool set_language(struct options *options, const char *value, struct error *error)
{
  if (strncmp(value, "zh", 2) != 0 && strncmp(value, "en", 2) != 0) {
    return error_set(error, JIEDUI__CODE__USAGE, text("--lang takes zh or en, not \"%s\"."), value);
  }
  options->language = value;
  text_choose(value);
  return true;
}

bool options_set(struct options *options, const struct option *option, const char *value,
                 struct error *error)
{
  const char *name = option->name;
  if (strcmp(name, "--output") == 0) return set_format(options, value, error);
  if (strcmp(name, "--timeout") == 0) return set_timeout(options, value, error);
  if (strcmp(name, "--lang") == 0) return set_language(options, value, error);
  if (strcmp(name, "--profile") == 0) options->profile = value;
  if (strcmp(name, "--save") == 0) options->save = value;
  if (strcmp(name, "--campus") == 0) options->campus = value;
  if (strcmp(name, "--dry-run") == 0) options->dry_run = true;
  if (strcmp(name, "--yes") == 0) options->yes = true;
  if (strcmp(name, "--no-pager") == 0) options->no_pager = true;
  if (strcmp(name, "--password-stdin") == 0) options->password_stdin = true;
  if (strcmp(name, "--help") == 0) options->help = true;
  if (strcmp(name, "--version") == 0) options->version = true;
  return true;
}
