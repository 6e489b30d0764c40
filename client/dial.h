/* A TCP connection to a host given by name or address, before a deadline. */
#ifndef CLIENT_DIAL_H
#define CLIENT_DIAL_H

#include <netdb.h>
#include <stdint.h>

#include "common/error.h"

/* The host's addresses, to be freed with freeaddrinfo; NULL with `error`. A name service that does
 * not answer is waited for until `deadline`, no longer. */
struct addrinfo *dial_resolve(const char *host, long port, int64_t deadline, struct error *error);

/* A non-blocking socket, connected to the first of the host's addresses that answers; -1 with
 * `error`. `deadline` is of connection_now. */
int dial_host(const char *host, long port, int64_t deadline, struct error *error);

#endif
