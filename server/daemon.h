/* The daemon as a whole: checks before it listens, serves, drains. */
#ifndef SERVER_DAEMON_H
#define SERVER_DAEMON_H

#include <stdbool.h>

#include "common/error.h"

/* Serves until SIGTERM or SIGINT; false with `error` when it could not start. */
bool daemon_serve(const char *config_path, struct error *error);
/* Says on standard output that the file is good, or why not. */
bool daemon_check_config(const char *config_path, struct error *error);

#endif
