/* Owns a call's life from frame to answer, and its log line. Never reads from the peer. */
#include "server/request.h"

#include <assert.h>
#include <string.h>

#include "common/frame.h"
#include "common/log.h"
#include "server/audit.h"
#include "server/session.h"

struct answer {
  int nothing; /* a mark, never read */
};

static struct answer mark;

struct request *request_new(struct session *session, struct arena *arena, Jiedui__Call *call)
{
  struct request *request = arena_alloc(arena, sizeof *request);
  uint8_t id[UUID_BYTES];
  const uint64_t now = clock_unix_ms();
  request->server = session_server(session);
  request->session = session;
  request->arena = arena;
  request->call = call;
  request->started_ns = uv_hrtime();
  const uint64_t limit = (uint64_t)request->server->config.call_ms;
  const uint64_t wanted = call->has_deadline_ms ? call->deadline_ms : limit;
  request->deadline_ms = uv_now(request->server->loop) + (wanted < limit ? wanted : limit);
  clock_print(now, request->now);
  uuid_v7(id, now);
  uuid_print(id, request->new_id);
  if (call->has_request_id && call->request_id.len == UUID_BYTES) {
    uuid_print(call->request_id.data, request->request_id);
  }
  (void)memcpy(request->device, session_device(session), sizeof request->device);
  session_attach(session, request);
  return request;
}

static void log_end(const struct request *request, Jiedui__Code code)
{
  const double ms = (double)(uv_hrtime() - request->started_ns) / 1e6;
  log_line(code == JIEDUI__CODE__INTERNAL ? LOG_LEVEL_ERROR : LOG_LEVEL_INFO,
           "event=call method=%s caller=%s peer=%s status=%s sqlstate=%s rows=%zu ms=%.2f",
           request->operation == NULL ? "-" : request->operation->method->name,
           request->account == NULL ? "-" : request->account,
           request->session == NULL ? "gone" : session_caller(request->session),
           error_code_name(code), request->sqlstate == NULL ? "-" : request->sqlstate,
           request->rows, ms);
}

static struct answer *end(struct request *request, Jiedui__Answer *answer, Jiedui__Code code)
{
  log_end(request, code);
  answer->has_id = 1;
  answer->id = request->call->id;
  struct session *session = request->session;
  if (session != NULL) {
    session_detach(session, request);
    session_send(session, answer);
  }
  arena_free(request->arena);
  return &mark;
}

struct answer *request_answer_packed(struct request *request, ProtobufCBinaryData body)
{
  Jiedui__Answer answer = JIEDUI__ANSWER__INIT;
  Jiedui__Status status = JIEDUI__STATUS__INIT;
  if (body.len + FRAME_MAX_BEFORE_LOGIN > FRAME_MAX) {
    return request_refuse(request, JIEDUI__CODE__RESOURCE_EXHAUSTED,
                          "The answer is too large: ask for less with --limit.");
  }
  status.has_code = 1;
  status.code = JIEDUI__CODE__OK;
  answer.status = &status;
  answer.has_body = 1;
  answer.body = body;
  if (request->session != NULL && request->operation != NULL &&
      !request->operation->method->rules->open) {
    session_trust(request->session, request->account);
  }
  return end(request, &answer, JIEDUI__CODE__OK);
}

struct answer *request_answer(struct request *request, const ProtobufCMessage *reply)
{
  ProtobufCBinaryData body;
  body.data = arena_alloc(request->arena, protobuf_c_message_get_packed_size(reply) + 1);
  body.len = protobuf_c_message_pack(reply, body.data);
  return request_answer_packed(request, body);
}

struct answer *request_fail(struct request *request, const Jiedui__Status *status)
{
  Jiedui__Answer answer = JIEDUI__ANSWER__INIT;
  Jiedui__Status copy = *status;
  assert(status->code != JIEDUI__CODE__OK);
  if (audit_is_owed(request, status)) {
    audit_keep(request, status);
    return &mark;
  }
  answer.status = &copy;
  return end(request, &answer, status->code);
}

struct answer *request_refuse(struct request *request, Jiedui__Code code, const char *text)
{
  return request_fail(request, failure_new(request->arena, code, text));
}

bool request_abandon(struct request *request)
{
  if (request->session != NULL) return false;
  (void)request_refuse(request, JIEDUI__CODE__UNAVAILABLE, "The peer has gone.");
  return true;
}

struct answer *request_defer(struct request *request)
{
  (void)request;
  return &mark;
}

void request_note(struct request *request, const struct work *work)
{
  if (work->sqlstate[0] != '\0') request->sqlstate = work->sqlstate;
  request->rows += work->rows;
}

void request_finish(struct work *work, const Jiedui__Status *failure)
{
  struct request *request = work->request;
  request_note(request, work);
  if (failure != NULL) {
    (void)request_fail(request, failure);
  } else if (work->packed.data != NULL) {
    (void)request_answer_packed(request, work->packed);
  } else {
    (void)request_answer(request, work->output);
  }
}

struct server *request_server(const struct request *request)
{
  return request->server;
}

const struct rules *request_rules(const struct request *request)
{
  return &request->server->rules;
}

uint64_t request_time_left(const struct request *request)
{
  const uint64_t now = uv_now(request->server->loop);
  return request->deadline_ms > now ? request->deadline_ms - now : 1;
}
