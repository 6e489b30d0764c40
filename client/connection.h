/* A TLS connection to the server of a profile, waited on with a deadline. */
#ifndef CLIENT_CONNECTION_H
#define CLIENT_CONNECTION_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "client/machine.h"
#include "client/profile.h"
#include "common/buffer.h"
#include "common/tls.h"

enum connection_fault {
  CONNECTION_FINE,
  CONNECTION_ABSENT,   /* nobody answers there: refused, unreachable, no answer in time */
  CONNECTION_LOST,     /* it ended before the answer was whole */
  CONNECTION_LATE,     /* the deadline is over */
  CONNECTION_DISTRUST, /* certificate or protocol do not fit: trying again is no use */
};

struct connection {
  const struct profile *profile; /* borrowed */
  struct machine machine;        /* shown to the server, except for an enrolment */
  struct tls_context *context;   /* made at the first opening */
  struct tls *tls;               /* NULL when closed */
  int fd;                        /* -1 when closed */
  bool enrolment;                /* set before opening: for a machine without a certificate */
  bool trusted;                  /* a call with a session was let in: large frames may follow */
  struct buffer plain;           /* bytes of answers not consumed yet */
  enum connection_fault fault;   /* of the last call that failed */
};

/* Milliseconds of a clock that never jumps. */
int64_t connection_now(void);

void connection_init(struct connection *connection, const struct profile *profile);

/* Connects and shakes hands, within 5 seconds and before `deadline`. Nothing to do when open. */
bool connection_open(struct connection *connection, int64_t deadline, struct error *error);

/* Sends one frame. */
bool connection_send(struct connection *connection, const uint8_t *body, size_t size,
                     int64_t deadline, struct error *error);
/* Waits for the next frame; its body stays valid until the next call. */
bool connection_receive(struct connection *connection, int64_t deadline, const uint8_t **body,
                        size_t *size, struct error *error);

/* Closes; may be called again and opened again. */
void connection_close(struct connection *connection);
void connection_free(struct connection *connection);

#endif
