/* The commands that never leave this machine. */
#ifndef CLIENT_LOCAL_H
#define CLIENT_LOCAL_H

#include "client/client.h"

/* The flags of a local command, ended by a NULL name; NULL for none. Static storage: parsing fills
 * their values. */
struct local_flag *local_flags(enum command_kind kind);

int local_profile_add(struct client *client);
int local_profile_list(struct client *client);

#endif
