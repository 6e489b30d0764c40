/* AccountService.ResetAccount: checks the caller, hashes the new password off the loop, stores. */
#include <string.h>

#include "account.pb-c.h"
#include "internal/account.pb-c.h"
#include "server/database.h"
#include "server/operations/operations.h"
#include "server/password.h"
#include "server/worker.h"

struct reset {
  struct request *request;
  const char *password;
  char hash[PASSWORD_HASH]; /* "" when it could not be made */
};

const struct operation_step reset_account_steps[] = {
    {"account/reset_account/check.sql", &jiedui__reset_check__descriptor,
     &jiedui__account_checked__descriptor, NULL},
    {"account/reset_account/store.sql", &jiedui__reset_store__descriptor,
     &jiedui__reset_account_reply__descriptor, NULL},
    {NULL, NULL, NULL, NULL},
};

static void hash_password(void *data)
{
  struct reset *reset = data;
  if (!password_hash(reset->password, reset->hash)) reset->hash[0] = '\0';
}

static void on_hashed(void *data)
{
  struct reset *reset = data;
  struct request *request = reset->request;
  const Jiedui__ResetAccountRequest *input =
      (const Jiedui__ResetAccountRequest *)(void *)request->input;
  if (request_abandon(request)) return;
  if (reset->hash[0] == '\0') {
    (void)request_refuse(request, JIEDUI__CODE__UNAVAILABLE, "The daemon is busy; try again.");
    return;
  }
  Jiedui__ResetStore *store = arena_alloc(request->arena, sizeof *store);
  jiedui__reset_store__init(store);
  store->account = input->account;
  store->has_must_change = input->has_must_change;
  store->must_change = input->must_change;
  store->password_hash = reset->hash;
  struct work *work =
      database_work(request, catalogue_step(request->operation, "account/reset_account/store.sql"),
                    &store->base, request_finish);
  work->claims = true;
  database_run(work);
}

/* The caller may set this password: only now is the password looked at, and hashed. */
static void on_checked(struct work *work, const Jiedui__Status *failure)
{
  struct request *request = work->request;
  struct reset *reset = request->state;
  request_note(request, work);
  if (failure != NULL) {
    (void)request_fail(request, failure);
    return;
  }
  const char *unfit = password_unfit(reset->password);
  if (unfit != NULL) {
    (void)request_refuse(request, JIEDUI__CODE__INVALID, unfit);
  } else if (!worker_run(request->server->worker, WORKER_PASSWORD, hash_password, on_hashed,
                         reset)) {
    (void)request_refuse(request, JIEDUI__CODE__UNAVAILABLE, "The daemon is busy; try again.");
  }
}

struct answer *operation_reset_account(struct request *request)
{
  struct reset *reset = arena_alloc(request->arena, sizeof *reset);
  Jiedui__ResetCheck *check = arena_alloc(request->arena, sizeof *check);
  jiedui__reset_check__init(check);
  reset->request = request;
  const Jiedui__ResetAccountRequest *input =
      (const Jiedui__ResetAccountRequest *)(void *)request->input;
  reset->password = input->password;
  check->account = input->account;
  request->state = reset;
  struct answer *answer = request_defer(request);
  database_run(database_work(request,
                             catalogue_step(request->operation, "account/reset_account/check.sql"),
                             &check->base, on_checked));
  return answer;
}
