/* What the client says on standard error, each line after the program's name. */
#ifndef CLIENT_MESSAGE_H
#define CLIENT_MESSAGE_H

#include "common/arena.h"
#include "common/error.h"

/* One line: "jiedui: …". Control characters in it are replaced. */
void message_print(const char *format, ...) __attribute__((format(printf, 1, 2)));

/* Prints the error and returns its code, the program's exit code. */
int message_error(const struct error *error);

/* The server's sentence with its values and violations, as one line in the chosen language. */
const char *message_sentence(struct arena *arena, const Jiedui__Status *status);

/* Prints the server's sentence, its values and violations, and what can be done about it; returns
 * the exit code. Without a session there is none to renew. */
int message_status(const Jiedui__Status *status, bool had_session);

#endif
