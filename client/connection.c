/* Owns a socket with TLS upon it. Never knows what the frames say. */
#include "client/connection.h"

#include <errno.h>
#include <poll.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#include "client/dial.h"
#include "client/text.h"
#include "common/frame.h"

enum { CONNECT_MS = 5000, RECEIVE_BYTES = 64 * 1024 };

int64_t connection_now(void)
{
  struct timespec now;
  (void)clock_gettime(CLOCK_MONOTONIC, &now);
  return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

void connection_init(struct connection *connection, const struct profile *profile)
{
  *connection = (struct connection){.profile = profile, .fd = -1};
}

void connection_close(struct connection *connection)
{
  if (connection->tls != NULL && connection->fd >= 0) {
    tls_close(connection->tls);
    struct buffer *out = tls_output(connection->tls);
    (void)!send(connection->fd, buffer_data(out), buffer_size(out), MSG_NOSIGNAL | MSG_DONTWAIT);
  }
  tls_free(connection->tls);
  connection->tls = NULL;
  connection->trusted = false;
  buffer_free(&connection->plain);
  if (connection->fd >= 0) (void)close(connection->fd);
  connection->fd = -1;
}

void connection_free(struct connection *connection)
{
  connection_close(connection);
  tls_context_free(connection->context);
  connection->context = NULL;
}

static bool fail(struct connection *connection, enum connection_fault fault, struct error *error,
                 const char *sentence)
{
  connection->fault = fault;
  return error_set(
      error, fault == CONNECTION_LATE ? JIEDUI__CODE__DEADLINE_EXCEEDED : JIEDUI__CODE__UNAVAILABLE,
      "%s", sentence);
}

static bool wait_for(struct connection *connection, short events, int64_t deadline,
                     struct error *error)
{
  struct pollfd waiting = {.fd = connection->fd, .events = events};
  for (;;) {
    const int64_t left = deadline - connection_now();
    const int ready = left <= 0 ? 0 : poll(&waiting, 1, (int)left);
    if (ready > 0) return true;
    if (ready == 0) {
      return fail(connection, CONNECTION_LATE, error,
                  text("The server did not answer in time: try again, or allow more with --timeout "
                       "SECONDS."));
    }
    if (errno != EINTR) {
      return fail(connection, CONNECTION_LOST, error,
                  text("The connection to the server was lost: try again in a moment."));
    }
  }
}

/* The server judges our certificate when our side of the handshake is long done. */
static bool refuse_machine(struct connection *connection, struct error *error)
{
  connection->fault = CONNECTION_DISTRUST;
  return error_set(error, JIEDUI__CODE__PERMISSION_DENIED,
                   text("The server does not accept this machine's certificate; it may have been "
                        "revoked. Enrol anew: ask for a token, then `jiedui device enrol TOKEN`."));
}

/* The server hung up while we were sending; it may have said why. */
static bool lose(struct connection *connection, struct error *error)
{
  uint8_t bytes[1024];
  const ssize_t n = recv(connection->fd, bytes, sizeof bytes, MSG_DONTWAIT);
  if (n > 0 && !tls_feed(connection->tls, bytes, (size_t)n, &connection->plain, FRAME_MAX, error) &&
      error->code == JIEDUI__CODE__PERMISSION_DENIED) {
    return refuse_machine(connection, error);
  }
  return fail(connection, CONNECTION_LOST, error,
              text("The connection to the server was lost: try again in a moment."));
}

/* Sends what TLS has to say. */
static bool flush(struct connection *connection, int64_t deadline, struct error *error)
{
  struct buffer *out = tls_output(connection->tls);
  while (buffer_size(out) > 0) {
    const ssize_t n = send(connection->fd, buffer_data(out), buffer_size(out), MSG_NOSIGNAL);
    if (n >= 0) {
      buffer_consume(out, (size_t)n);
    } else if (errno == EAGAIN) {
      if (!wait_for(connection, POLLOUT, deadline, error)) return false;
    } else if (errno != EINTR) {
      return lose(connection, error);
    }
  }
  return true;
}

static bool feed(struct connection *connection, const uint8_t *bytes, size_t size,
                 struct error *error)
{
  const bool ready = tls_is_ready(connection->tls);
  if (tls_feed(connection->tls, bytes, size, &connection->plain, FRAME_HEADER + FRAME_MAX, error)) {
    return true;
  }
  if (error->code == JIEDUI__CODE__PERMISSION_DENIED) return refuse_machine(connection, error);
  connection->fault = ready ? CONNECTION_LOST : CONNECTION_DISTRUST;
  struct error ignored;
  (void)flush(connection, connection_now() + 100, &ignored); /* the alert that says why */
  return false;
}

/* Waits for bytes of the peer and gives them to TLS. */
static bool pump(struct connection *connection, int64_t deadline, struct error *error)
{
  uint8_t bytes[RECEIVE_BYTES];
  const size_t before = buffer_size(&connection->plain);
  if (tls_is_pending(connection->tls)) {
    if (!feed(connection, NULL, 0, error)) return false;
    if (buffer_size(&connection->plain) > before) return true;
  }
  if (tls_is_ended(connection->tls)) {
    return fail(connection, CONNECTION_LOST, error,
                text("The server closed the connection: try again in a moment."));
  }
  if (!wait_for(connection, POLLIN, deadline, error)) return false;
  const ssize_t n = recv(connection->fd, bytes, sizeof bytes, 0);
  if (n < 0 && (errno == EAGAIN || errno == EINTR)) return true;
  if (n <= 0)
    return fail(connection, CONNECTION_LOST, error,
                text("The connection to the server was lost: try again in a moment."));
  return feed(connection, bytes, (size_t)n, error) && flush(connection, deadline, error);
}

static bool explain_distrust(struct connection *connection, struct error *error)
{
  const struct profile *profile = connection->profile;
  const struct error cause = *error;
  return error_set(error, JIEDUI__CODE__UNAVAILABLE,
                   text("%s port %ld is not the server this profile trusts (%s): check the "
                        "profile's host, server_name \"%s\" and ca %s."),
                   profile->host, profile->port, cause.text, profile->server_name, profile->ca);
}

static bool shake_hands(struct connection *connection, int64_t deadline, struct error *error)
{
  connection->tls = tls_new(connection->context, connection->profile->server_name);
  if (connection->enrolment) tls_enrol(connection->tls);
  bool going = tls_start(connection->tls, error) && flush(connection, deadline, error);
  while (going && !tls_is_ready(connection->tls)) going = pump(connection, deadline, error);
  if (!going && connection->fault == CONNECTION_DISTRUST) {
    return explain_distrust(connection, error);
  }
  return going && flush(connection, deadline, error);
}

/* What the server is to be recognised by, and this machine. */
static bool prepare(struct connection *connection, struct error *error)
{
  const struct profile *profile = connection->profile;
  if (connection->context != NULL) return true;
  connection->context = tls_context_client(profile->ca, error);
  if (connection->context == NULL || connection->enrolment) return connection->context != NULL;
  if (tls_context_present(connection->context, connection->machine.certificate,
                          connection->machine.key, error)) {
    return true;
  }
  tls_context_free(connection->context);
  connection->context = NULL;
  return error_set(error, JIEDUI__CODE__LOCAL,
                   text("This machine's certificate %s cannot be used: enrol anew with `jiedui "
                        "device enrol TOKEN`."),
                   connection->machine.certificate);
}

bool connection_open(struct connection *connection, int64_t deadline, struct error *error)
{
  const struct profile *profile = connection->profile;
  if (connection->tls != NULL) return true;
  connection->fault = CONNECTION_DISTRUST;
  if (!prepare(connection, error)) return false;
  const int64_t soon = connection_now() + CONNECT_MS;
  const int64_t limit = soon < deadline ? soon : deadline;
  connection->fault = CONNECTION_ABSENT;
  connection->fd = dial_host(profile->host, profile->port, limit, error);
  if (connection->fd < 0) return false;
  if (shake_hands(connection, limit, error)) {
    connection->fault = CONNECTION_FINE;
    return true;
  }
  const enum connection_fault fault = connection->fault;
  connection_close(connection);
  connection->fault = fault == CONNECTION_LATE ? CONNECTION_ABSENT : fault;
  return false;
}

bool connection_send(struct connection *connection, const uint8_t *body, size_t size,
                     int64_t deadline, struct error *error)
{
  uint8_t header[FRAME_HEADER];
  frame_header(header, size);
  if (!tls_send(connection->tls, header, sizeof header, error) ||
      !tls_send(connection->tls, body, size, error)) {
    connection->fault = CONNECTION_LOST;
    return false;
  }
  return flush(connection, deadline, error);
}

bool connection_receive(struct connection *connection, int64_t deadline, const uint8_t **body,
                        size_t *size, struct error *error)
{
  for (;;) {
    switch (frame_next(&connection->plain, FRAME_MAX, body, size)) {
      case FRAME_READY:
        return true;
      case FRAME_REFUSED:
        return fail(connection, CONNECTION_DISTRUST, error,
                    text("The server's answer is larger than an answer may be."));
      case FRAME_INCOMPLETE:
        break;
    }
    if (!pump(connection, deadline, error)) return false;
  }
}
