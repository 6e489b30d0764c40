/* What only the server's own administrator may do, over a database login of their own. */
#ifndef SERVER_ADMINISTRATOR_H
#define SERVER_ADMINISTRATOR_H

#include <stdbool.h>

#include "common/error.h"

/* Brings the schema to this version. */
bool administrator_migrate(const char *conninfo, struct error *error);
/* The district's first account; its password is the first line of standard input. */
bool administrator_create(const char *conninfo, const char *account, struct error *error);

/* Prints a token that enrols the district's machine called so, within 24 hours. */
bool administrator_device_token(const char *conninfo, const char *name, struct error *error);

#endif
