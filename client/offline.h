/* What happens to a record when the server cannot be reached: it is kept, to be sent later. Nothing
 * but what the contract calls (queueable) ever is. */
#ifndef CLIENT_OFFLINE_H
#define CLIENT_OFFLINE_H

#include "client/client.h"

/* Whether a call that ended with that code is one to keep: the server was not there, or its answer
 * did not come. What it refused is not. */
bool offline_fits(const struct client *client, const struct caller *caller, Jiedui__Code code);

/* Keeps the call and says so; `unsure`: a try may have arrived. Returns `code`, or that of the
 * reason why it could not be kept. */
int offline_keep(struct client *client, const struct caller *caller, const struct call *call,
                 bool unsure, Jiedui__Code code);

/* After a command that went well: how many records wait, if any. */
void offline_remind(struct client *client);

/* Now, by this machine's clock and time zone. In the arena. */
char *offline_now(struct arena *arena);

#endif
