/* Owns what every transaction begins with: role, identity, claim; and the claim's reply. */
#include <assert.h>
#include <sodium.h>
#include <string.h>

#include "server/audit.h"
#include "server/binder.h"
#include "server/exchange.h"
#include "server/request.h"
#include "server/subject.h"
#include "server/values.h"

/* The only SQL text in C: what stands before and after an operation's own statements. */
enum fixed { FIXED_ROLE, FIXED_IDENTIFY, FIXED_CLAIM, FIXED_REPLY, FIXED_FIND, FIXED_UNDO,
             FIXED_BEGIN, FIXED_SAVEPOINT, FIXED_BACK, FIXED_RELEASE, FIXED_COMMIT, FIXED_ROLLBACK,
             FIXED_DISCARD, FIXED_COUNT };

#define CLAIM_KEY                                                             \
  "campus_id = NULLIF(current_setting('jiedui.campus', true), '')::int"       \
  " and account_id = NULLIF(current_setting('jiedui.account', true), '')::bigint" \
  " and method = $1::text and request_id = $2::uuid"

static const char *const texts[FIXED_COUNT] = {
    [FIXED_ROLE] = "select set_config('statement_timeout', $1::text, true),"
                   " set_config('role', $2::text, true),"
                   " set_config('enable_nestloop', $3::text, true),"
                   " set_config('plan_cache_mode', $4::text, true)",
    [FIXED_IDENTIFY] = "select identify($1::bytea, $2::text[], $3::text, $4::text,"
                       " $5::timestamptz, $6::uuid, $7::text, $8::text[])",
    [FIXED_CLAIM] = "insert into request_claim"
                    " (campus_id, account_id, method, request_id, request_hash, claimed_at)"
                    " values (NULLIF(current_setting('jiedui.campus', true), '')::int,"
                    " NULLIF(current_setting('jiedui.account', true), '')::bigint,"
                    " $1::text, $2::uuid, $3::bytea, $4::timestamptz)",
    [FIXED_REPLY] = "update request_claim set reply = $3::bytea where " CLAIM_KEY,
    [FIXED_FIND] = "select request_hash = $3::bytea, reply from request_claim where " CLAIM_KEY,
    [FIXED_UNDO] = "select refuse('rolled_back')",
    [FIXED_BEGIN] = "begin",
    [FIXED_SAVEPOINT] = "savepoint chunk",
    [FIXED_BACK] = "rollback to savepoint chunk",
    [FIXED_RELEASE] = "release savepoint chunk",
    [FIXED_COMMIT] = "commit",
    [FIXED_ROLLBACK] = "rollback",
    [FIXED_DISCARD] = "discard plans",
};

static struct statement fixed[FIXED_COUNT];

void preamble_prepare(void)
{
  for (size_t i = 0; i < FIXED_COUNT; i++) statement_init(&fixed[i], texts[i]);
  audit_prepare();
}

static void push(struct link *link, enum fixed which, struct values *v)
{
  const struct binding binding = values_binding(v);
  link_query(link, &fixed[which], &binding);
}

/* "{campus_lead,mentor}": the roles that the method allows; none means every member. */
const char *preamble_allowed(struct arena *arena, const Jiedui__MethodRules *rules)
{
  const char *list = "";
#ifdef JIEDUI_UNCHECKED /* a test's own daemon: what holds when this check is forgotten? */
  if (rules != NULL) return "{}";
#endif
  for (size_t i = 0; i < rules->n_allow; i++) {
    list = arena_printf(arena, "%s%s%s", list, i > 0 ? "," : "",
                        binder_enum_label(arena, &jiedui__role__descriptor, (int)rules->allow[i]));
  }
  return arena_printf(arena, "{%s}", list);
}

/* What the method's contract asks of the caller beyond a role. */
static const char *terms(struct arena *arena, const Jiedui__MethodRules *rules)
{
  const char *reason = "";
  if (rules->has_reason) {
    reason = rules->reason == JIEDUI__REASON__REASON_EACH ? "reason_each" : "reason_once";
  }
  return arena_printf(arena, "{%s%s%s%s%s}", reason,
                      rules->has_reason && rules->break_glass ? "," : "",
                      rules->break_glass ? "break_glass" : "",
                      (rules->has_reason || rules->break_glass) && rules->before_change ? "," : "",
                      rules->before_change ? "before_change" : "");
}

/* A work's own time: that of a refusal's row begins when the call's has run out. */
static const char *time_left(const struct work *work)
{
  const uint64_t now = uv_now(work->request->server->loop);
  const uint64_t left = work->deadline_ms > now ? work->deadline_ms - now : 1;
  return arena_printf(work->request->arena, "%llu", (unsigned long long)left);
}

static void push_role(struct link *link, const struct work *work, const char *role)
{
  struct values v = {.count = 0};
  values_text(&v, time_left(work));
  values_text(&v, role);
  /* A bulk joins whole arrays with whole tables. Before its first ANALYZE a table seems to hold one
   * row, and nested loops over it took seconds where hashing takes milliseconds. */
  const bool bulk = work->step->script.bulk != NULL;
  values_text(&v, bulk ? "off" : "on");
  /* Planning anew for every call costs more than the small statements it plans. A bulk's own are
   * planned each time, being never prepared; what runs for each of its rows – foreign keys,
   * triggers, functions – is not. */
  values_text(&v, bulk ? "auto" : "force_generic_plan");
  push(link, FIXED_ROLE, &v);
}

static void push_identity(struct link *link, const struct work *work)
{
  const struct request *request = work->request;
  unsigned char *hash = arena_alloc(request->arena, crypto_hash_sha256_BYTES);
  struct values v = {.count = 0};
  (void)crypto_hash_sha256(hash, request->call->session.data, request->call->session.len);
  values_bytes(&v, hash, crypto_hash_sha256_BYTES);
  values_text(&v, preamble_allowed(request->arena, request->operation->method->rules));
  values_text(&v, request->call->campus);
  values_text(&v, work->step->role);
  values_text(&v, request->now);
  values_text(&v, request->device[0] == '\0' ? NULL : request->device);
  values_text(&v, subject_text(request->input, "reason"));
  values_text(&v, terms(request->arena, request->operation->method->rules));
  push(link, FIXED_IDENTIFY, &v);
}

static void add_claim_key(struct values *v, const struct request *request)
{
  values_text(v, request->operation->method->name);
  values_text(v, request->request_id);
}

static void add_hash(struct values *v, const struct request *request)
{
  unsigned char *hash = arena_alloc(request->arena, crypto_hash_sha256_BYTES);
  (void)crypto_hash_sha256(hash, request->call->body.data, request->call->body.len);
  values_bytes(v, hash, crypto_hash_sha256_BYTES);
}

static void push_claim(struct link *link, const struct work *work)
{
  struct values v = {.count = 0};
  add_claim_key(&v, work->request);
  add_hash(&v, work->request);
  values_text(&v, work->request->now);
  push(link, FIXED_CLAIM, &v);
}

size_t preamble_push(struct link *link, struct work *work)
{
  push_role(link, work, work->identified ? "login_check" : work->step->role);
  if (!work->identified) return 1;
  push_identity(link, work);
  if (!work->claims || work->mode == WORK_FIND) return 2;
  push_claim(link, work);
  return 3;
}

bool preamble_is_claim(const struct work *work, size_t n)
{
  return work->claims && work->mode == WORK_RUN && n == 2;
}

void preamble_take(struct work *work, size_t n, const PGresult *result)
{
  if (!work->identified || n != 1 || PQntuples(result) != 1) return;
  work->request->account = arena_strdup(work->request->arena, PQgetvalue(result, 0, 0));
}

void preamble_push_find(struct link *link, struct work *work)
{
  struct values v = {.count = 0};
  add_claim_key(&v, work->request);
  add_hash(&v, work->request);
  push(link, FIXED_FIND, &v);
}

void preamble_pack(struct work *work)
{
  const size_t size = protobuf_c_message_get_packed_size(work->output);
  work->packed.data = arena_alloc(work->request->arena, size + 1);
  work->packed.len = protobuf_c_message_pack(work->output, work->packed.data);
}

void preamble_push_reply(struct link *link, struct work *work)
{
  struct values v = {.count = 0};
  preamble_pack(work);
  add_claim_key(&v, work->request);
  values_bytes(&v, work->packed.data, work->packed.len);
  push(link, FIXED_REPLY, &v);
}

Jiedui__Status *preamble_read_found(struct work *work, const PGresult *result)
{
  struct arena *arena = work->request->arena;
  if (PQntuples(result) == 0 || PQgetisnull(result, 0, 1)) {
    return failure_new(arena, JIEDUI__CODE__UNAVAILABLE,
                       "The same request is being worked on; try again.");
  }
  if (PQgetvalue(result, 0, 0)[0] != 't') {
    Jiedui__Status *status = failure_new(arena, JIEDUI__CODE__INVALID,
                                         "This request id was used for another request.");
    status->constraint = arena_strdup(arena, "request_id_used_once");
    return status;
  }
  size_t size = 0;
  unsigned char *bytes =
      PQunescapeBytea((const unsigned char *)PQgetvalue(result, 0, 1), &size);
  assert(bytes != NULL);
  work->packed.data = arena_copy(arena, bytes, size);
  work->packed.len = size;
  PQfreemem(bytes);
  return NULL;
}

void preamble_push_undo(struct link *link)
{
  struct values v = {.count = 0};
  push(link, FIXED_UNDO, &v);
}

void preamble_push_plain(struct link *link, const char *command)
{
  struct values v = {.count = 0};
  enum fixed i = FIXED_BEGIN;
  while (i < FIXED_COUNT && strcmp(texts[i], command) != 0) i++;
  assert(i < FIXED_COUNT); /* every command is listed */
  push(link, i, &v);
}
