/* AccountService.ImportAccounts: hashes the new accounts' passwords one by one, then stores. */
#include <string.h>

#include "account.pb-c.h"
#include "internal/account.pb-c.h"
#include "server/database.h"
#include "server/operations/operations.h"
#include "server/password.h"
#include "server/worker.h"

static const char check_path[] = "account/import_accounts/check.sql";
static const char store_path[] = "account/import_accounts/store.sql";

/* One row at a time is with the worker, so that logins wait for one hash and not for a chunk's. */
struct accounts {
  struct request *request;
  Jiedui__AccountStoreRows *store;
  bool *known;              /* of each row: the account exists, or the password is unfit */
  size_t at;                /* the row being hashed */
  const char *password;     /* its password */
  char hash[PASSWORD_HASH]; /* "" when it could not be made */
};

const struct operation_step import_accounts_steps[] = {
    {check_path, &jiedui__account_keys__descriptor, &jiedui__accounts_known__descriptor, NULL},
    {store_path, &jiedui__account_store_rows__descriptor, &jiedui__import_reply__descriptor, NULL},
    {NULL, NULL, NULL, NULL},
};

static const Jiedui__ImportAccountsRequest *given_to(const struct request *request)
{
  return (const Jiedui__ImportAccountsRequest *)(const void *)request->input;
}

static void refuse_busy(struct request *request)
{
  (void)request_refuse(request, JIEDUI__CODE__UNAVAILABLE, "The daemon is busy; try again.");
}

static void hash_password(void *data)
{
  struct accounts *accounts = data;
  if (!password_hash(accounts->password, accounts->hash)) accounts->hash[0] = '\0';
}

static void hash_next(struct accounts *accounts);

static void on_hashed(void *data)
{
  struct accounts *accounts = data;
  struct request *request = accounts->request;
  if (request_abandon(request)) return;
  if (accounts->hash[0] == '\0') {
    refuse_busy(request);
    return;
  }
  accounts->store->rows[accounts->at++]->password_hash =
      arena_strdup(request->arena, accounts->hash);
  hash_next(accounts);
}

static void hash_next(struct accounts *accounts)
{
  struct request *request = accounts->request;
  const Jiedui__ImportAccountsRequest *given = given_to(request);
  while (accounts->at < given->n_rows && accounts->known[accounts->at]) accounts->at++;
  if (accounts->at < given->n_rows) {
    accounts->password = given->rows[accounts->at]->password;
    if (!worker_run(request->server->worker, WORKER_PASSWORD, hash_password, on_hashed, accounts)) {
      refuse_busy(request);
    }
    return;
  }
  struct work *work = database_work(request, catalogue_step(request->operation, store_path),
                                    &accounts->store->base, request_finish);
  work->claims = true;
  database_run(work);
}

static void take_rows(struct accounts *accounts)
{
  struct arena *arena = accounts->request->arena;
  const Jiedui__ImportAccountsRequest *given = given_to(accounts->request);
  accounts->store = arena_alloc(arena, sizeof *accounts->store);
  jiedui__account_store_rows__init(accounts->store);
  accounts->store->n_rows = given->n_rows;
  accounts->store->rows = arena_alloc(arena, (given->n_rows + 1) * sizeof *accounts->store->rows);
  for (size_t i = 0; i < given->n_rows; i++) {
    const Jiedui__AccountImportRow *from = given->rows[i];
    Jiedui__AccountStoreRow *row = arena_alloc(arena, sizeof *row);
    jiedui__account_store_row__init(row);
    row->account = from->account;
    row->has_role = from->has_role;
    row->role = from->role;
    row->staff_no = from->staff_no;
    row->student_no = from->student_no;
    row->name = from->name;
    accounts->store->rows[i] = row;
    if (password_unfit(from->password) != NULL) accounts->known[i] = true;
  }
}

/* The caller may make accounts: only now are passwords looked at, and hashed. */
static void on_checked(struct work *work, const Jiedui__Status *failure)
{
  struct request *request = work->request;
  struct accounts *accounts = request->state;
  const Jiedui__AccountsKnown *found = (const Jiedui__AccountsKnown *)(const void *)work->output;
  request_note(request, work);
  if (failure != NULL) {
    (void)request_fail(request, failure);
    return;
  }
  for (size_t i = 0; i < found->n_rows; i++) accounts->known[found->rows[i]->row - 1] = true;
  take_rows(accounts);
  hash_next(accounts);
}

struct answer *operation_import_accounts(struct request *request)
{
  const Jiedui__ImportAccountsRequest *given = given_to(request);
  if (given->n_rows > (size_t)request->operation->method->rules->chunk) {
    return request_refuse(request, JIEDUI__CODE__INVALID,
                          "The call has more rows than one may have; send fewer in each.");
  }
  struct accounts *accounts = arena_alloc(request->arena, sizeof *accounts);
  Jiedui__AccountKeys *keys = arena_alloc(request->arena, sizeof *keys);
  *accounts = (struct accounts){.request = request};
  accounts->known = arena_alloc(request->arena, given->n_rows + 1);
  memset(accounts->known, 0, given->n_rows + 1);
  jiedui__account_keys__init(keys);
  keys->rows = arena_alloc(request->arena, (given->n_rows + 1) * sizeof *keys->rows);
  for (size_t i = 0; i < given->n_rows; i++) {
    Jiedui__AccountKey *key = arena_alloc(request->arena, sizeof *key);
    jiedui__account_key__init(key);
    key->account = given->rows[i]->account;
    keys->rows[keys->n_rows++] = key;
  }
  request->state = accounts;
  struct answer *answer = request_defer(request);
  database_run(database_work(request, catalogue_step(request->operation, check_path), &keys->base,
                             on_checked));
  return answer;
}
