/* Owns the listening socket and the count of connections by address. Never reads from one. */
#include "server/listener.h"

#include <errno.h>
#include <fcntl.h>
#include <search.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "common/log.h"
#include "server/session.h"

enum { BACKLOG = 1024, TICK_MS = 250, LAST_ACCEPT_MS = 20, ADDRESS = 48 };

struct listener {
  uv_tcp_t socket;
  uv_timer_t timer;       /* looks for sessions whose time is over */
  struct server *server;
  unsigned open;          /* handles not yet closed */
  int spare;              /* the listening socket once more: it outlives a pause */
  bool paused;            /* no descriptor was left to accept with */
  bool gone;              /* of a pause: libuv has let go of the handle */
  bool ending;            /* no pause ends any more */
};

struct address_count {
  char address[ADDRESS];
  long count;
};

static void *counts; /* a tree of struct address_count */

static int compare(const void *a, const void *b)
{
  return strcmp(((const struct address_count *)a)->address,
                ((const struct address_count *)b)->address);
}

static struct address_count *find_count(const char *address, bool make)
{
  struct address_count wanted = {.count = 0};
  (void)strncpy(wanted.address, address, sizeof wanted.address - 1);
  struct address_count **found = tfind(&wanted, &counts, compare);
  if (found != NULL) return *found;
  if (!make) return NULL;
  struct address_count *fresh = malloc(sizeof *fresh);
  if (fresh == NULL) abort();
  *fresh = wanted;
  if (tsearch(fresh, &counts, compare) == NULL) abort();
  return fresh;
}

bool listener_count_address(const char *address, long most)
{
  return ++find_count(address, true)->count <= most;
}

void listener_forget_address(const char *address)
{
  struct address_count *count = find_count(address, false);
  if (count == NULL || --count->count > 0) return;
  (void)tdelete(count, &counts, compare);
  free(count);
}

static void on_closed(uv_handle_t *handle)
{
  struct listener *listener = handle->data;
  if (--listener->open > 0) return;
  if (listener->spare >= 0) (void)close(listener->spare);
  free(listener);
}

static void on_paused(uv_handle_t *handle)
{
  struct listener *listener = handle->data;
  listener->gone = true;
  if (listener->ending) on_closed(handle);
}

/* With no descriptor left libuv would ask again and again inside one turn of the loop. The spare
 * keeps the socket, and what waits in its queue, until there is room. */
static void on_connection(uv_stream_t *stream, int status)
{
  struct listener *listener = stream->data;
  if (status == 0) {
    (void)session_accept(listener->server, stream);
    return;
  }
  log_line(LOG_LEVEL_WARNING, "event=accept_failed error=%s", uv_err_name(status));
  if (listener->paused || listener->spare < 0) return;
  listener->paused = true;
  uv_close((uv_handle_t *)&listener->socket, on_paused);
}

/* Takes over `fd` and listens on it; a duplicate becomes the spare. */
static int listen_on(struct listener *listener, int fd)
{
  (void)uv_tcp_init(listener->server->loop, &listener->socket);
  listener->socket.data = listener;
  listener->spare = fcntl(fd, F_DUPFD_CLOEXEC, 0);
  const int failed = uv_tcp_open(&listener->socket, fd);
  if (failed != 0) return failed;
  return uv_listen((uv_stream_t *)&listener->socket, BACKLOG, on_connection);
}

/* Only with two descriptors to spare: one for the next pause, one to accept with. */
static void end_pause(struct listener *listener)
{
  const int probe = fcntl(listener->spare, F_DUPFD_CLOEXEC, 0);
  const int other = probe < 0 ? -1 : fcntl(listener->spare, F_DUPFD_CLOEXEC, 0);
  if (other >= 0) (void)close(other);
  if (probe >= 0) (void)close(probe);
  if (other < 0) return;
  listener->paused = listener->gone = false;
  (void)listen_on(listener, listener->spare);
}

static void on_tick(uv_timer_t *timer)
{
  struct listener *listener = timer->data;
  const uint64_t now = uv_now(listener->server->loop);
  if (listener->paused && listener->gone) end_pause(listener);
  for (struct session *s = listener->server->sessions; s != NULL;) {
    struct session *next = session_next(s);
    session_check(s, now);
    s = next;
  }
}

/* libuv 1.44 has no flag for SO_REUSEPORT, so the socket is made by hand. -1 on failure. */
static int bind_socket(const struct sockaddr *address, socklen_t size)
{
  const int on = 1;
  const int fd = socket(address->sa_family, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
  if (fd < 0) return -1;
  if (setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on) == 0 &&
      setsockopt(fd, SOL_SOCKET, SO_REUSEPORT, &on, sizeof on) == 0 &&
      bind(fd, address, size) == 0) {
    return fd;
  }
  const int saved = errno;
  (void)close(fd);
  errno = saved;
  return -1;
}

static int open_socket(const struct config *config, struct error *error)
{
  struct sockaddr_in v4;
  struct sockaddr_in6 v6;
  const int port = (int)config->port;
  int fd = -1;
  if (uv_ip4_addr(config->listen, port, &v4) == 0) {
    fd = bind_socket((struct sockaddr *)&v4, sizeof v4);
  } else if (uv_ip6_addr(config->listen, port, &v6) == 0) {
    fd = bind_socket((struct sockaddr *)&v6, sizeof v6);
  } else {
    (void)error_set(
        error, JIEDUI__CODE__INVALID,
        "listen = \"%s\" is not a numeric address such as 0.0.0.0 or ::", config->listen);
    return -1;
  }
  if (fd < 0) {
    (void)error_set(error, JIEDUI__CODE__UNAVAILABLE,
                    "cannot listen on %s port %d: %m; is another program on that port?",
                    config->listen, port);
  }
  return fd;
}

struct listener *listener_open(struct server *server, struct error *error)
{
  const int fd = open_socket(&server->config, error);
  if (fd < 0) return NULL;
  struct listener *listener = calloc(1, sizeof *listener);
  if (listener == NULL) abort();
  listener->server = server;
  listener->open = 2;
  (void)uv_timer_init(server->loop, &listener->timer);
  listener->timer.data = listener;
  const int failed = listen_on(listener, fd);
  if (failed != 0) {
    (void)error_set(error, JIEDUI__CODE__UNAVAILABLE, "cannot listen on %s port %ld: %s",
                    server->config.listen, server->config.port, uv_strerror(failed));
    listener_close(listener);
    return NULL;
  }
  (void)uv_timer_start(&listener->timer, on_tick, TICK_MS, TICK_MS);
  return listener;
}

static void on_last_accept(uv_timer_t *timer)
{
  struct listener *listener = timer->data;
  listener->ending = true;
  if (!listener->paused) {
    uv_close((uv_handle_t *)&listener->socket, on_closed);
  } else if (listener->gone) {
    listener->open--; /* else on_paused counts */
  }
  uv_close((uv_handle_t *)&listener->timer, on_closed);
}

/* A closing socket resets what waits in its queue, so the loop gets one more turn to take it. */
void listener_close(struct listener *listener)
{
  (void)uv_timer_start(&listener->timer, on_last_accept, LAST_ACCEPT_MS, 0);
}
