/* Owns the way to a TCP socket. Never speaks on it. */
#include "client/dial.h"

#include <errno.h>
#include <netdb.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "client/connection.h"
#include "client/text.h"

/* Numeric first: a name service is not even loaded then. */
static int resolve(const char *host, const char *port, struct addrinfo **found)
{
  struct addrinfo hints = {.ai_socktype = SOCK_STREAM, .ai_flags = AI_NUMERICHOST | AI_NUMERICSERV};
  if (getaddrinfo(host, port, &hints, found) == 0) return 0;
  hints.ai_flags = AI_NUMERICSERV | AI_ADDRCONFIG;
  return getaddrinfo(host, port, &hints, found);
}

/* 0, or why the address does not answer. */
static int finish(int fd, int64_t deadline)
{
  struct pollfd waiting = {.fd = fd, .events = POLLOUT};
  for (;;) {
    const int64_t left = deadline - connection_now();
    const int ready = left <= 0 ? 0 : poll(&waiting, 1, (int)left);
    if (ready < 0 && errno == EINTR) continue;
    if (ready < 0) return errno;
    if (ready == 0) return ETIMEDOUT;
    int cause = 0;
    socklen_t size = sizeof cause;
    return getsockopt(fd, SOL_SOCKET, SO_ERROR, &cause, &size) == 0 ? cause : errno;
  }
}

static int dial(const struct addrinfo *address, int64_t deadline, int *cause)
{
  const int fd = socket(address->ai_family, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
  if (fd < 0) {
    *cause = errno;
    return -1;
  }
  (void)setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &(int){1}, sizeof(int));
  *cause = connect(fd, address->ai_addr, address->ai_addrlen) == 0 ? 0 : errno;
  if (*cause == EINPROGRESS) *cause = finish(fd, deadline);
  if (*cause == 0) return fd;
  (void)close(fd);
  return -1;
}

int dial_host(const char *host, long port, int64_t deadline, struct error *error)
{
  char service[24];
  struct addrinfo *found = NULL;
  (void)snprintf(service, sizeof service, "%ld", port);
  const int fault = resolve(host, service, &found);
  if (fault != 0) {
    (void)error_set(error, JIEDUI__CODE__UNAVAILABLE,
                    text("The server's name %s is not known (%s): check the profile's host."), host,
                    gai_strerror(fault));
    return -1;
  }
  int fd = -1;
  int cause = 0;
  for (const struct addrinfo *a = found; a != NULL && fd < 0; a = a->ai_next) {
    fd = dial(a, deadline, &cause);
  }
  freeaddrinfo(found);
  if (fd < 0) {
    (void)error_set(error, JIEDUI__CODE__UNAVAILABLE,
                    text("The server at %s port %ld does not answer (%s): is it running, and are "
                         "host and port of the profile right?"),
                    host, port, strerror(cause));
  }
  return fd;
}
