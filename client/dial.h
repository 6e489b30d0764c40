/* A TCP connection to a host given by name or address, before a deadline. */
#ifndef CLIENT_DIAL_H
#define CLIENT_DIAL_H

#include <stdint.h>

#include "common/error.h"

/* A non-blocking socket, connected to the first of the host's addresses that answers; -1 with
 * `error`. `deadline` is of connection_now. */
int dial_host(const char *host, long port, int64_t deadline, struct error *error);

#endif
