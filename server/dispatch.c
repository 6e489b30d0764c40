/* Owns the way from a frame to its operation. Never waits for anything. */
#include "server/dispatch.h"

#include "common/log.h"
#include "server/authorise.h"
#include "server/database.h"
#include "server/request.h"
#include "server/sealing/sealing.h"
#include "server/session.h"
#include "server/walk.h"

/* The ordinary operation: one SQL file, run as the caller. */
static struct answer *run_script(struct request *request)
{
  struct work *work =
      database_work(request, &request->operation->steps[0], request->input, request_finish);
  work->claims = request->operation->method->rules->idempotent;
  struct answer *answer = request_defer(request);
  sealing_run(work);
  return answer;
}

static struct answer *unpack_body(struct request *request)
{
  static uint8_t nothing;
  struct error error;
  const ProtobufCMessageDescriptor *type = request->operation->method->input->descriptor;
  const ProtobufCBinaryData *body = &request->call->body;
  const uint8_t *bytes = body->data == NULL ? &nothing : body->data;
  if (!walk_check(type, bytes, body->len, &error)) {
    return request_refuse(request, error.code, error.text);
  }
  request->input =
      protobuf_c_message_unpack(type, arena_allocator(request->arena), body->len, bytes);
  if (request->input == NULL) {
    return request_refuse(request, JIEDUI__CODE__INVALID, "The request cannot be unpacked.");
  }
  return request->operation->handler != NULL ? request->operation->handler(request)
                                             : run_script(request);
}

static struct answer *start(struct request *request)
{
  struct server *server = request->server;
  const Jiedui__Call *call = request->call;
  if (call->method != NULL) request->operation = catalogue_find(&server->catalogue, call->method);
  if (request->operation == NULL) {
    return request_refuse(
        request, JIEDUI__CODE__UNIMPLEMENTED,
        "This daemon does not know the operation; it may be older than the client.");
  }
  if (server->draining) {
    return request_refuse(request, JIEDUI__CODE__UNAVAILABLE, "The daemon is stopping; try again.");
  }
  Jiedui__Status *refusal = authorise_call(request);
  if (refusal != NULL) return request_fail(request, refusal);
  return unpack_body(request);
}

bool dispatch_call(struct session *session, const uint8_t *frame, size_t size)
{
  struct error error;
  if (!walk_check(&jiedui__call__descriptor, frame, size, &error)) {
    log_line(LOG_LEVEL_WARNING, "event=bad_call caller=%s", session_caller(session));
    return false;
  }
  struct arena *arena = arena_new();
  Jiedui__Call *call = jiedui__call__unpack(arena_allocator(arena), size, frame);
  if (call == NULL || call->id == 0 || session_has_call(session, call->id)) {
    log_line(LOG_LEVEL_WARNING, "event=bad_call_id caller=%s", session_caller(session));
    arena_free(arena);
    return false;
  }
  (void)start(request_new(session, arena, call));
  return true;
}
