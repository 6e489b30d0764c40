/* Owns the repeating of erasures after a restore. Never adds to the ledger. */
#include "server/erasure.h"

#include <stdlib.h>

#include "common/log.h"
#include "internal/erasure.pb-c.h"
#include "server/database.h"
#include "server/house.h"
#include "server/request.h"

struct repeat {
  struct server *server;
  struct ledger ledger;
  int32_t *places; /* lines to apply, from 1 */
  size_t n_places;
  size_t next;
  bool over;
  bool good;
  struct error *error;
};

static void repeat_next(struct repeat *r);

static void run(struct repeat *r, struct request *request, const char *path,
                const ProtobufCMessage *input, work_done done)
{
  struct work *work = database_work(request, catalogue_step(request->operation, path), input, done);
  request->state = r;
  work->identified = false;
  database_run(work);
}

static void end(struct repeat *r, bool good)
{
  r->over = true;
  r->good = good;
}

/* True if the work failed, and that ended everything. */
static bool failed(struct repeat *r, const struct work *work, const Jiedui__Status *failure)
{
  if (failure == NULL) return false;
  end(r, error_set(r->error, failure->code,
                   "the erasures of the ledger cannot be repeated (SQLSTATE %s): look after the "
                   "database, then start again",
                   work->sqlstate[0] == '\0' ? "none" : work->sqlstate));
  return true;
}

static void on_repeated(struct work *work, const Jiedui__Status *failure)
{
  struct request *request = work->request;
  struct repeat *r = request->state;
  if (!failed(r, work, failure)) {
    log_line(LOG_LEVEL_WARNING, "event=erasure_repeated line=%d", (int)r->places[r->next++]);
    repeat_next(r);
  }
  request_house_end(request);
}

static void repeat_next(struct repeat *r)
{
  if (r->next == r->n_places) {
    end(r, true);
    return;
  }
  struct request *request = request_house(r->server);
  struct ledger_entry *e = &r->ledger.entries[r->places[r->next] - 1];
  Jiedui__ErasureAgain *input = arena_alloc(request->arena, sizeof *input);
  jiedui__erasure_again__init(input);
  input->has_of_campus = input->has_student_id = input->has_position = 1;
  input->of_campus = e->campus;
  input->student_id = e->student;
  input->id = e->id;
  input->at = e->at;
  input->position = e->position;
  input->hash = e->hash;
  run(r, request, "house/repeat_erasure.sql", &input->base, on_repeated);
}

static void on_found(struct work *work, const Jiedui__Status *failure)
{
  struct request *request = work->request;
  struct repeat *r = request->state;
  const Jiedui__ErasuresFound *found = (const Jiedui__ErasuresFound *)(const void *)work->output;
  if (!failed(r, work, failure) && found->unknown > 0) {
    end(r, error_set(r->error, JIEDUI__CODE__CONFLICT,
                     "erasure_ledger = \"%s\": %d erasures of the database are missing from it: "
                     "put the file back from its copy",
                     r->server->config.erasure_ledger, (int)found->unknown));
  } else if (!r->over) {
    r->places = calloc(found->n_rows + 1, sizeof *r->places);
    if (r->places == NULL) abort();
    for (size_t i = 0; i < found->n_rows; i++) r->places[r->n_places++] = found->rows[i]->place;
    repeat_next(r);
  }
  request_house_end(request);
}

static void find(struct repeat *r)
{
  struct request *request = request_house(r->server);
  Jiedui__ErasureHashes *input = arena_alloc(request->arena, sizeof *input);
  jiedui__erasure_hashes__init(input);
  input->hashes = arena_alloc(request->arena, (r->ledger.n + 1) * sizeof *input->hashes);
  for (size_t i = 0; i < r->ledger.n; i++) {
    input->hashes[input->n_hashes++] = r->ledger.entries[i].hash;
  }
  run(r, request, "house/find_erasures.sql", &input->base, on_found);
}

bool erasure_repeat(struct server *server, struct error *error)
{
  struct repeat r = {.server = server, .error = error};
  const char *path = server->config.erasure_ledger;
  if (path[0] == '\0') {
    log_line(LOG_LEVEL_WARNING, "event=no_erasure_ledger effect=nothing_can_be_erased");
    return true;
  }
  if (ledger_read(path, &r.ledger, error)) {
    find(&r);
    while (!r.over) (void)uv_run(server->loop, UV_RUN_ONCE);
  }
  ledger_free(&r.ledger);
  free(r.places);
  return r.good;
}
