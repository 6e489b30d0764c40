/* AccountService.AddAccount: hashes the first password off the loop, then stores the account. */
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
  store->password_hash = addition->hash;
  struct work *work =
      database_work(request, catalogue_step(request->operation, "account/add_account/store.sql"),
                    &store->base, request_finish);
  work->claims = true;
  database_run(work);
}

struct answer *operation_add_account(struct request *request)
{
  const Jiedui__AddAccountRequest *input =
      (const Jiedui__AddAccountRequest *)(void *)request->input;
  const char *unfit = password_unfit(input->password);
  if (unfit != NULL) return request_refuse(request, JIEDUI__CODE__INVALID, unfit);
  struct addition *addition = arena_alloc(request->arena, sizeof *addition);
  addition->request = request;
  addition->password = input->password;
  if (!worker_run(request->server->worker, WORKER_PASSWORD, hash_password, on_hashed, addition)) {
    return request_refuse(request, JIEDUI__CODE__UNAVAILABLE, "The daemon is busy; try again.");
  }
  return request_defer(request);
}
