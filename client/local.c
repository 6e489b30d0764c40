/* Owns the profile commands, and the flags of local commands. Never connects. */
#include "client/local.h"

#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "client/answer.h"
#include "client/cause.h"
#include "client/machine.h"
#include "client/message.h"
#include "client/text.h"

enum { NAME, HOST, PORT, CA, SERVER_NAME, ACCOUNT, DEVICE };

static struct local_flag profile_flags[] = {
    {"NAME", NULL, TEXT_LATER("What --profile calls it."), true},
    {"--host", NULL, TEXT_LATER("The server's name or address."), true},
    {"--port", NULL, TEXT_LATER("The server's port."), true},
    {"--ca", NULL,
     TEXT_LATER("The PEM file of the authority that signed the server's certificate."), true},
    {"--server-name", NULL, TEXT_LATER("The name in the certificate, where it is not the host."),
     false},
    {"--account", NULL, TEXT_LATER("The account to log in with."), false},
    {"--device", NULL,
     TEXT_LATER("What this machine's key is called, where one for each district is not enough."),
     false},
    {NULL, NULL, NULL, false}};

static struct local_flag import_flags[] = {
    {"KIND", NULL, TEXT_LATER("What the rows are: students, staff, needs ..."), true},
    {"FILE", NULL, TEXT_LATER("A .csv or .xlsx file with a header row."), true},
    {"--rejects", NULL,
     TEXT_LATER("Where rejected rows go, FILE.rejected.csv or .xlsx if not given."), false},
    {"--slips", NULL,
     TEXT_LATER("Where slips with one-time passwords go, FILE.slips.txt if not given."), false},
    {"--sheet", NULL, TEXT_LATER("The workbook's sheet, the first one that is shown if not given."),
     false},
    {NULL, NULL, NULL, false}};

static struct local_flag one_flags[] = {
    {"NUMBER", NULL, TEXT_LATER("The record's number, as `jiedui queue list` shows it."), true},
    {NULL, NULL, NULL, false}};

static struct local_flag send_flags[] = {
    {"NUMBER", NULL,
     TEXT_LATER("Only this record, though it was refused; all that wait if not given."), false},
    {NULL, NULL, NULL, false}};

struct local_flag *local_flags(enum command_kind kind)
{
  switch (kind) {
    case COMMAND_PROFILE_ADD:
      return profile_flags;
    case COMMAND_IMPORT:
      return import_flags;
    case COMMAND_QUEUE_ONE:
      return one_flags;
    case COMMAND_QUEUE_SEND:
      return send_flags;
    case COMMAND_CALL:
    case COMMAND_HELP:
    case COMMAND_COMPLETION:
    case COMMAND_PROFILE_LIST:
    case COMMAND_DOCTOR:
    case COMMAND_QUEUE_LIST:
    case COMMAND_HELPER:
      break;
  }
  return NULL;
}

static bool parse(struct client *client, enum command_kind kind, struct error *error)
{
  struct flag_set set = {
      .arena = client->arena, .options = &client->options, .locals = local_flags(kind)};
  return flags_parse(&set, &client->arguments, error);
}

static bool fill_profile(struct client *client, struct profile *profile, struct error *error)
{
  char path[PATH_MAX];
  char *end = NULL;
  profile->name = profile_flags[NAME].value;
  profile->host = profile_flags[HOST].value;
  profile->port = strtol(profile_flags[PORT].value, &end, 10);
  profile->server_name = profile_flags[SERVER_NAME].value;
  profile->account = profile_flags[ACCOUNT].value;
  profile->device = profile_flags[DEVICE].value;
  if (profile->device != NULL && !profile_is_name(profile->device)) {
    return error_set(error, JIEDUI__CODE__USAGE,
                     text("--device \"%s\" cannot be a name: use letters, digits, . - and _."),
                     profile->device);
  }
  if (!profile_is_name(profile->name)) {
    return error_set(error, JIEDUI__CODE__USAGE,
                     text("\"%s\" cannot be a profile's name: use letters, digits, . - and _."),
                     profile->name);
  }
  if (*end != '\0' || profile->port < 1 || profile->port > 65535) {
    return error_set(error, JIEDUI__CODE__USAGE, text("--port takes 1 to 65535, not \"%s\"."),
                     profile_flags[PORT].value);
  }
  if (realpath(profile_flags[CA].value, path) == NULL || access(path, R_OK) != 0) {
    return error_set(error, JIEDUI__CODE__LOCAL,
                     text("Cannot read %s: %s: check its name and permissions."),
                     profile_flags[CA].value, cause_text(errno));
  }
  profile->ca = arena_strdup(client->arena, path);
  /* Kept from now on, so that the authorities may change in time and the machine stays enrolled. */
  if (profile->device == NULL) profile->device = machine_name(client->arena, path);
  return true;
}

int local_profile_add(struct client *client)
{
  struct error error;
  struct profile profile = {0};
  if (!parse(client, COMMAND_PROFILE_ADD, &error) || !fill_profile(client, &profile, &error) ||
      !profile_save(client->arena, &profile, &error)) {
    return message_error(&error);
  }
  message_print(
      text("Profile \"%s\" is written. Next, on a new machine: `jiedui --profile %s device enrol "
           "TOKEN`; then `jiedui --profile %s login --account NAME`."),
      profile.name, profile.name, profile.name);
  return 0;
}

int local_profile_list(struct client *client)
{
  struct error error;
  if (!parse(client, COMMAND_PROFILE_LIST, &error)) return message_error(&error);
  char **names = profile_names(client->arena, &error);
  const char *chosen = names == NULL ? NULL : profile_default(client->arena, &error);
  if (chosen == NULL) return message_error(&error);
  for (; *names != NULL; names++) {
    struct profile profile;
    const char *mark = strcmp(*names, chosen) == 0 ? "*" : " ";
    if (profile_load(client->arena, *names, &profile, &error)) {
      (void)printf("%s %s\t%s:%ld\t%s\n", mark, *names, profile.host, profile.port,
                   profile.account == NULL ? "" : profile.account);
    } else {
      (void)message_error(&error);
    }
  }
  return answer_flush(&error) ? 0 : message_error(&error);
}
