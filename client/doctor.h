/* `jiedui doctor`: looks for what keeps this machine from working, and says what to do. */
#ifndef CLIENT_DOCTOR_H
#define CLIENT_DOCTOR_H

#include "client/checkup.h"
#include "client/client.h"

/* Returns the exit code: CONFLICT when something is wrong. */
int doctor_run(struct client *client);

/* The machine itself: folders, room, characters, terminal, fonts, the other programs. */
void doctor_machine(struct checkup *checkup);

/* The way to the profile's server and what it says of machine and session. */
void doctor_server(struct client *client, struct checkup *checkup, const struct profile *profile);

#endif
