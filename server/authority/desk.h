/* Where requests for certificates are taken in and answered, until SIGTERM. */
#ifndef SERVER_AUTHORITY_DESK_H
#define SERVER_AUTHORITY_DESK_H

#include "server/authority/authority.h"
#include "server/authority/door.h"

/* Returns when all is closed; false, with the reason in `error`, if it could not begin. */
bool desk_serve(const struct door *door, const struct authority *authority, struct error *error);

#endif
