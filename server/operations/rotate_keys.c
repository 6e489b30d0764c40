/* KeyService.RotateKeys: new campus keys, and the keys below wrapped anew in batches. Each batch is
 * a transaction of its own, so that a call cut short is gone on with by the next. */
#include <sodium.h>
#include <string.h>

#include "internal/rotation.pb-c.h"
#include "internal/sealing.pb-c.h"
#include "key.pb-c.h"
#include "server/database.h"
#include "server/operations/operations.h"
#include "server/sealing/keyring.h"
#include "server/sealing/sealing.h"

enum { SPARE_MS = 3000 }; /* kept of the deadline for the answer */

struct rotation {
  bool master;
  Jiedui__RotationScope scope;
  Jiedui__RotationMasters masters;
  Jiedui__RotateKeysReply reply;
};

#define ROTATED &jiedui__rotated_keys__descriptor
#define FOUND &jiedui__rotation_keys__descriptor
#define SCOPE &jiedui__rotation_scope__descriptor

const struct operation_step rotate_keys_steps[] = {
    {"key/rotate_keys/find_campuses.sql", SCOPE,
     &jiedui__rotation_campuses__descriptor, NULL},
    {"key/rotate_keys/add_campus_keys.sql", ROTATED, &jiedui__seal_done__descriptor, NULL},
    {"key/rotate_keys/find_students.sql", SCOPE, FOUND, NULL},
    {"key/rotate_keys/store_students.sql", ROTATED, &jiedui__rotation_done__descriptor, NULL},
    {"key/rotate_keys/find_masters.sql", &jiedui__rotation_masters__descriptor, FOUND, NULL},
    {"key/rotate_keys/store_masters.sql", ROTATED, &jiedui__rotation_done__descriptor, NULL},
    {NULL, NULL, NULL, NULL},
};

static void find(struct request *request);

static void run(struct request *request, const char *path, const ProtobufCMessage *input,
                work_done done)
{
  database_run(database_work(request, catalogue_step(request->operation, path), input, done));
}

/* Notes the work; true if it failed, and the request is answered. */
static bool failed(struct work *work, const Jiedui__Status *failure)
{
  request_note(work->request, work);
  if (failure != NULL) (void)request_fail(work->request, failure);
  return failure != NULL;
}

static bool open_campus(int32_t campus, int32_t version, int32_t master, ProtobufCBinaryData bytes,
                        uint8_t key[ENVELOPE_KEY])
{
  const struct envelope_label label = sealing_campus_label(campus, version, master);
  const uint8_t *above = keyring_find(master);
  return above != NULL && bytes.len == ENVELOPE_WRAPPED &&
         envelope_open(above, &label, bytes.data, bytes.len, key);
}

static bool rewrap_student(const Jiedui__RotationKey *k, uint8_t *out)
{
  uint8_t old[ENVELOPE_KEY];
  uint8_t next[ENVELOPE_KEY];
  uint8_t key[ENVELOPE_KEY];
  uint8_t id[ENVELOPE_ID] = {0};
  bool good = uuid_parse(k->key_id, id) && k->wrapped.len == ENVELOPE_WRAPPED;
  const struct envelope_label was = sealing_student_label(k->of_campus, id, k->version);
  const struct envelope_label is = sealing_student_label(k->of_campus, id, k->next_version);
  good = good && open_campus(k->of_campus, k->version, k->old_master, k->old_wrapped, old) &&
         open_campus(k->of_campus, k->next_version, k->next_master, k->next_wrapped, next) &&
         envelope_open(old, &was, k->wrapped.data, k->wrapped.len, key) &&
         envelope_seal(next, &is, key, sizeof key, out);
  sodium_memzero(old, sizeof old);
  sodium_memzero(next, sizeof next);
  sodium_memzero(key, sizeof key);
  return good;
}

static bool rewrap_campus(const Jiedui__RotationKey *k, uint8_t *out)
{
  uint8_t key[ENVELOPE_KEY];
  const struct envelope_label is = sealing_campus_label(k->of_campus, k->version, k->next_master);
  const uint8_t *above = keyring_find(k->next_master);
  const bool good = above != NULL &&
                    open_campus(k->of_campus, k->version, k->old_master, k->wrapped, key) &&
                    envelope_seal(above, &is, key, sizeof key, out);
  sodium_memzero(key, sizeof key);
  return good;
}

static Jiedui__RotatedKeys *new_rows(struct arena *arena, size_t n)
{
  Jiedui__RotatedKeys *rows = arena_alloc(arena, sizeof *rows);
  jiedui__rotated_keys__init(rows);
  rows->rows = arena_alloc(arena, (n + 1) * sizeof *rows->rows);
  return rows;
}

static Jiedui__RotatedKey *add_row(struct arena *arena, Jiedui__RotatedKeys *rows, int32_t campus,
                                   int32_t version, int32_t next)
{
  Jiedui__RotatedKey *row = arena_alloc(arena, sizeof *row);
  jiedui__rotated_key__init(row);
  row->has_of_campus = row->has_version = row->has_next_version = row->has_wrapped = 1;
  row->of_campus = campus;
  row->version = version;
  row->next_version = next;
  row->wrapped = (ProtobufCBinaryData){ENVELOPE_WRAPPED, arena_alloc(arena, ENVELOPE_WRAPPED)};
  rows->rows[rows->n_rows++] = row;
  return row;
}

static void refuse_damaged(struct request *request)
{
  (void)request_refuse(request, JIEDUI__CODE__INTERNAL,
                       "A key does not open: the daemon's master key is not the one that wrapped "
                       "it.");
}

static void on_stored(struct work *work, const Jiedui__Status *failure)
{
  struct rotation *r = work->request->state;
  if (failed(work, failure)) return;
  r->reply.done += ((const Jiedui__RotationDone *)(void *)work->output)->done;
  find(work->request);
}

static void on_found(struct work *work, const Jiedui__Status *failure)
{
  struct request *request = work->request;
  struct rotation *r = request->state;
  const Jiedui__RotationKeys *found = (const Jiedui__RotationKeys *)(void *)work->output;
  if (failed(work, failure)) return;
  r->reply.left = found->left;
  if (found->n_rows == 0 || request_time_left(request) < SPARE_MS) {
    (void)request_answer(request, &r->reply.base);
    return;
  }
  Jiedui__RotatedKeys *rows = new_rows(request->arena, found->n_rows);
  for (size_t i = 0; i < found->n_rows; i++) {
    const Jiedui__RotationKey *k = found->rows[i];
    Jiedui__RotatedKey *row = add_row(request->arena, rows, k->of_campus, k->version,
                                      r->master ? k->next_master : k->next_version);
    row->key_id = k->key_id;
    if (!(r->master ? rewrap_campus : rewrap_student)(k, row->wrapped.data)) {
      refuse_damaged(request);
      return;
    }
  }
  run(request,
      r->master ? "key/rotate_keys/store_masters.sql" : "key/rotate_keys/store_students.sql",
      &rows->base, on_stored);
}

static void find(struct request *request)
{
  struct rotation *r = request->state;
  if (r->master) {
    run(request, "key/rotate_keys/find_masters.sql", &r->masters.base, on_found);
  } else {
    run(request, "key/rotate_keys/find_students.sql", &r->scope.base, on_found);
  }
}

static void on_added(struct work *work, const Jiedui__Status *failure)
{
  if (!failed(work, failure)) find(work->request);
}

/* Each campus that has finished its last rotation gets the next key. */
static void on_campuses(struct work *work, const Jiedui__Status *failure)
{
  struct request *request = work->request;
  const Jiedui__RotationCampuses *found =
      (const Jiedui__RotationCampuses *)(void *)work->output;
  if (failed(work, failure)) return;
  Jiedui__RotatedKeys *rows = new_rows(request->arena, found->n_rows);
  const int32_t master = keyring_current();
  for (size_t i = 0; i < found->n_rows; i++) {
    uint8_t key[ENVELOPE_KEY];
    const int32_t campus = found->rows[i]->of_campus;
    const int32_t version = found->rows[i]->version + 1;
    const struct envelope_label label = sealing_campus_label(campus, version, master);
    Jiedui__RotatedKey *row = add_row(request->arena, rows, campus, version, master);
    envelope_new_key(key);
    const bool good = envelope_seal(keyring_find(master), &label, key, sizeof key,
                                    row->wrapped.data);
    sodium_memzero(key, sizeof key);
    if (!good) {
      refuse_damaged(request);
      return;
    }
  }
  run(request, "key/rotate_keys/add_campus_keys.sql", &rows->base, on_added);
}

struct answer *operation_rotate_keys(struct request *request)
{
  struct rotation *r = arena_alloc(request->arena, sizeof *r);
  const Jiedui__RotateKeysRequest *input =
      (const Jiedui__RotateKeysRequest *)(void *)request->input;
  if (keyring_current() == 0) {
    return request_refuse(request, JIEDUI__CODE__UNAVAILABLE,
                          "This daemon has no master key, so that nothing can be sealed: the "
                          "operator sets master_key.");
  }
  request->state = r;
  r->master = input->has_master && input->master;
  jiedui__rotation_scope__init(&r->scope);
  jiedui__rotate_keys_reply__init(&r->reply);
  r->reply.has_done = r->reply.has_left = 1;
  r->scope.campus_code = input->campus_code;
  jiedui__rotation_masters__init(&r->masters);
  r->masters.campus_code = input->campus_code;
  r->masters.has_master_version = 1;
  r->masters.master_version = keyring_current();
  struct answer *answer = request_defer(request);
  if (r->master) {
    find(request);
  } else {
    run(request, "key/rotate_keys/find_campuses.sql", &r->scope.base, on_campuses);
  }
  return answer;
}
