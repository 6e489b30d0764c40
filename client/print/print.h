/* The command `jiedui print`. */
#ifndef CLIENT_PRINT_PRINT_H
#define CLIENT_PRINT_PRINT_H

#include "client/client.h"

/* Prints the form that the command line names, or lists the forms; returns the exit code. */
int print_run(struct client *client);

#endif
