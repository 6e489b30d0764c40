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

/* Fills the caller from the options, profile and session; `open` when no session is needed. */
bool client_open(struct client *client, struct caller *caller, bool open, struct error *error);
void client_close(struct caller *caller);

/* Runs the command, one call of a method, and returns the exit code. */
int client_run_call(struct client *client);

#endif
