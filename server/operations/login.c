/* SessionService.Login: finds the hash, verifies it off the loop, opens a session. */
#include <sodium.h>
#include <string.h>

#include "internal/session.pb-c.h"
#include "server/database.h"
#include "server/operations/operations.h"
#include "server/password.h"
#include "server/session.h"
#include "server/worker.h"
#include "session.pb-c.h"

enum { TOKEN_BYTES = 32 };

struct login {
  struct request *request;
  const char *account;
  const char *password;
  const Jiedui__LoginFound *found;           /* its hash is NULL for an unknown account */
  bool fits;                                 /* the worker's finding */
  uint8_t token[TOKEN_BYTES];                /* given to the client, stored only as its hash */
  uint8_t token_sha256[crypto_hash_sha256_BYTES];
};

const struct operation_step login_steps[] = {
    {"session/login/find.sql", &jiedui__login_find__descriptor, &jiedui__login_found__descriptor,
     NULL},
    {"session/login/fail.sql", &jiedui__login_fail__descriptor, &jiedui__login_failed__descriptor,
     NULL},
    {"session/login/open.sql", &jiedui__login_open__descriptor, &jiedui__login_opened__descriptor,
     NULL},
    {NULL, NULL, NULL, NULL},
};

/* The machine, NULL if the connection has none. */
static char *device_of(struct request *request)
{
  return request->device[0] == '\0' ? NULL : request->device;
}

/* The peer's address, NULL once it has gone. */
static char *address_of(const struct request *request)
{
  return request->session == NULL ? NULL
                                  : arena_strdup(request->arena, session_caller(request->session));
}

static void run_step(struct login *login, const char *path, const ProtobufCMessage *input,
                     work_done done)
{
  struct request *request = login->request;
  database_run(database_work(request, catalogue_step(request->operation, path), input, done));
}

static void on_opened(struct work *work, const Jiedui__Status *failure)
{
  struct request *request = work->request;
  const struct login *login = request->state;
  const Jiedui__LoginOpened *opened = (const Jiedui__LoginOpened *)(void *)work->output;
  Jiedui__LoginReply reply = JIEDUI__LOGIN_REPLY__INIT;
  request_note(request, work);
  if (failure != NULL) {
    (void)request_fail(request, failure);
    return;
  }
  reply.has_session = 1;
  reply.session.data = (uint8_t *)(uintptr_t)login->token;
  reply.session.len = TOKEN_BYTES;
  reply.account = opened->account;
  reply.campus_code = opened->campus_code;
  reply.expires_at = opened->expires_at;
  reply.has_must_change = opened->has_must_change;
  reply.must_change = opened->must_change;
  (void)request_answer(request, &reply.base);
}

static void open_session(struct login *login)
{
  Jiedui__LoginOpen *input = arena_alloc(login->request->arena, sizeof *input);
  jiedui__login_open__init(input);
  randombytes_buf(login->token, sizeof login->token);
  (void)crypto_hash_sha256(login->token_sha256, login->token, sizeof login->token);
  input->account = (char *)(uintptr_t)login->account;
  input->device = device_of(login->request);
  input->has_token_sha256 = 1;
  input->token_sha256.data = login->token_sha256;
  input->token_sha256.len = sizeof login->token_sha256;
  input->has_campus_id = input->has_account_id = input->has_minutes = 1;
  input->campus_id = login->found->campus_id;
  input->account_id = login->found->account_id;
  input->minutes = (int32_t)login->request->server->config.session_hours * 60;
  run_step(login, "session/login/open.sql", &input->base, on_opened);
}

/* By a rule's name; `wait_ms` above 0 says when to try again. */
static struct answer *refuse_by(struct request *request, const char *name, int32_t wait_ms)
{
  const struct rule *rule = rules_find(request_rules(request), name);
  if (rule == NULL) {
    return request_refuse(request, JIEDUI__CODE__UNAUTHENTICATED,
                          "Account and password do not fit.");
  }
  Jiedui__Status *status = failure_new(request->arena, rule->code, rule->sentence);
  status->constraint = arena_strdup(request->arena, name);
  status->has_retry_after_ms = wait_ms > 0;
  status->retry_after_ms = (uint32_t)wait_ms;
  return request_fail(request, status);
}

static void on_counted(struct work *work, const Jiedui__Status *failure)
{
  const Jiedui__LoginFailed *failed = (const Jiedui__LoginFailed *)(void *)work->output;
  request_note(work->request, work);
  if (failure != NULL) {
    (void)request_fail(work->request, failure);
  } else {
    (void)refuse_by(work->request, "login_refused", failed->blocked_ms);
  }
}

static void count_failure(struct login *login)
{
  Jiedui__LoginFail *input = arena_alloc(login->request->arena, sizeof *input);
  jiedui__login_fail__init(input);
  input->account = (char *)(uintptr_t)login->account;
  input->device = device_of(login->request);
  input->address = address_of(login->request);
  run_step(login, "session/login/fail.sql", &input->base, on_counted);
}

static void verify(void *data)
{
  struct login *login = data;
  login->fits = password_matches(login->password, login->found->password_hash);
}

static void on_verified(void *data)
{
  struct login *login = data;
  if (request_abandon(login->request)) return;
  if (login->fits) {
    open_session(login);
  } else {
    count_failure(login);
  }
}

static void on_found(struct work *work, const Jiedui__Status *failure)
{
  struct request *request = work->request;
  struct login *login = request->state;
  const Jiedui__LoginFound *found = (const Jiedui__LoginFound *)(void *)work->output;
  request_note(request, work);
  if (failure != NULL) {
    (void)request_fail(request, failure);
    return;
  }
  if (found->blocked_ms > 0) {
    (void)refuse_by(request, "login_paused", found->blocked_ms);
    return;
  }
  login->found = found;
  if (!worker_run(request->server->worker, WORKER_PASSWORD, verify, on_verified, login)) {
    (void)request_refuse(request, JIEDUI__CODE__UNAVAILABLE, "The daemon is busy; try again.");
  }
}

struct answer *operation_login(struct request *request)
{
  const Jiedui__LoginRequest *input = (const Jiedui__LoginRequest *)(void *)request->input;
  if (input->account == NULL || input->password == NULL ||
      strlen(input->password) > PASSWORD_LONGEST) {
    return refuse_by(request, "login_refused", 0);
  }
  struct login *login = arena_alloc(request->arena, sizeof *login);
  login->request = request;
  login->account = input->account;
  login->password = input->password;
  request->state = login;
  Jiedui__LoginFind *find = arena_alloc(request->arena, sizeof *find);
  jiedui__login_find__init(find);
  find->account = input->account;
  find->device = device_of(request);
  find->address = address_of(request);
  struct answer *answer = request_defer(request);
  run_step(login, "session/login/find.sql", &find->base, on_found);
  return answer;
}
