/* A profile: which server, how it is recognised, and as whom one speaks. */
#ifndef CLIENT_PROFILE_H
#define CLIENT_PROFILE_H

#include "common/arena.h"
#include "common/error.h"

struct profile {
  const char *name;
  const char *host;        /* DNS name or address */
  long port;               /* 1 to 65535 */
  const char *ca;          /* PEM file of the authorities trusted */
  const char *server_name; /* the name in the server's certificate; the host if not given */
  const char *account;     /* NULL, or the account to log in with */
  const char *device;      /* names the files of this machine's key; see machine_name if unset */
};

/* The profile called so, or the default one if NULL. False with the remedy when it is missing or
 * cannot be understood. */
bool profile_load(struct arena *arena, const char *name, struct profile *profile,
                  struct error *error);

/* Writes the profile, which becomes the default if there was none. */
bool profile_save(struct arena *arena, const struct profile *profile, struct error *error);

/* Names of the profiles, sorted, ended by NULL. */
char **profile_names(struct arena *arena, struct error *error);
/* The default profile's name. */
const char *profile_default(struct arena *arena, struct error *error);

/* Letters, digits, '.', '-' and '_', not beginning with '.'. */
bool profile_is_name(const char *name);

#endif
