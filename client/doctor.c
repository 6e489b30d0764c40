/* Owns the order of a check-up. Never judges a finding. */
#include "client/doctor.h"

#include <errno.h>
#include <string.h>
#include <unistd.h>

#include "client/answer.h"
#include "client/cause.h"
#include "client/message.h"
#include "client/text.h"

/* The profile that is to be looked at; false when there is none. */
static bool check_profile(struct client *client, struct checkup *checkup, struct profile *profile)
{
  struct error error;
  if (!profile_load(client->arena, client->options.profile, profile, &error)) {
    checkup_add(checkup, TEXT_LATER("profile"), FINDING_BAD,
                arena_strdup(client->arena, text(error.text)), NULL);
    return false;
  }
  if (access(profile->ca, R_OK) != 0) {
    checkup_add(checkup, TEXT_LATER("profile"), FINDING_BAD,
                arena_printf(client->arena, text("Cannot read the profile's ca %s: %s."),
                             profile->ca, cause_text(errno)),
                text("Ask the district for the file and put it there."));
    return false;
  }
  checkup_add(checkup, TEXT_LATER("profile"), FINDING_GOOD,
              arena_printf(client->arena, text("%s: server %s port %ld"), profile->name,
                           profile->host, profile->port),
              NULL);
  return true;
}

int doctor_run(struct client *client)
{
  struct error error;
  struct profile profile = {0};
  struct flag_set set = {.arena = client->arena, .options = &client->options};
  if (!flags_parse(&set, &client->arguments, &error)) return message_error(&error);
  struct checkup checkup = {.arena = client->arena};
  const bool known = check_profile(client, &checkup, &profile);
  if (known) doctor_server(client, &checkup, &profile);
  doctor_machine(&checkup);
  checkup_print(&checkup, client->options.format);
  if (!answer_flush(&error)) return message_error(&error);
  return checkup_is_sound(&checkup) ? 0 : JIEDUI__CODE__CONFLICT;
}
