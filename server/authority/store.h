/* The authority's folder: device-ca.key, for its owner alone, and device-ca.pem, for everybody. */
#ifndef SERVER_AUTHORITY_STORE_H
#define SERVER_AUTHORITY_STORE_H

#include "server/authority/authority.h"

/* Makes the folder if it is missing, and both files in it; never replaces one. */
bool store_create(const char *folder, struct error *error);

/* NULL, with the reason in `error`, if a file is missing, others may read the key, or the two are
 * no CA's. */
struct authority *store_load(const char *folder, int days, struct error *error);

#endif
