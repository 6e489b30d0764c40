/* The session of a profile, kept from one command to the next in a file of the owner's alone. */
#ifndef CLIENT_SESSION_H
#define CLIENT_SESSION_H

#include <stdint.h>

#include "common/arena.h"
#include "common/error.h"

enum { SESSION_BYTES = 32 };

/* UNAUTHENTICATED with the remedy when there is none. */
bool session_load(struct arena *arena, const char *profile, uint8_t session[SESSION_BYTES],
                  struct error *error);
/* With the account whose session it is. */
bool session_save(struct arena *arena, const char *profile, const uint8_t session[SESSION_BYTES],
                  const char *account, struct error *error);
/* The account of the session, in force or over; NULL when there is none or it is not known. */
const char *session_account(struct arena *arena, const char *profile);
void session_forget(struct arena *arena, const char *profile);

#endif
