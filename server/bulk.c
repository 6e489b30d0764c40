/* Owns a bulk work: one explicit transaction, chunks under a savepoint, halved down to the row. */
#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "import.pb-c.h"
#include "server/audit.h"
#include "server/database.h"
#include "server/exchange.h"
#include "server/request.h"

enum { RANGES = 64, CHUNK_RESULTS = 32 };

struct range {
  size_t low;
  size_t high;
};

enum bulk_stage { BULK_OPENING, BULK_FINDING, BULK_CHUNK, BULK_CLOSING, BULK_UNDOING };

struct bulk {
  struct link *link;
  struct work *work;
  enum bulk_stage stage;
  struct range ranges[RANGES];       /* still to do, the next on top */
  size_t n_ranges;
  struct range now;                  /* the chunk being tried */
  size_t skip;                       /* results of savepoint commands before the statements' */
  size_t n_results;                  /* of the present stage */
  PGresult *held[CHUNK_RESULTS];     /* filled in only once the whole chunk is good */
  size_t n_held;
  Jiedui__Status *failure;           /* of the present stage */
  bool claimed_before;
  bool back;                         /* the next chunk begins by undoing the last */
  bool open;                         /* a savepoint stands */
};

static void drop_held(struct bulk *b)
{
  for (size_t i = 0; i < b->n_held; i++) PQclear(b->held[i]);
  b->n_held = 0;
}

static void enter(struct bulk *b, enum bulk_stage stage)
{
  b->stage = stage;
  b->n_results = 0;
  b->failure = NULL;
  b->work->sqlstate[0] = '\0';
}

/* The connection keeps no plan that was made without nested loops: other works would run by it. */
static void push_end(struct bulk *b, const char *command)
{
  preamble_push_plain(b->link, command);
  preamble_push_plain(b->link, "discard plans");
}

static void open_transaction(struct bulk *b)
{
  enter(b, BULK_OPENING);
  preamble_push_plain(b->link, "begin");
  (void)preamble_push(b->link, b->work);
  link_sync(b->link);
}

static void close_transaction(struct bulk *b)
{
  enter(b, BULK_CLOSING);
  if (b->back) preamble_push_plain(b->link, "rollback to savepoint chunk");
  if (b->work->request->call->dry_run) {
    push_end(b, "rollback");
  } else {
    if (b->work->audits) {
      audit_push(b->link, b->work);
    } else {
      preamble_push_reply(b->link, b->work);
    }
    push_end(b, "commit");
  }
  link_sync(b->link);
}

static void start_chunk(struct bulk *b)
{
  struct work *work = b->work;
  if (b->n_ranges == 0) {
    close_transaction(b);
    return;
  }
  enter(b, BULK_CHUNK);
  b->now = b->ranges[--b->n_ranges];
  b->skip = 1;
  if (b->back) {
    preamble_push_plain(b->link, "rollback to savepoint chunk");
  } else {
    if (b->open) preamble_push_plain(b->link, "release savepoint chunk");
    b->skip += b->open;
    preamble_push_plain(b->link, "savepoint chunk");
  }
  b->open = true;
  b->back = false;
  const struct binder_source source = {
      work->input, work->request->now, work->request->request_id, work->request->new_id,
      b->now.low, b->now.high, work->sealed};
  for (size_t i = 0; i < work->step->script.n_statements; i++) {
    struct binding binding;
    const struct statement *s = &work->step->script.statements[i];
    binder_bind(work->request->arena, s, &source, &binding);
    link_query(b->link, s, &binding);
  }
  link_sync(b->link);
}

static void on_result(void *data, const PGresult *result)
{
  struct bulk *b = data;
  struct work *work = b->work;
  const size_t n = b->n_results++;
  const ExecStatusType status = PQresultStatus(result);
  const struct script *script = &work->step->script;
  const bool of_chunk = b->stage == BULK_CHUNK && n >= b->skip;
  if (status == PGRES_PIPELINE_ABORTED || b->failure != NULL) return;
  if (status == PGRES_FATAL_ERROR) {
    const struct statement *s = of_chunk ? &script->statements[n - b->skip] : NULL;
    b->failure = failure_from_result(work->request->arena, request_rules(work->request), s, result,
                                     work->sqlstate);
    b->claimed_before = b->stage == BULK_OPENING && preamble_is_claim(work, n - 1) &&
                        strcmp(work->sqlstate, "23505") == 0;
    return;
  }
  if (b->stage == BULK_OPENING) preamble_take(work, n - 1, result);
  if (b->stage == BULK_FINDING && n == 3) b->failure = preamble_read_found(work, result);
  if (of_chunk) {
    assert(b->n_held < CHUNK_RESULTS);
    b->held[b->n_held++] = PQcopyResult(result, PG_COPYRES_ATTRS | PG_COPYRES_TUPLES);
  }
}

static void finish(struct bulk *b, Jiedui__Status *failure)
{
  struct link *link = b->link;
  struct work *work = b->work;
  drop_held(b);
  free(b);
  link_end(link);
  database_settle(work, failure);
}

/* Ends the transaction without its effects; `failure` goes to the caller afterwards. */
static void undo(struct bulk *b, Jiedui__Status *failure)
{
  char sqlstate[SQLSTATE_SIZE];
  memcpy(sqlstate, b->work->sqlstate, sizeof sqlstate);
  enter(b, BULK_UNDOING);
  b->failure = failure;
  memcpy(b->work->sqlstate, sqlstate, sizeof sqlstate);
  push_end(b, "rollback");
  link_sync(b->link);
}

static void find_first_reply(struct bulk *b)
{
  b->work->mode = WORK_FIND;
  enter(b, BULK_FINDING);
  preamble_push_plain(b->link, "begin");
  (void)preamble_push(b->link, b->work);
  preamble_push_find(b->link, b->work);
  link_sync(b->link);
}

/* The row at fault, with the reason the database gave, among the reply's `rejected`. */
static void reject_row(struct bulk *b)
{
  struct arena *arena = b->work->request->arena;
  ProtobufCMessage *reply = b->work->output;
  assert(reply->descriptor == &jiedui__import_reply__descriptor);
  Jiedui__ImportReply *import = (Jiedui__ImportReply *)(void *)reply;
  Jiedui__RowRemark *remark = arena_alloc(arena, sizeof *remark);
  jiedui__row_remark__init(remark);
  remark->has_row = 1;
  remark->row = (int32_t)b->now.low + 1;
  remark->constraint = b->failure->constraint;
  remark->text = b->failure->text;
  if (b->failure->n_violations > 0) {
    char *dot = strchr(b->failure->violations[0]->field, '.');
    remark->column = dot == NULL ? b->failure->violations[0]->field : dot + 1;
  }
  const size_t n = import->n_rejected;
  if ((n & (n - 1)) == 0) {
    Jiedui__RowRemark **larger = arena_alloc(arena, (n == 0 ? 1 : n * 2) * sizeof *larger);
    if (n > 0) memcpy(larger, import->rejected, n * sizeof *larger);
    import->rejected = larger;
  }
  import->rejected[import->n_rejected++] = remark;
}

static bool fill_chunk(struct bulk *b, struct error *error)
{
  const struct script *script = &b->work->step->script;
  assert(b->n_held == script->n_statements);
  for (size_t i = 0; i < b->n_held; i++) {
    b->work->rows += (size_t)PQntuples(b->held[i]);
    if (!binder_fill(b->work->request->arena, b->work->output, &script->statements[i], b->held[i],
                     b->now.low, error)) {
      return false;
    }
  }
  return true;
}

static void settle_chunk(struct bulk *b)
{
  struct error error;
  if (b->failure == NULL) {
    const bool good = fill_chunk(b, &error);
    drop_held(b);
    if (good) {
      start_chunk(b);
    } else {
      undo(b, failure_new(b->work->request->arena, error.code, error.text));
    }
    return;
  }
  drop_held(b);
  if (!failure_is_of_data(b->work->sqlstate)) {
    undo(b, b->failure);
    return;
  }
  b->back = true;
  if (b->now.high - b->now.low == 1) {
    reject_row(b);
  } else {
    const size_t middle = b->now.low + (b->now.high - b->now.low) / 2;
    assert(b->n_ranges + 2 <= RANGES);
    b->ranges[b->n_ranges++] = (struct range){middle, b->now.high};
    b->ranges[b->n_ranges++] = (struct range){b->now.low, middle};
  }
  start_chunk(b);
}

static void on_sync(void *data)
{
  struct bulk *b = data;
  Jiedui__Status *failure = b->failure;
  switch (b->stage) {
    case BULK_OPENING:
      if (b->claimed_before) {
        b->claimed_before = false;
        b->work->mode = WORK_FIND; /* once undone, the first reply is looked for */
        undo(b, NULL);
      } else if (failure != NULL) {
        undo(b, failure);
      } else {
        start_chunk(b);
      }
      return;
    case BULK_CHUNK: settle_chunk(b); return;
    case BULK_FINDING: undo(b, failure); return;
    case BULK_UNDOING:
      if (b->work->mode == WORK_FIND && b->work->packed.data == NULL && failure == NULL) {
        find_first_reply(b);
      } else {
        finish(b, failure);
      }
      return;
    case BULK_CLOSING:
      if (link_is_in_transaction(b->link)) {
        undo(b, failure);
      } else {
        finish(b, failure);
      }
      return;
  }
}

static void on_lost(void *data)
{
  struct bulk *b = data;
  struct work *work = b->work;
  drop_held(b);
  free(b);
  memcpy(work->sqlstate, "08006", SQLSTATE_SIZE);
  database_settle(work, failure_new(work->request->arena, JIEDUI__CODE__UNAVAILABLE,
                                    "The connection to the database was lost; try again."));
}

static const struct link_client client = {on_result, on_sync, on_lost};

void bulk_start(struct link *link, struct work *work)
{
  struct bulk *b = calloc(1, sizeof *b);
  if (b == NULL) abort();
  b->link = link;
  b->work = work;
  const size_t rows = binder_row_count(work->input, work->step->script.bulk);
  if (rows > 0) b->ranges[b->n_ranges++] = (struct range){0, rows};
  link_begin(link, &client, b);
  open_transaction(b);
}
