/* AccountService.AddAccount: checks the caller, hashes the first password off the loop, stores. */
#include <string.h>

#include "account.pb-c.h"
#include "internal/account.pb-c.h"
#include "server/database.h"
#include "server/operations/operations.h"
#include "server/password.h"
#include "server/worker.h"

struct addition {
  struct request *request;
  const char *password;
  char hash[PASSWORD_HASH]; /* "" when it could not be made */
};

const struct operation_step add_account_steps[] = {
    {"account/add_account/check.sql", &jiedui__account_check__descriptor,
     &jiedui__account_checked__descriptor, NULL},
    {"account/add_account/store.sql", &jiedui__account_store__descriptor,
     &jiedui__add_account_reply__descriptor, NULL},
    {NULL, NULL, NULL, NULL},
};

static void hash_password(void *data)
{
  struct addition *addition = data;
  if (!password_hash(addition->password, addition->hash)) addition->hash[0] = '\0';
}

static void on_hashed(void *data)
{
  struct addition *addition = data;
  struct request *request = addition->request;
  const Jiedui__AddAccountRequest *input =
      (const Jiedui__AddAccountRequest *)(void *)request->input;
  if (request_abandon(request)) return;
  if (addition->hash[0] == '\0') {
    (void)request_refuse(request, JIEDUI__CODE__UNAVAILABLE, "The daemon is busy; try again.");
    return;
  }
  Jiedui__AccountStore *store = arena_alloc(request->arena, sizeof *store);
  jiedui__account_store__init(store);
  store->account = input->account;
  store->has_role = input->has_role;
  store->role = input->role;
  store->in_campus = input->campus;
  store->staff = input->staff;
  store->student = input->student;
  store->has_must_change = input->has_must_change;
  store->must_change = input->must_change;
  store->password_hash = addition->hash;
  struct work *work =
      database_work(request, catalogue_step(request->operation, "account/add_account/store.sql"),
                    &store->base, request_finish);
  work->claims = true;
  database_run(work);
}

/* The caller may make accounts: only now is the password looked at, and hashed. */
static void on_checked(struct work *work, const Jiedui__Status *failure)
{
  struct request *request = work->request;
  struct addition *addition = request->state;
  request_note(request, work);
  if (failure != NULL) {
    (void)request_fail(request, failure);
    return;
  }
  const char *unfit = password_unfit(addition->password);
  if (unfit != NULL) {
    (void)request_refuse(request, JIEDUI__CODE__INVALID, unfit);
  } else if (!worker_run(request->server->worker, WORKER_PASSWORD, hash_password, on_hashed,
                         addition)) {
    (void)request_refuse(request, JIEDUI__CODE__UNAVAILABLE, "The daemon is busy; try again.");
  }
}

struct answer *operation_add_account(struct request *request)
{
  struct addition *addition = arena_alloc(request->arena, sizeof *addition);
  Jiedui__AccountCheck *check = arena_alloc(request->arena, sizeof *check);
  jiedui__account_check__init(check);
  addition->request = request;
  addition->password = ((const Jiedui__AddAccountRequest *)(void *)request->input)->password;
  request->state = addition;
  struct answer *answer = request_defer(request);
  database_run(database_work(request,
                             catalogue_step(request->operation, "account/add_account/check.sql"),
                             &check->base, on_checked));
  return answer;
}
