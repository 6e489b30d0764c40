/* What the commands of jiedui-sheet have in common on their command lines. */
#ifndef CLIENT_SHEET_SWITCHES_H
#define CLIENT_SHEET_SWITCHES_H

#include "client/client.h"

/* Takes --force off the command line; whether it was there. */
bool switches_force(struct client *client);

/* Prints what the command takes, and returns the exit code. */
int switches_help(struct client *client, const struct local_flag *flags);

#endif
