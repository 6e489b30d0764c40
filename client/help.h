/* What the commands do and take, from the contract's own comments. */
#ifndef CLIENT_HELP_H
#define CLIENT_HELP_H

#include "client/client.h"
#include "client/flags.h"

/* `jiedui help [words]`. */
int help_run(struct client *client);

/* The commands whose words begin with `words` ("" for all); false if there is none. */
bool help_print_list(const struct schema *schema, const char *words);
/* One command with all its flags. */
void help_print_command(const struct client *client, const struct command *command);
/* The same for a command whose own flags are these: a helper's. */
void help_print_flags(const struct client *client, const struct command *command,
                      const struct local_flag *local);

/* The parts of a command's help, for whoever lays it out otherwise; in the arena, in the chosen
 * language. What a flag's value is called (STUDENT_NO; "" where it takes none), what the field
 * means with the words it takes, and the flags that are no fields. */
const char *help_value(struct arena *arena, const struct schema_field *field);
const char *help_meaning(struct arena *arena, const struct schema_field *field);
const struct local_flag *help_locals(const struct command *command);

#endif
