/* Owns the list of the daemon's own steps, and the requests they run in. Never answers a call. */
#include "server/house.h"

#include "internal/audit.pb-c.h"
#include "internal/device.pb-c.h"
#include "internal/erasure.pb-c.h"
#include "internal/figure.pb-c.h"
#include "internal/notice.pb-c.h"
#include "internal/sealing.pb-c.h"
#include "server/request.h"

const struct operation_step house_steps[] = {
    {"house/seal_audit.sql", &jiedui__audit_seal__descriptor, &jiedui__audit_sealed__descriptor,
     "audit_sealer"},
    {"house/keep_attempt.sql", &jiedui__audit_attempt__descriptor,
     &jiedui__audit_kept__descriptor, "login_check"},
    {"house/fetch_keys.sql", &jiedui__seal_fetch__descriptor, &jiedui__seal_keys__descriptor,
     "keys"},
    {"house/keep_campus_key.sql", &jiedui__seal_campus_key__descriptor,
     &jiedui__seal_done__descriptor, "keys"},
    {"house/keep_student_keys.sql", &jiedui__seal_student_keys__descriptor,
     &jiedui__seal_done__descriptor, "keys"},
    {"house/list_revoked.sql", &jiedui__revoked_list__descriptor,
     &jiedui__revoked_listed__descriptor, "house"},
    {"house/find_erasures.sql", &jiedui__erasure_hashes__descriptor,
     &jiedui__erasures_found__descriptor, "keys"},
    {"house/repeat_erasure.sql", &jiedui__erasure_again__descriptor,
     &jiedui__erasure_repeated__descriptor, "keys"},
    {"house/queue_notices.sql", &jiedui__notice_queue__descriptor,
     &jiedui__notice_queued__descriptor, "house"},
    {"house/take_notices.sql", &jiedui__notice_take__descriptor, &jiedui__notice_taken__descriptor,
     "house"},
    {"house/settle_notice.sql", &jiedui__notice_settle__descriptor,
     &jiedui__notice_settled__descriptor, "house"},
    {"house/fold_figures.sql", &jiedui__figure_fold__descriptor,
     &jiedui__figure_folded__descriptor, "house"},
    {NULL, NULL, NULL, NULL},
};

struct request *request_house(struct server *server)
{
  struct arena *arena = arena_new();
  struct request *request = arena_alloc(arena, sizeof *request);
  const uint64_t now = clock_unix_ms();
  uint8_t id[UUID_BYTES];
  *request = (struct request){.server = server, .arena = arena, .started_ns = uv_hrtime()};
  request->call = arena_alloc(arena, sizeof *request->call);
  jiedui__call__init(request->call);
  request->operation = &server->catalogue.house;
  request->deadline_ms = uv_now(server->loop) + (uint64_t)server->config.call_ms;
  clock_print(now, request->now);
  uuid_v7(id, now);
  uuid_print(id, request->new_id);
  return request;
}

void request_house_end(struct request *request)
{
  arena_free(request->arena);
}
