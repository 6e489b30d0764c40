/* One connection's whole life: socket, TLS, frames, calls in flight, and the answers' way out. */
#ifndef SERVER_SESSION_H
#define SERVER_SESSION_H

#include <stdbool.h>
#include <stdint.h>
#include <uv.h>

#include "frame.pb-c.h"

struct request;
struct server;
struct session;

/* Takes the waiting connection of `listener`. False if it was refused at once. */
bool session_accept(struct server *server, uv_stream_t *listener);

/* May be called twice; the memory goes with the last handle. `reason` goes to the log. */
void session_close(struct session *session, const char *reason);
/* Reads no more, answers what is in flight, says goodbye. */
void session_drain(struct session *session);
/* Closes it if a deadline of its peer has passed. */
void session_check(struct session *session, uint64_t now_ms);
struct session *session_next(const struct session *session);

void session_send(struct session *session, const Jiedui__Answer *answer);
/* A call of this connection was let in by the database: larger frames, more at once. */
void session_trust(struct session *session, const char *account);

void session_attach(struct session *session, struct request *request);
void session_detach(struct session *session, struct request *request);
bool session_has_call(const struct session *session, uint32_t id);

struct server *session_server(const struct session *session);
/* The peer's address, for the log. */
const char *session_caller(const struct session *session);
/* The machine, by its certificate; "" on a connection for enrolment and before the handshake. */
const char *session_device(const struct session *session);
/* Whose call was let in last; NULL if none was. */
const char *session_account(const struct session *session);
/* Whether only enrolling and renewing may be asked for. */
bool session_is_enrolment(const struct session *session);

#endif
