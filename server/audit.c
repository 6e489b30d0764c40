/* Owns the rows that calls leave in the audit. Never reads the audit. */
#include "server/audit.h"

#include <sodium.h>
#include <string.h>

#include "common/log.h"
#include "internal/audit.pb-c.h"
#include "server/database.h"
#include "server/exchange.h"
#include "server/house.h"
#include "server/request.h"
#include "server/session.h"
#include "server/subject.h"
#include "server/values.h"

/* A refusal is answered late rather than without its row, but not much later. */
enum { KEEP_MS = 5000 };

#define SETTING(name) "NULLIF(current_setting('jiedui." name "', true), '')"

/* Who, where and why stand in the settings that identify() left. */
#define ROW                                                                                \
  "insert into audit_queue (campus_id, id, at, account_id, account, role, roles,"          \
  " device_id, method, subjects, subject, reason, outcome, rows, request_id,"              \
  " psychological)"                                                                        \
  " select " SETTING("campus") "::int, $1::uuid, $2::timestamptz,"                         \
  " " SETTING("account") "::bigint, $3::text, " SETTING("role") ", " SETTING("roles") ","  \
  " " SETTING("device") "::uuid, $4::text,"                                                \
  " case when $5::text is not null then subject_ids(($5::text)::text[]) end, $6::text,"    \
  " left(" SETTING("reason") ", 200), 'OK', $7::int, $8::uuid, $9::boolean"                \
  " on conflict do nothing"

enum fixed { FIXED_ROW, FIXED_ROW_AND_REPLY, FIXED_LOGIN, FIXED_COUNT };

static const char *const texts[FIXED_COUNT] = {
    [FIXED_ROW] = ROW,
    [FIXED_ROW_AND_REPLY] =
        ("with kept as (update request_claim set reply = $10::bytea"
        " where campus_id = " SETTING("campus") "::int"
        " and account_id = " SETTING("account") "::bigint"
        " and method = $4::text and request_id = $8::uuid) " ROW),
    [FIXED_LOGIN] =
        ("select audit_attempt($1::uuid, $2::timestamptz, null, $3::text, null, '{}',"
        " $6::uuid, $4::text, null, null, null, 'OK', $5::uuid, false)"),
};

static struct statement fixed[FIXED_COUNT];

void audit_prepare(void)
{
  for (size_t i = 0; i < FIXED_COUNT; i++) statement_init(&fixed[i], texts[i]);
}

static const Jiedui__MethodRules *rules_of(const struct request *request)
{
  return request->operation->method->rules;
}

static bool is_audited(const struct request *request)
{
  const Jiedui__MethodRules *rules = rules_of(request);
  return rules->has_audit && rules->audit != JIEDUI__AUDIT__AUDIT_NONE;
}

bool audit_is_due(const struct work *work)
{
  const struct operation *operation = work->request->operation;
  if (!is_audited(work->request) || work->mode != WORK_RUN) return false;
  if (work->claims) return !work->request->call->dry_run;
  return !rules_of(work->request)->idempotent && operation->n_steps > 0 &&
         work->step == &operation->steps[operation->n_steps - 1];
}

static bool is_psychological(const struct request *request)
{
  const char *role = rules_of(request)->role;
  return role != NULL && strcmp(role, "psych") == 0;
}

static const char *text_or_null(const char *text)
{
  return text[0] == '\0' ? NULL : text;
}

/* A login has no identity yet: its account is the one it names. */
static void push_login(struct link *link, const struct work *work)
{
  const struct request *request = work->request;
  struct values v = {.count = 0};
  values_text(&v, request->new_id);
  values_text(&v, request->now);
  values_text(&v, subject_text(request->input, "account"));
  values_text(&v, request->operation->method->name);
  values_text(&v, text_or_null(request->request_id));
  values_text(&v, text_or_null(request->device));
  const struct binding binding = values_binding(&v);
  link_query(link, &fixed[FIXED_LOGIN], &binding);
}

void audit_push(struct link *link, struct work *work)
{
  const struct request *request = work->request;
  struct values v = {.count = 0};
  if (!work->identified) {
    push_login(link, work);
    return;
  }
  values_text(&v, request->new_id);
  values_text(&v, request->now);
  values_text(&v, request->account);
  values_text(&v, request->operation->method->name);
  values_text(&v, subject_students(request->arena, request->input, work->output));
  values_text(&v, subject_key(request->input));
  values_text(&v, arena_printf(request->arena, "%zu", work->rows));
  values_text(&v, text_or_null(request->request_id));
  values_text(&v, is_psychological(request) ? "t" : "f");
  if (work->claims) {
    preamble_pack(work);
    values_bytes(&v, work->packed.data, work->packed.len);
  }
  const struct binding binding = values_binding(&v);
  link_query(link, &fixed[work->claims ? FIXED_ROW_AND_REPLY : FIXED_ROW], &binding);
}

bool audit_is_owed(const struct request *request, const Jiedui__Status *status)
{
  if (request->operation == NULL || request->audited) return false;
  if (request->server->draining && request->session == NULL) return false; /* no database left */
  const bool known = request->call->has_session && request->call->session.len > 0;
  if (!known && !rules_of(request)->open) return false;
  return is_audited(request) || status->code == JIEDUI__CODE__PERMISSION_DENIED;
}

static void on_kept(struct work *work, const Jiedui__Status *failure)
{
  struct request *request = work->request;
  const Jiedui__AuditKept *kept = (const Jiedui__AuditKept *)(const void *)work->output;
  const Jiedui__Status *status = request->failed;
  if (failure == NULL && !kept->kept) {
    log_line(LOG_LEVEL_INFO, "event=unknown_caller method=%s peer=%s",
             request->operation->method->name,
             request->session == NULL ? "gone" : session_caller(request->session));
  }
  if (failure != NULL && status->code != JIEDUI__CODE__UNAVAILABLE) {
    log_line(LOG_LEVEL_ERROR, "event=audit_not_written method=%s sqlstate=%s",
             request->operation->method->name, work->sqlstate);
    status = failure_new(request->arena, JIEDUI__CODE__UNAVAILABLE,
                         "The call could not be noted in the audit; try again.");
  }
  (void)request_fail(request, status);
}

static Jiedui__AuditAttempt *attempt_of(struct request *request)
{
  Jiedui__AuditAttempt *a = arena_alloc(request->arena, sizeof *a);
  const Jiedui__Call *call = request->call;
  jiedui__audit_attempt__init(a);
  if (rules_of(request)->open) {
    a->account = (char *)(uintptr_t)subject_text(request->input, "account");
  } else {
    a->has_token_sha256 = 1;
    a->token_sha256.len = crypto_hash_sha256_BYTES;
    a->token_sha256.data = arena_alloc(request->arena, crypto_hash_sha256_BYTES);
    (void)crypto_hash_sha256(a->token_sha256.data, call->session.data, call->session.len);
  }
  a->in_campus = call->campus;
  a->allowed = (char *)(uintptr_t)preamble_allowed(request->arena, rules_of(request));
  a->device = (char *)(uintptr_t)text_or_null(request->device);
  a->method = (char *)(uintptr_t)request->operation->method->name;
  a->student_nos = (char *)(uintptr_t)subject_students(request->arena, request->input, NULL);
  a->subject = (char *)(uintptr_t)subject_key(request->input);
  a->why = (char *)(uintptr_t)subject_text(request->input, "reason");
  a->outcome = (char *)(uintptr_t)error_code_name(request->failed->code);
  a->has_psychological = 1;
  a->psychological = is_psychological(request);
  return a;
}

void audit_keep(struct request *request, const Jiedui__Status *status)
{
  const struct step *step =
      catalogue_step(&request->server->catalogue.house, "house/keep_attempt.sql");
  request->audited = true;
  request->failed = status;
  struct work *work = database_work(request, step, &attempt_of(request)->base, on_kept);
  work->identified = false;
  work->deadline_ms = uv_now(request->server->loop) + KEEP_MS;
  database_run(work);
}
