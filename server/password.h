/* Passwords as argon2id hashes: 64 MiB and about 100 ms each, so never on the loop. */
#ifndef SERVER_PASSWORD_H
#define SERVER_PASSWORD_H

#include <stdbool.h>

enum { PASSWORD_HASH = 128, PASSWORD_SHORTEST = 10, PASSWORD_LONGEST = 200 };

/* False when memory for it cannot be had. */
bool password_hash(const char *password, char hash[PASSWORD_HASH]);
/* `hash` NULL or "" stands for an unknown account: the same work, and false. */
bool password_matches(const char *password, const char *hash);
/* NULL if it may be set, else one English sentence why not. */
const char *password_unfit(const char *password);

#endif
