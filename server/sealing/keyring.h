/* The master keys of the file that `master_key` names: lines of VERSION and 64 hex digits. */
#ifndef SERVER_SEALING_KEYRING_H
#define SERVER_SEALING_KEYRING_H

#include <stdbool.h>
#include <stdint.h>

#include "common/error.h"

/* Into the process's one keyring; a file others may read is refused, but for the group's bits of a
 * credential that the service manager hands over. */
bool keyring_load(const char *path, struct error *error);
void keyring_wipe(void);
/* The version that wraps from now on; 0 while there is no key. */
int32_t keyring_current(void);
/* ENVELOPE_KEY bytes, NULL if the file has no such version. */
const uint8_t *keyring_find(int32_t version);
/* Makes a file with a first key; never writes over one. */
bool keyring_create(const char *path, struct error *error);

#endif
