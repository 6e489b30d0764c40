/* One call from its frame to its answer. It may outlive its session, and ends in exactly one way.
 */
#ifndef SERVER_REQUEST_H
#define SERVER_REQUEST_H

#include "common/uuid.h"
#include "frame.pb-c.h"
#include "server/clock.h"
#include "server/server.h"
#include "server/work.h"

/* Only answering, failing and deferring produce one: a handler cannot forget to answer. */
struct answer;

struct request {
  struct server *server;
  struct session *session;           /* NULL once the peer has gone */
  struct request *previous;          /* among the session's calls in flight */
  struct request *next;
  struct arena *arena;               /* the request itself and everything it needs */
  Jiedui__Call *call;
  const struct operation *operation; /* NULL if the method is unknown */
  ProtobufCMessage *input;           /* the call's body */
  uint64_t started_ns;               /* for the log */
  uint64_t deadline_ms;              /* loop time */
  char now[CLOCK_TEXT];              /* the daemon's clock at the start */
  char new_id[UUID_TEXT];            /* a UUIDv7 made for the request */
  char request_id[UUID_TEXT];        /* the call's, "" if none */
  char device[UUID_TEXT];            /* the machine's, of its certificate; "" if none */
  const char *account;               /* for the log, NULL until identified */
  const char *sqlstate;              /* for the log, NULL if none */
  size_t rows;                       /* for the log */
  bool audited;                      /* the audit has its row, or is getting it */
  const Jiedui__Status *failed;      /* the answer that waits for its audit row */
  void *state;                       /* of an operation in C, in the arena */
};

/* Takes the arena, in which `call` lies. */
struct request *request_new(struct session *session, struct arena *arena, Jiedui__Call *call);

struct answer *request_answer(struct request *request, const ProtobufCMessage *reply);
/* `body` is the reply already packed. */
struct answer *request_answer_packed(struct request *request, ProtobufCBinaryData body);
struct answer *request_fail(struct request *request, const Jiedui__Status *status);
struct answer *request_refuse(struct request *request, Jiedui__Code code, const char *text);
/* The peer has gone, so nobody waits, and the daemon may be stopping: whoever comes back from a
 * thread refuses such a request instead of going on with it. True once it is refused. */
bool request_abandon(struct request *request);
/* The answer comes later, from a callback that has the request. */
struct answer *request_defer(struct request *request);

/* The end of a work whose output is the reply. */
void request_finish(struct work *work, const Jiedui__Status *failure);
/* Notes what the log line says of a work. */
void request_note(struct request *request, const struct work *work);

struct server *request_server(const struct request *request);
const struct rules *request_rules(const struct request *request);
/* Milliseconds until the deadline, at least 1. */
uint64_t request_time_left(const struct request *request);

#endif
