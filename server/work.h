/* One transaction for one request: a step of an operation, its messages, and who waits for it. */
#ifndef SERVER_WORK_H
#define SERVER_WORK_H

#include <stdbool.h>
#include <stdint.h>

#include "server/catalogue.h"
#include "server/failure.h"

struct database;
struct request;
struct sealed_input;
struct work;

/* `failure` is NULL when the transaction was committed (or needed no commit). */
typedef void (*work_done)(struct work *work, const Jiedui__Status *failure);

enum work_mode {
  WORK_RUN,  /* do it */
  WORK_FIND  /* its request id was used before: find the first reply */
};

struct work {
  struct database *database;
  struct request *request;       /* its arena holds the work and everything in it */
  const struct step *step;
  const ProtobufCMessage *input;
  ProtobufCMessage *output;      /* filled by the statements */
  bool identified;               /* runs as the caller; else under the step's role alone */
  bool claims;                   /* stores its reply under the call's request id */
  bool audits;                   /* this run ends with the operation's audit row */
  enum work_mode mode;
  unsigned tries;                /* runs so far */
  uint64_t deadline_ms;          /* loop time */
  ProtobufCBinaryData packed;    /* the reply's bytes, once packed or found */
  char sqlstate[SQLSTATE_SIZE];  /* of the failure, "" if none */
  size_t rows;                   /* rows the statements gave */
  const struct sealed_input *sealed; /* the input's sealed fields, NULL if none */
  void *owner;                   /* of a work that serves another */
  work_done done;
  struct work *next;             /* in the pool's queue */
};

#endif
