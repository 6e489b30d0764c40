/* What a shell completes from. */
#ifndef CLIENT_COMPLETION_H
#define CLIENT_COMPLETION_H

#include "client/client.h"

/* `jiedui completion`: a line for each command, its words and then what it takes, between tabs;
 * last a line without words for the options of every command. Taken are: --flag (no value),
 * --flag= (a value), --flag=a|b (one of these, a/甲 where a value has a Chinese word), --flag=@ (a
 * file); positionals stand without dashes, in their order. */
int completion_run(struct client *client);

/* Prints such a line, for a command with flags of its own besides the contract's. */
void completion_print(struct client *client, const struct command *command,
                      const struct local_flag *locals);

/* Prints what follows a flag's name in such a line. */
void completion_value(const struct schema_field *field);

#endif
