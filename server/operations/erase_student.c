/* ErasureService.EraseStudent: the ledger's line first, off the loop, then the transaction. What
 * stands between the two when the daemon ends is done when it starts again. */
#include <string.h>

#include "common/log.h"
#include "erasure.pb-c.h"
#include "internal/erasure.pb-c.h"
#include "server/database.h"
#include "server/ledger.h"
#include "server/operations/operations.h"
#include "server/worker.h"

struct erasing {
  struct request *request;
  const char *path;
  struct ledger_entry entry;
  bool kept; /* in the ledger */
  struct error error;
};

static const char find_path[] = "erasure/erase_student/find.sql";
static const char erase_path[] = "erasure/erase_student/erase.sql";

const struct operation_step erase_student_steps[] = {
    {find_path, &jiedui__erasure_target__descriptor, &jiedui__erasure_found__descriptor, NULL},
    {erase_path, &jiedui__erasure_entry__descriptor, &jiedui__erase_student_reply__descriptor,
     NULL},
    {NULL, NULL, NULL, NULL},
};

static void erase(struct erasing *e)
{
  struct request *request = e->request;
  Jiedui__ErasureEntry *input = arena_alloc(request->arena, sizeof *input);
  jiedui__erasure_entry__init(input);
  input->has_student_id = input->has_backup_days = 1;
  input->student_id = e->entry.student;
  input->id = e->entry.id;
  input->at = e->entry.at;
  input->has_position = e->kept;
  input->position = e->entry.position;
  input->hash = e->kept ? e->entry.hash : NULL;
  input->backup_days = (int32_t)request->server->config.backup_days;
  struct work *work = database_work(request, catalogue_step(request->operation, erase_path),
                                    &input->base, request_finish);
  work->claims = true;
  database_run(work);
}

static void keep(void *data)
{
  struct erasing *e = data;
  e->kept = ledger_append(e->path, &e->entry, &e->error);
}

static void on_kept(void *data)
{
  struct erasing *e = data;
  /* What the ledger has is done, whoever still listens; after a stop at the next start. */
  if (e->request->server->draining && request_abandon(e->request)) return;
  if (e->kept) {
    erase(e);
    return;
  }
  if (e->error.code == JIEDUI__CODE__INVALID) {
    (void)request_refuse(e->request, e->error.code, e->error.text);
    return;
  }
  log_line(LOG_LEVEL_ERROR, "event=erasure_ledger fault=\"%s\"", e->error.text);
  (void)request_refuse(e->request, JIEDUI__CODE__UNAVAILABLE,
                       "The ledger of erasures cannot be written, so nothing was erased: tell the "
                       "operator, then try again.");
}

static void on_found(struct work *work, const Jiedui__Status *failure)
{
  struct request *request = work->request;
  struct erasing *e = request->state;
  const Jiedui__ErasureFound *found = (const Jiedui__ErasureFound *)(const void *)work->output;
  request_note(request, work);
  if (failure != NULL) {
    (void)request_fail(request, failure);
    return;
  }
  e->entry.campus = found->campus;
  e->entry.student = found->student_id;
  if (request->call->dry_run) {
    erase(e);
  } else if (!worker_run(request->server->worker, WORKER_LEDGER, keep, on_kept, e)) {
    (void)request_refuse(request, JIEDUI__CODE__UNAVAILABLE, "The daemon is busy; try again.");
  }
}

struct answer *operation_erase_student(struct request *request)
{
  const Jiedui__EraseStudentRequest *given =
      (const Jiedui__EraseStudentRequest *)(const void *)request->input;
  struct erasing *e = arena_alloc(request->arena, sizeof *e);
  Jiedui__ErasureTarget *target = arena_alloc(request->arena, sizeof *target);
  jiedui__erasure_target__init(target);
  target->student = given->student;
  e->request = request;
  e->path = request->server->config.erasure_ledger;
  memcpy(e->entry.at, request->now, sizeof e->entry.at);
  memcpy(e->entry.id, request->call->dry_run ? request->new_id : request->request_id,
         sizeof e->entry.id);
  if (e->path[0] == '\0') {
    return request_refuse(request, JIEDUI__CODE__UNAVAILABLE,
                          "This daemon has no ledger of erasures, so that nothing can be erased: "
                          "the operator sets erasure_ledger.");
  }
  request->state = e;
  struct answer *answer = request_defer(request);
  database_run(database_work(request, catalogue_step(request->operation, find_path),
                             &target->base, on_found));
  return answer;
}
