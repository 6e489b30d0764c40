/* AuditService.VerifyAudit: reads the chain page by page, and computes every hash itself. */
#include "server/chain.h"
#include "server/database.h"
#include "server/operations/operations.h"

static const char read_path[] = "audit/verify_audit/read.sql";

const struct operation_step verify_audit_steps[] = {
    {read_path, &jiedui__audit_page__descriptor, &jiedui__audit_chain__descriptor, NULL},
    {NULL, NULL, NULL, NULL},
};

struct verification {
  struct request *request;
  struct chain chain;
  Jiedui__AuditPage page;
  int64_t head; /* as the page before saw it */
};

static void answer(struct verification *v)
{
  struct arena *arena = v->request->arena;
  const struct chain *chain = &v->chain;
  Jiedui__VerifyAuditReply *reply = arena_alloc(arena, sizeof *reply);
  jiedui__verify_audit_reply__init(reply);
  reply->has_sound = reply->has_checked = 1;
  reply->sound = chain->n_findings == 0;
  reply->checked = chain->checked;
  reply->n_rows = chain->n_findings;
  reply->rows = arena_alloc(arena, (chain->n_findings + 1) * sizeof(*reply->rows));
  for (size_t i = 0; i < chain->n_findings; i++) {
    Jiedui__AuditFindingRow *row = arena_alloc(arena, sizeof *row);
    jiedui__audit_finding_row__init(row);
    row->has_position = row->has_finding = 1;
    row->position = chain->findings[i].position;
    row->finding = chain->findings[i].finding;
    reply->rows[i] = row;
  }
  (void)request_answer(v->request, &reply->base);
}

static void read_page(struct verification *v);

/* A page's head is never older than its rows, so what lies beyond it was not sealed; a head that
 * the page before saw already has rows that this one must show. */
static void on_page(struct work *work, const Jiedui__Status *failure)
{
  struct verification *v = work->request->state;
  const Jiedui__AuditChain *chain = (const Jiedui__AuditChain *)(const void *)work->output;
  request_note(work->request, work);
  if (failure != NULL) {
    (void)request_fail(work->request, failure);
    return;
  }
  for (size_t i = 0; i < chain->n_rows; i++) chain_take(&v->chain, chain->rows[i]);
  const bool is_end = chain->n_rows == 0 && (v->chain.last >= chain->head_position ||
                                             v->head == chain->head_position);
  v->head = chain->head_position;
  if (is_end) {
    chain_end(&v->chain, chain->head_position, &chain->head_hash);
    answer(v);
    return;
  }
  if (chain->n_rows > 0) v->page.after = chain->rows[chain->n_rows - 1]->position;
  read_page(v);
}

static void read_page(struct verification *v)
{
  struct request *request = v->request;
  const struct step *step = catalogue_step(request->operation, read_path);
  database_run(database_work(request, step, &v->page.base, on_page));
}

struct answer *operation_verify_audit(struct request *request)
{
  const Jiedui__VerifyAuditRequest *input =
      (const Jiedui__VerifyAuditRequest *)(const void *)request->input;
  struct verification *v = arena_alloc(request->arena, sizeof *v);
  v->request = request;
  chain_begin(&v->chain);
  if (input->head != NULL && !chain_set_witness(&v->chain, input->head)) {
    return request_refuse(request, JIEDUI__CODE__INVALID,
                          "A head is written POSITION:HASH, as `jiedui audit head` shows it.");
  }
  jiedui__audit_page__init(&v->page);
  v->page.has_after = 1;
  v->page.after = INT64_MIN;
  v->page.school = input->school;
  request->state = v;
  struct answer *answer = request_defer(request);
  read_page(v);
  return answer;
}
