/* Owns the repetition of calls until their deadline. Never knows what a method means. */
#include "client/call.h"

#include <string.h>
#include <time.h>
#include <unistd.h>

#include "client/message.h"
#include "client/text.h"
#include "common/frame.h"

enum {
  PAUSE_MS = 50,            /* before the first repetition, doubled for each */
  LONGEST_PAUSE_MS = 2000,  /* between repetitions */
  ABSENT_MS = 3000,         /* a server never reached is tried for so long */
  LONGEST_REPLY = 64 << 20, /* bytes of all parts of an answer */
};

/* One logical call under way. */
struct attempt {
  struct call call;
  struct arena *arena;
  int64_t began;
  int64_t deadline;
  int64_t pause;        /* before the next repetition */
  uint32_t server_asks; /* the pause the server asked for, 0 if none */
  bool reached;         /* the server was there once */
  bool sent;            /* a request went out whose answer did not come */
  bool begun;           /* sent ahead: the answer is yet to be waited for */
  Jiedui__Answer *told; /* what the introduction of a call sent ahead was refused with */
  struct buffer body;   /* the reply's parts */
};

struct errand {
  struct caller *caller;
  struct attempt attempt;
};

/* A call may be sent twice when it writes nothing, is recognised by its request id, or is a login:
 * a session too many does no harm. */
static bool is_repeatable(const struct schema_method *method)
{
  return method->rules->idempotent || method->rules->open ||
         method->rules->audit != JIEDUI__AUDIT__AUDIT_WRITE;
}

static ProtobufCBinaryData pack_call(struct caller *caller, struct attempt *attempt)
{
  const struct schema_method *method = attempt->call.method;
  Jiedui__Call call = JIEDUI__CALL__INIT;
  const int64_t left = attempt->deadline - connection_now();
  call.has_id = call.has_body = call.has_deadline_ms = 1;
  call.id = ++caller->last_id;
  call.method = (char *)(uintptr_t)method->name;
  call.body.len = protobuf_c_message_get_packed_size(attempt->call.request);
  call.body.data = arena_alloc(attempt->arena, call.body.len);
  (void)protobuf_c_message_pack(attempt->call.request, call.body.data);
  call.deadline_ms = left > 0 ? (uint32_t)left : 1;
  if (caller->has_session && !method->rules->open) {
    call.has_session = 1;
    call.session = (ProtobufCBinaryData){SESSION_BYTES, (uint8_t *)(uintptr_t)caller->session};
    call.campus = (char *)(uintptr_t)caller->campus;
  }
  if (method->rules->idempotent) {
    call.has_request_id = 1;
    call.request_id =
        (ProtobufCBinaryData){UUID_BYTES, (uint8_t *)(uintptr_t)attempt->call.request_id};
  }
  call.has_dry_run = caller->dry_run && method->rules->dry_run;
  call.dry_run = call.has_dry_run;
  const size_t size = jiedui__call__get_packed_size(&call);
  uint8_t *bytes = arena_alloc(attempt->arena, size);
  return (ProtobufCBinaryData){jiedui__call__pack(&call, bytes), bytes};
}

static bool refuse_answer(struct caller *caller, struct error *error)
{
  caller->connection.fault = CONNECTION_DISTRUST;
  return error_set(error, JIEDUI__CODE__INTERNAL,
                   text("The server's answer cannot be understood; is it as new as this client?"));
}

/* Receives the answer with all its parts. */
static bool receive(struct caller *caller, struct attempt *attempt, Jiedui__Answer **answer,
                    struct error *error)
{
  attempt->body.start = attempt->body.end = 0;
  for (;;) {
    const uint8_t *body = NULL;
    size_t size = 0;
    if (!connection_receive(&caller->connection, attempt->deadline, &body, &size, error)) {
      return false;
    }
    *answer = jiedui__answer__unpack(arena_allocator(attempt->arena), size, body);
    buffer_consume(&caller->connection.plain, FRAME_HEADER + size);
    if (*answer == NULL) return refuse_answer(caller, error);
    if ((*answer)->id != caller->last_id && (*answer)->id != 0) continue; /* of a call given up */
    buffer_append(&attempt->body, (*answer)->body.data, (*answer)->body.len);
    if (buffer_size(&attempt->body) > LONGEST_REPLY) return refuse_answer(caller, error);
    if (!(*answer)->more) return true;
  }
}

/* Sends a packed call and waits for its answer. */
static bool exchange(struct caller *caller, struct attempt *attempt, ProtobufCBinaryData packed,
                     Jiedui__Answer **answer, struct error *error)
{
  return connection_send(&caller->connection, packed.data, packed.len, attempt->deadline, error) &&
         receive(caller, attempt, answer, error);
}

/* The server takes only small frames until a call with a session was let in, so a large first call
 * goes behind a small one. True also when that one was refused: *answer says so then. */
static bool introduce(struct caller *caller, struct attempt *attempt, Jiedui__Answer **answer,
                      struct error *error)
{
  Jiedui__Call call = JIEDUI__CALL__INIT;
  uint8_t bytes[FRAME_MAX_BEFORE_LOGIN];
  call.has_id = call.has_session = 1;
  call.id = ++caller->last_id;
  call.method = (char *)(uintptr_t) "SessionService.ShowSession";
  call.session = (ProtobufCBinaryData){SESSION_BYTES, (uint8_t *)(uintptr_t)caller->session};
  const ProtobufCBinaryData packed = {jiedui__call__pack(&call, bytes), bytes};
  if (!exchange(caller, attempt, packed, answer, error)) return false;
  const Jiedui__Status *status = (*answer)->status;
  if (status != NULL && status->code == JIEDUI__CODE__OK) {
    caller->connection.trusted = true;
    *answer = NULL;
  }
  return true;
}

/* Sends the call once. Where an introduction was refused, *answer is what it was told. */
static bool send_once(struct caller *caller, struct attempt *attempt, Jiedui__Answer **answer,
                      struct error *error)
{
  if (!connection_open(&caller->connection, attempt->deadline, error)) return false;
  attempt->reached = true;
  ProtobufCBinaryData packed = pack_call(caller, attempt);
  if (packed.len > FRAME_MAX) {
    caller->connection.fault = CONNECTION_DISTRUST;
    return error_set(error, JIEDUI__CODE__USAGE, text("The request is larger than 4 MiB."));
  }
  if (packed.len > FRAME_MAX_BEFORE_LOGIN && caller->has_session && !caller->connection.trusted) {
    if (!introduce(caller, attempt, answer, error)) return false;
    if (*answer != NULL) return true;
    packed = pack_call(caller, attempt);
  }
  attempt->sent = true;
  return connection_send(&caller->connection, packed.data, packed.len, attempt->deadline, error);
}

/* Sends the call, unless it was sent ahead, and waits. */
static bool try_once(struct caller *caller, struct attempt *attempt, struct outcome *outcome,
                     struct error *error)
{
  Jiedui__Answer *answer = attempt->told;
  const bool begun = attempt->begun;
  attempt->begun = false;
  attempt->told = NULL;
  if (!begun && !send_once(caller, attempt, &answer, error)) return false;
  if (answer == NULL && !receive(caller, attempt, &answer, error)) return false;
  attempt->sent = false;
  outcome->status = answer->status;
  outcome->reply = NULL;
  if (outcome->status == NULL) return refuse_answer(caller, error);
  if (outcome->status->code != JIEDUI__CODE__OK) return true;
  outcome->reply = protobuf_c_message_unpack(
      attempt->call.method->output->descriptor, arena_allocator(attempt->arena),
      buffer_size(&attempt->body),
      attempt->body.data == NULL ? (const uint8_t *)"" : attempt->body.data);
  return outcome->reply != NULL || refuse_answer(caller, error);
}

/* Whether the answer asks to be tried again, and is worth it. */
static bool is_passing(struct attempt *attempt, const Jiedui__Status *status)
{
  attempt->server_asks = status->has_retry_after_ms ? status->retry_after_ms : 0;
  if (status->code == JIEDUI__CODE__UNAVAILABLE) return is_repeatable(attempt->call.method);
  return status->code == JIEDUI__CODE__UNKNOWN_OUTCOME && attempt->call.method->rules->idempotent;
}

/* Whether trying again may help after the connection failed. */
static bool is_worth_it(const struct caller *caller, const struct attempt *attempt)
{
  const int64_t age = connection_now() - attempt->began;
  switch (caller->connection.fault) {
    case CONNECTION_ABSENT:
      return attempt->reached || caller->patient || age < ABSENT_MS;
    case CONNECTION_LOST:
      return !attempt->sent || is_repeatable(attempt->call.method);
    case CONNECTION_FINE:
    case CONNECTION_LATE:
    case CONNECTION_DISTRUST:
      break;
  }
  return false;
}

/* Waits before the next try; false when the deadline comes first. */
static bool pause_before_next(struct attempt *attempt)
{
  int64_t pause = attempt->pause;
  if (attempt->server_asks > 0) pause = attempt->server_asks;
  attempt->server_asks = 0;
  attempt->pause = pause * 2 < LONGEST_PAUSE_MS ? pause * 2 : LONGEST_PAUSE_MS;
  /* Up to a quarter longer, so that clients do not come back together. */
  pause += pause * attempt->call.request_id[UUID_BYTES - 1] / 1024;
  if (connection_now() + pause >= attempt->deadline) return false;
  const struct timespec time = {pause / 1000, pause % 1000 * 1000000};
  (void)nanosleep(&time, NULL);
  return true;
}

/* What to say when the last try ended without an answer. */
static bool conclude(const struct attempt *attempt, struct error *error)
{
  const Jiedui__MethodRules *rules = attempt->call.method->rules;
  if (!attempt->sent || rules->open || rules->audit != JIEDUI__AUDIT__AUDIT_WRITE) return false;
  const struct error cause = *error;
  return error_set(error, JIEDUI__CODE__UNKNOWN_OUTCOME,
                   text("%s Whether it was done is not known: look at what is stored before doing "
                        "it again."),
                   text(cause.text));
}

static struct errand prepare(struct caller *caller, const struct call *call, struct arena *arena)
{
  const int64_t now = connection_now();
  return (struct errand){.caller = caller,
                         .attempt = {.call = *call,
                                     .arena = arena,
                                     .began = now,
                                     .deadline = now + caller->timeout_ms,
                                     .pause = PAUSE_MS,
                                     .reached = caller->connection.tls != NULL}};
}

/* Until there is an answer that stands, or trying again is no use. */
static bool run(struct caller *caller, struct attempt *attempt, struct outcome *outcome,
                struct error *error)
{
  bool answered = false;
  bool again = true;
  bool told = false;
  *outcome = (struct outcome){NULL, NULL, false};
  while (again) {
    answered = try_once(caller, attempt, outcome, error);
    if (!answered) connection_close(&caller->connection);
    outcome->unsure = outcome->unsure || attempt->sent ||
                      (answered && outcome->status->code == JIEDUI__CODE__UNKNOWN_OUTCOME);
    again = answered ? is_passing(attempt, outcome->status) : is_worth_it(caller, attempt);
    if (again && !told && attempt->pause > PAUSE_MS && isatty(STDERR_FILENO)) {
      message_print("%s", text("The server does not answer; trying again ..."));
      told = true;
    }
    again = again && pause_before_next(attempt);
  }
  buffer_free(&attempt->body);
  return answered || conclude(attempt, error);
}

bool call_run(struct caller *caller, const struct call *call, struct arena *arena,
              struct outcome *outcome, struct error *error)
{
  struct errand errand = prepare(caller, call, arena);
  return run(caller, &errand.attempt, outcome, error);
}

struct errand *call_begin(struct caller *caller, const struct call *call, struct arena *arena)
{
  struct error error;
  struct errand *errand = arena_alloc(arena, sizeof *errand);
  *errand = prepare(caller, call, arena);
  struct attempt *attempt = &errand->attempt;
  attempt->begun = send_once(caller, attempt, &attempt->told, &error);
  if (!attempt->begun) connection_close(&caller->connection);
  buffer_free(&attempt->body);
  return errand;
}

bool call_finish(struct errand *errand, struct outcome *outcome, struct error *error)
{
  /* What the caller did in between is no waiting for the server. */
  errand->attempt.began = connection_now();
  errand->attempt.deadline = errand->attempt.began + errand->caller->timeout_ms;
  return run(errand->caller, &errand->attempt, outcome, error);
}
