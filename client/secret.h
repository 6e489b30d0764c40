/* Passwords: from lines of standard input or asked for on the terminal, never from the command
 * line. */
#ifndef CLIENT_SECRET_H
#define CLIENT_SECRET_H

#include <stdbool.h>

#include "common/arena.h"
#include "common/schema.h"

enum { SECRET_MADE = 24 };

/* Makes up a one-time password, easily typed, of 99 random bits. */
void secret_make(char made[SECRET_MADE]);

/* Fills the request's secret fields, in their order: a line of standard input each, or asked for
 * without echo. One that is one_time is made up where no line is given: `made` has it then, else
 * "". A field whose name begins with new_ is asked for twice. */
bool secret_fill(struct arena *arena, const struct schema_message *fields,
                 ProtobufCMessage *message, bool from_stdin, char made[SECRET_MADE],
                 struct error *error);

/* Shows once what was made up, and wipes it; `unsure` when nobody knows whether it was set. */
void secret_show(char made[SECRET_MADE], bool unsure);

#endif
