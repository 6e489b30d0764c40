/* SessionService.ChangePassword: verifies the old one and hashes the new one off the loop. */
#include <string.h>

#include "internal/session.pb-c.h"
#include "server/database.h"
#include "server/operations/operations.h"
#include "server/password.h"
#include "server/worker.h"
#include "session.pb-c.h"

struct change {
  struct request *request;
  const char *password;
  const char *new_password;
  const char *hash;              /* of the password in force */
  char new_hash[PASSWORD_HASH];  /* "" when it could not be made */
  bool fits;                     /* the worker's finding */
};

const struct operation_step change_password_steps[] = {
    {"session/change_password/find.sql", &jiedui__password_find__descriptor,
     &jiedui__password_found__descriptor, NULL},
    {"session/change_password/store.sql", &jiedui__password_store__descriptor,
     &jiedui__change_password_reply__descriptor, NULL},
    {NULL, NULL, NULL, NULL},
};

static void work_off_loop(void *data)
{
  struct change *change = data;
  change->fits = password_matches(change->password, change->hash);
  if (change->fits && !password_hash(change->new_password, change->new_hash)) {
    change->new_hash[0] = '\0';
  }
}

static void on_worked(void *data)
{
  struct change *change = data;
  struct request *request = change->request;
  if (request_abandon(request)) return;
  if (!change->fits) {
    (void)request_refuse(request, JIEDUI__CODE__INVALID, "The password in force is another one.");
    return;
  }
  if (change->new_hash[0] == '\0') {
    (void)request_refuse(request, JIEDUI__CODE__UNAVAILABLE, "The daemon is busy; try again.");
    return;
  }
  Jiedui__PasswordStore *store = arena_alloc(request->arena, sizeof *store);
  jiedui__password_store__init(store);
  store->password_hash = change->new_hash;
  database_run(database_work(
      request, catalogue_step(request->operation, "session/change_password/store.sql"),
      &store->base, request_finish));
}

static void on_found(struct work *work, const Jiedui__Status *failure)
{
  struct request *request = work->request;
  struct change *change = request->state;
  request_note(request, work);
  if (failure != NULL) {
    (void)request_fail(request, failure);
    return;
  }
  change->hash = ((const Jiedui__PasswordFound *)(void *)work->output)->password_hash;
  if (!worker_run(request->server->worker, WORKER_PASSWORD, work_off_loop, on_worked, change)) {
    (void)request_refuse(request, JIEDUI__CODE__UNAVAILABLE, "The daemon is busy; try again.");
  }
}

struct answer *operation_change_password(struct request *request)
{
  const Jiedui__ChangePasswordRequest *input =
      (const Jiedui__ChangePasswordRequest *)(void *)request->input;
  const char *unfit = password_unfit(input->new_password);
  if (unfit != NULL) return request_refuse(request, JIEDUI__CODE__INVALID, unfit);
  if (input->password == NULL || strlen(input->password) > PASSWORD_LONGEST) {
    return request_refuse(request, JIEDUI__CODE__INVALID, "The password in force is another one.");
  }
  struct change *change = arena_alloc(request->arena, sizeof *change);
  change->request = request;
  change->password = input->password;
  change->new_password = input->new_password;
  request->state = change;
  Jiedui__PasswordFind *find = arena_alloc(request->arena, sizeof *find);
  jiedui__password_find__init(find);
  struct answer *answer = request_defer(request);
  database_run(database_work(request,
                             catalogue_step(request->operation, "session/change_password/find.sql"),
                             &find->base, on_found));
  return answer;
}
