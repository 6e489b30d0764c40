/* SystemService.Ping: answered without the database. */
#include "server/operations/operations.h"
#include "system.pb-c.h"

struct answer *operation_ping(struct request *request)
{
  Jiedui__PingReply reply = JIEDUI__PING_REPLY__INIT;
  reply.version = arena_strdup(request->arena, JIEDUI_VERSION);
  reply.now_at = request->now;
  return request_answer(request, &reply.base);
}
