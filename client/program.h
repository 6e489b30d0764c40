/* What every program of the client begins with: its words, its language, its contract. */
#ifndef CLIENT_PROGRAM_H
#define CLIENT_PROGRAM_H

#include "client/client.h"

/* Fills a client from the command line, finds what the contract says, lets `run` do the rest, and
 * returns the exit code. --version is answered here, under the name `program`. */
int program_run(const char *program, int argc, char **argv, int (*run)(struct client *client));

/* Whether the flag stands on the command line before "--"; `short_name` may be NULL. */
bool program_has_flag(const struct arguments *arguments, const char *name, const char *short_name);

#endif
