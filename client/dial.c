/* Owns the way to a TCP socket. Never speaks on it. */
#include "client/dial.h"

#include <errno.h>
#include <netdb.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "client/cause.h"
#include "client/connection.h"
#include "client/text.h"

/* A name being looked up by the C library's own thread, which writes here whenever it is done: so
 * it outlives the one who has stopped waiting, and the next attempt goes on with it. */
struct lookup {
  struct gaicb request;
  struct addrinfo hints;
  char host[256];
  char service[24];
};

static struct lookup *under_way;

static struct lookup *begin(const char *host, const char *service)
{
  if (under_way != NULL && strcmp(under_way->host, host) == 0 &&
      strcmp(under_way->service, service) == 0) {
    return under_way;
  }
  struct lookup *lookup = calloc(1, sizeof *lookup);
  if (lookup == NULL) abort();
  (void)snprintf(lookup->host, sizeof lookup->host, "%s", host);
  (void)snprintf(lookup->service, sizeof lookup->service, "%s", service);
  lookup->hints =
      (struct addrinfo){.ai_socktype = SOCK_STREAM, .ai_flags = AI_NUMERICSERV | AI_ADDRCONFIG};
  lookup->request = (struct gaicb){
      .ar_name = lookup->host, .ar_service = lookup->service, .ar_request = &lookup->hints};
  struct gaicb *list[] = {&lookup->request};
  if (getaddrinfo_a(GAI_NOWAIT, list, 1, NULL) != 0) {
    free(lookup);
    return NULL;
  }
  under_way = lookup;
  return lookup;
}

/* As getaddrinfo answers, EAI_INPROGRESS when the deadline came first. */
static int look_up(const char *host, const char *service, int64_t deadline, struct addrinfo **found)
{
  if (strlen(host) >= sizeof under_way->host) return EAI_NONAME;
  struct lookup *lookup = begin(host, service);
  if (lookup == NULL) return EAI_AGAIN;
  const struct gaicb *const list[] = {&lookup->request};
  int fault = gai_error(&lookup->request);
  while (fault == EAI_INPROGRESS) {
    const int64_t left = deadline - connection_now();
    const struct timespec limit = {left / 1000, left % 1000 * 1000000};
    if (left <= 0) return fault;
    (void)gai_suspend(list, 1, &limit);
    fault = gai_error(&lookup->request);
  }
  *found = lookup->request.ar_result;
  free(lookup);
  under_way = NULL;
  return fault;
}

/* Numeric first: a name service is not even loaded then. */
static int resolve(const char *host, const char *service, int64_t deadline, struct addrinfo **found)
{
  const struct addrinfo hints = {.ai_socktype = SOCK_STREAM,
                                 .ai_flags = AI_NUMERICHOST | AI_NUMERICSERV};
  if (getaddrinfo(host, service, &hints, found) == 0) return 0;
  return look_up(host, service, deadline, found);
}

struct addrinfo *dial_resolve(const char *host, long port, int64_t deadline, struct error *error)
{
  char service[24];
  struct addrinfo *found = NULL;
  (void)snprintf(service, sizeof service, "%ld", port);
  const int fault = resolve(host, service, deadline, &found);
  if (fault == 0) return found;
  if (fault == EAI_INPROGRESS) {
    (void)error_set(error, JIEDUI__CODE__UNAVAILABLE,
                    text("The name service does not answer for %s: is this machine on the network, "
                         "and its DNS server right?"),
                    host);
  } else {
    (void)error_set(error, JIEDUI__CODE__UNAVAILABLE,
                    text("The server's name %s is not known (%s): check the profile's host."), host,
                    cause_of_resolver(fault));
  }
  return NULL;
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
  struct addrinfo *found = dial_resolve(host, port, deadline, error);
  if (found == NULL) return -1;
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
                    host, port, cause_text(cause));
  }
  return fd;
}
