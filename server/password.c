/* Owns the hashing of passwords. Never stores one. */
#include "server/password.h"

#include <sodium.h>
#include <string.h>

/* Of a random password nobody knows, so that unknown accounts cost the same work. */
static const char decoy[] =
    "$argon2id$v=19$m=65536,t=2,p=1$c29tZXNhbHRzb21lc2FsdA$"
    "4tzGZTVmVRXXhRtqCVs5ARkYUqdnSEWPJqrjlMBoZzE";

bool password_hash(const char *password, char hash[PASSWORD_HASH])
{
  _Static_assert(PASSWORD_HASH >= crypto_pwhash_STRBYTES, "room for libsodium's text");
  return crypto_pwhash_str_alg(hash, password, strlen(password),
                               crypto_pwhash_OPSLIMIT_INTERACTIVE,
                               crypto_pwhash_MEMLIMIT_INTERACTIVE,
                               crypto_pwhash_ALG_ARGON2ID13) == 0;
}

bool password_matches(const char *password, const char *hash)
{
  const bool known = hash != NULL && hash[0] != '\0';
  const bool fits =
      crypto_pwhash_str_verify(known ? hash : decoy, password, strlen(password)) == 0;
  return known && fits;
}

const char *password_unfit(const char *password)
{
  if (password == NULL || strlen(password) < PASSWORD_SHORTEST) {
    return "A password has at least 10 characters.";
  }
  if (strlen(password) > PASSWORD_LONGEST) return "A password has at most 200 bytes.";
  return NULL;
}
