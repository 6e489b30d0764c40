/* One run of the program: what was asked, and what serves it. */
#ifndef CLIENT_CLIENT_H
#define CLIENT_CLIENT_H

#include "client/arguments.h"
#include "client/call.h"
#include "client/command.h"
#include "client/flags.h"
#include "client/options.h"
#include "common/arena.h"
#include "common/schema.h"

struct client {
  struct arena *arena; /* lives as long as the run */
  const struct schema *schema;
  struct options options;
  struct arguments arguments;
  struct command command;
};

/* Fills the caller from the options, profile and session, as the method needs it. */
bool client_open(struct client *client, struct caller *caller, const struct schema_method *method,
                 struct error *error);
void client_close(struct client *client, struct caller *caller);

/* Runs the command, one call of a method, and returns the exit code. */
int client_run_call(struct client *client);

#endif
