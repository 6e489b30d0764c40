/* Owns the pipeline of one ordinary work: preamble, statements, reply, sync. */
#include "server/exchange.h"

#include <stdlib.h>
#include <string.h>

#include "server/audit.h"
#include "server/database.h"
#include "server/request.h"

struct exchange {
  struct link *link;
  struct work *work;
  size_t n_preamble;         /* results before the statements' */
  size_t n_results;          /* results so far */
  bool dry;                  /* everything but the commit */
  Jiedui__Status *failure;   /* the first one */
  bool claimed_before;       /* the request id stands already */
};

static void begin(struct exchange *x);

static void bind_source(const struct work *work, struct binder_source *source)
{
  *source = (struct binder_source){
      .message = work->input,
      .now = work->request->now,
      .request_id = work->request->request_id[0] == '\0' ? NULL : work->request->request_id,
      .new_id = work->request->new_id,
      .sealed = work->sealed,
      .high = SIZE_MAX,
  };
}

static void push_statements(struct exchange *x)
{
  struct binder_source source;
  bind_source(x->work, &source);
  for (size_t i = 0; i < x->work->step->script.n_statements; i++) {
    struct binding binding;
    const struct statement *s = &x->work->step->script.statements[i];
    binder_bind(x->work->request->arena, s, &source, &binding);
    link_query(x->link, s, &binding);
  }
}

static void fail_from_result(struct exchange *x, const PGresult *result)
{
  struct work *work = x->work;
  const struct script *script = &work->step->script;
  const size_t n = x->n_results;
  if (PQresultStatus(result) == PGRES_PIPELINE_ABORTED || x->failure != NULL) return;
  const struct statement *statement =
      n >= x->n_preamble && n - x->n_preamble < script->n_statements
          ? &script->statements[n - x->n_preamble] : NULL;
  x->failure = failure_from_result(work->request->arena, request_rules(work->request), statement,
                                   result, work->sqlstate);
  x->claimed_before = preamble_is_claim(work, n - x->dry) && strcmp(work->sqlstate, "23505") == 0;
}

static void take_rows(struct exchange *x, const struct statement *s, const PGresult *result)
{
  struct work *work = x->work;
  struct error error;
  const int n = PQntuples(result);
  work->rows += (size_t)n;
  if ((s->expectation == EXPECT_ONE && n != 1) || (s->expectation == EXPECT_SOME && n == 0)) {
    x->failure = failure_new(work->request->arena, JIEDUI__CODE__NOT_FOUND,
                             "There is no such thing, or it is not yours.");
  } else if (!binder_fill(work->request->arena, work->output, s, result, 0, &error)) {
    x->failure = failure_new(work->request->arena, error.code, error.text);
  }
}

static void take_result(struct exchange *x, const PGresult *result)
{
  const struct script *script = &x->work->step->script;
  const ExecStatusType status = PQresultStatus(result);
  if (status != PGRES_TUPLES_OK && status != PGRES_COMMAND_OK) {
    fail_from_result(x, result);
  } else if (x->n_results < x->n_preamble) {
    preamble_take(x->work, x->n_results - x->dry, result);
  } else if (x->failure == NULL) {
    const size_t place = x->n_results - x->n_preamble;
    if (x->work->mode == WORK_FIND) {
      x->failure = preamble_read_found(x->work, result);
    } else if (place < script->n_statements) {
      take_rows(x, &script->statements[place], result);
    }
  }
  x->n_results++;
}

/* Work whose last rows are looked at before its transaction ends. */
static bool is_open_ended(const struct work *work)
{
  return (work->claims || work->audits) && work->mode == WORK_RUN;
}

/* After the last statement: keep the reply with the claim and the row for the audit, or undo. An
 * error of PostgreSQL's has undone everything by itself. */
static void finish(struct exchange *x)
{
  if (x->failure == NULL && x->work->audits) {
    audit_push(x->link, x->work);
  } else if (x->failure == NULL && !x->dry) {
    preamble_push_reply(x->link, x->work);
  }
  if (x->failure != NULL && x->work->sqlstate[0] == '\0') preamble_push_undo(x->link);
  link_sync(x->link);
}

static void on_result(void *data, const PGresult *result)
{
  struct exchange *x = data;
  const size_t last = x->n_preamble + x->work->step->script.n_statements;
  take_result(x, result);
  if (is_open_ended(x->work) && x->n_results == last) finish(x);
}

static void on_sync(void *data)
{
  struct exchange *x = data;
  if (link_is_in_transaction(x->link)) { /* a dry run, or an error inside its BEGIN */
    preamble_push_plain(x->link, "rollback");
    link_sync(x->link);
    return;
  }
  if (x->claimed_before) {
    x->work->mode = WORK_FIND;
    x->work->sqlstate[0] = '\0';
    begin(x);
    return;
  }
  struct link *link = x->link;
  struct work *work = x->work;
  if (strcmp(work->sqlstate, "0A000") == 0 || strcmp(work->sqlstate, "26000") == 0) {
    link_forget(link); /* a plan from before a migration */
  }
  Jiedui__Status *failure = x->failure;
  free(x);
  link_end(link);
  database_settle(work, failure);
}

static void on_lost(void *data)
{
  struct exchange *x = data;
  struct work *work = x->work;
  free(x);
  (void)memcpy(work->sqlstate, "08006", SQLSTATE_SIZE);
  database_settle(work, failure_new(work->request->arena, JIEDUI__CODE__UNAVAILABLE,
                                    "The connection to the database was lost; try again."));
}

static void begin(struct exchange *x)
{
  struct work *work = x->work;
  x->failure = NULL;
  x->claimed_before = false;
  x->n_results = 0;
  x->dry = work->request->call->dry_run && work->claims && work->mode == WORK_RUN;
  if (x->dry) preamble_push_plain(x->link, "begin");
  x->n_preamble = preamble_push(x->link, work) + x->dry;
  if (work->mode == WORK_FIND) {
    preamble_push_find(x->link, work);
    link_sync(x->link);
    return;
  }
  push_statements(x);
  if (is_open_ended(work)) {
    link_flush(x->link);
  } else {
    link_sync(x->link);
  }
}

static const struct link_client client = {on_result, on_sync, on_lost};

void exchange_start(struct link *link, struct work *work)
{
  struct exchange *x = calloc(1, sizeof *x);
  if (x == NULL) abort();
  x->link = link;
  x->work = work;
  link_begin(link, &client, x);
  begin(x);
}
