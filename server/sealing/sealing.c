/* Owns the sealing of a work's input and the opening of its output. Never runs the operation's own
 * statements: database_run does, once everything is sealed. */
#include "server/sealing/sealing.h"

#include <sodium.h>
#include <string.h>

#include "common/uuid.h"
#include "internal/sealing.pb-c.h"
#include "server/database.h"
#include "server/request.h"
#include "server/sealing/keyring.h"
#include "server/sealing/sealed_fields.h"

enum { SEALED_FORMAT = 1, OPENED_FORMAT = 2, TURNS = 6,
       SEALED_HEAD = 1 + ENVELOPE_ID,
       OPENED_HEAD = 1 + 3 * 4 + 2 * ENVELOPE_WRAPPED };

/* A row of the request that has something to seal; of a request without rows, the request. */
struct place {
  const ProtobufCMessage *message;
  const char *student; /* number, "" where the id says it */
  int64_t student_id;  /* 0 where the number says it */
  const char *id;
  size_t row;
  const Jiedui__SealKey *key; /* NULL: no such student */
};

struct sealing {
  struct work *work;           /* waits until everything is sealed */
  struct sealed_input *input;
  struct place *places;
  size_t n_places;
  int turns;                   /* works of our own so far */
};

static void fetch(struct sealing *s);

static const char *text_of(const ProtobufCMessage *message, const char *name)
{
  const char *text = NULL;
  const ProtobufCFieldDescriptor *field =
      protobuf_c_message_descriptor_get_field_by_name(message->descriptor, name);
  if (field == NULL || field->type != PROTOBUF_C_TYPE_STRING ||
      field->label == PROTOBUF_C_LABEL_REPEATED) {
    return NULL;
  }
  memcpy(&text, (const char *)message + field->offset, sizeof text);
  return text;
}

static int64_t student_id_of(const ProtobufCMessage *message)
{
  int64_t id = 0;
  const ProtobufCFieldDescriptor *field =
      protobuf_c_message_descriptor_get_field_by_name(message->descriptor, "student_id");
  if (field != NULL && field->type == PROTOBUF_C_TYPE_INT64) {
    memcpy(&id, (const char *)message + field->offset, sizeof id);
  }
  return id;
}

/* A field's plain bytes; data NULL if it is unset. */
static ProtobufCBinaryData plain_of(const ProtobufCMessage *message,
                                    const ProtobufCFieldDescriptor *field)
{
  ProtobufCBinaryData plain = {0, NULL};
  if (field->type == PROTOBUF_C_TYPE_BYTES) {
    protobuf_c_boolean has = 0;
    memcpy(&has, (const char *)message + field->quantifier_offset, sizeof has);
    if (has) memcpy(&plain, (const char *)message + field->offset, sizeof plain);
    return plain;
  }
  const char *text = text_of(message, field->name);
  if (text != NULL) plain = (ProtobufCBinaryData){strlen(text), (uint8_t *)(uintptr_t)text};
  return plain;
}

static void refuse(struct work *work, Jiedui__Code code, const char *text)
{
  work->done(work, failure_new(work->request->arena, code, text));
}

void sealing_row_id(const char *new_id, size_t row, char text[UUID_TEXT])
{
  uint8_t id[UUID_BYTES] = {0};
  (void)uuid_parse(new_id, id);
  uint32_t low = (uint32_t)id[12] << 24 | (uint32_t)id[13] << 16 | (uint32_t)id[14] << 8 | id[15];
  low += (uint32_t)row;
  for (int i = 0; i < 4; i++) id[12 + i] = (uint8_t)(low >> (24 - 8 * i));
  uuid_print(id, text);
}

const struct sealed_value *sealing_value(const struct sealed_input *input,
                                         const ProtobufCFieldDescriptor *field, size_t row)
{
  for (size_t i = 0; input != NULL && i < input->n_columns; i++) {
    if (input->columns[i].field == field) return &input->columns[i].values[row];
  }
  return NULL;
}

struct envelope_label sealing_campus_label(int32_t campus, int32_t version, int32_t master)
{
  return (struct envelope_label){
      .what = "campus_key", .campus = campus, .version = version, .under = master};
}

struct envelope_label sealing_student_label(int32_t campus, const uint8_t *id, int32_t version)
{
  struct envelope_label label = {.what = "student_key", .campus = campus, .under = version};
  memcpy(label.key, id, ENVELOPE_ID);
  return label;
}

static bool open_campus_key(int32_t campus, int32_t version, int32_t master,
                            const uint8_t *wrapped, uint8_t key[ENVELOPE_KEY])
{
  const struct envelope_label label = sealing_campus_label(campus, version, master);
  const uint8_t *above = keyring_find(master);
  return above != NULL && envelope_open(above, &label, wrapped, ENVELOPE_WRAPPED, key);
}

bool sealing_open(struct arena *arena, const char *place, const char *row_id,
                  const uint8_t *opened, size_t size, ProtobufCBinaryData *plain,
                  struct error *error)
{
  uint8_t campus_key[ENVELOPE_KEY];
  uint8_t student_key[ENVELOPE_KEY];
  int32_t numbers[3] = {0};
  const uint8_t *sealed = opened + OPENED_HEAD;
  if (size < OPENED_HEAD + SEALED_HEAD + ENVELOPE_EXTRA || opened[0] != OPENED_FORMAT ||
      sealed[0] != SEALED_FORMAT || row_id == NULL) {
    return error_set(error, JIEDUI__CODE__INTERNAL, "a sealed value of %s is damaged", place);
  }
  for (int i = 0; i < 12; i++) {
    numbers[i / 4] = (int32_t)((uint32_t)numbers[i / 4] << 8 | opened[1 + i]);
  }
  const struct envelope_label key_label = sealing_student_label(numbers[0], sealed + 1, numbers[1]);
  struct envelope_label label = {.what = place, .campus = numbers[0]};
  memcpy(label.key, sealed + 1, ENVELOPE_ID);
  const size_t body = size - OPENED_HEAD - SEALED_HEAD;
  uint8_t *out = arena_alloc(arena, body - ENVELOPE_EXTRA + 1); /* and the NUL of a text */
  const bool good =
      uuid_parse(row_id, label.row) &&
      open_campus_key(numbers[0], numbers[1], numbers[2], opened + 13, campus_key) &&
      envelope_open(campus_key, &key_label, opened + 13 + ENVELOPE_WRAPPED, ENVELOPE_WRAPPED,
                    student_key) &&
      envelope_open(student_key, &label, sealed + SEALED_HEAD, body, out);
  sodium_memzero(campus_key, sizeof campus_key);
  sodium_memzero(student_key, sizeof student_key);
  *plain = (ProtobufCBinaryData){body - ENVELOPE_EXTRA, out};
  return good || error_set(error, JIEDUI__CODE__INTERNAL, "a sealed value of %s does not open",
                           place);
}

/* HMAC, so that only who has the student's key can compare. */
static const char *digest(struct arena *arena, const uint8_t key[ENVELOPE_KEY],
                          ProtobufCBinaryData plain)
{
  uint8_t mac[crypto_auth_hmacsha256_BYTES];
  char *hex = arena_alloc(arena, 2 * sizeof mac + 1);
  (void)crypto_auth_hmacsha256(mac, plain.data, plain.len, key);
  return sodium_bin2hex(hex, 2 * sizeof mac + 1, mac, sizeof mac);
}

static bool seal_value(struct sealing *s, const struct place *p, int32_t campus,
                       const uint8_t key[ENVELOPE_KEY], const uint8_t *key_id,
                       const struct sealed_column *column)
{
  struct arena *arena = s->work->request->arena;
  const ProtobufCBinaryData plain = plain_of(p->message, column->field);
  if (plain.data == NULL) return true;
  struct envelope_label label = {.what = sealed_fields_find(column->field), .campus = campus};
  const size_t size = plain.len;
  uint8_t *bytes = arena_alloc(arena, SEALED_HEAD + size + ENVELOPE_EXTRA);
  memcpy(label.key, key_id, ENVELOPE_ID);
  bytes[0] = SEALED_FORMAT;
  memcpy(bytes + 1, key_id, ENVELOPE_ID);
  column->values[p->row] =
      (struct sealed_value){bytes, SEALED_HEAD + size + ENVELOPE_EXTRA, digest(arena, key, plain)};
  return uuid_parse(p->id, label.row) &&
         envelope_seal(key, &label, plain.data, size, bytes + SEALED_HEAD);
}

static bool seal_place(struct sealing *s, const struct place *p, int32_t campus)
{
  const Jiedui__SealKey *k = p->key;
  uint8_t campus_key[ENVELOPE_KEY];
  uint8_t key[ENVELOPE_KEY];
  uint8_t id[ENVELOPE_ID] = {0};
  if (k->wrapped.len != ENVELOPE_WRAPPED || k->campus_wrapped.len != ENVELOPE_WRAPPED ||
      !uuid_parse(k->key_id, id)) {
    return false;
  }
  const struct envelope_label label = sealing_student_label(campus, id, k->campus_version);
  bool good = open_campus_key(campus, k->campus_version, k->master_version,
                              k->campus_wrapped.data, campus_key) &&
              envelope_open(campus_key, &label, k->wrapped.data, ENVELOPE_WRAPPED, key);
  for (size_t i = 0; good && i < s->input->n_columns; i++) {
    good = seal_value(s, p, campus, key, id, &s->input->columns[i]);
  }
  sodium_memzero(campus_key, sizeof campus_key);
  sodium_memzero(key, sizeof key);
  return good;
}

/* A dry run keeps no key: what has none is sealed by one that is forgotten with the values. */
static bool seal_for_nothing(struct sealing *s, const struct place *p, int32_t campus)
{
  uint8_t key[ENVELOPE_KEY];
  uint8_t id[ENVELOPE_ID];
  bool good = true;
  uuid_v7(id, clock_unix_ms());
  envelope_new_key(key);
  for (size_t i = 0; good && i < s->input->n_columns; i++) {
    good = seal_value(s, p, campus, key, id, &s->input->columns[i]);
  }
  sodium_memzero(key, sizeof key);
  return good;
}

static bool seal_place_or_try(struct sealing *s, const struct place *p, int32_t campus)
{
  if (p->key == NULL) return true;
  return p->key->key_id == NULL ? seal_for_nothing(s, p, campus) : seal_place(s, p, campus);
}

static void seal_all(struct sealing *s, int32_t campus)
{
  for (size_t i = 0; i < s->n_places; i++) {
    if (!seal_place_or_try(s, &s->places[i], campus)) {
      refuse(s->work, JIEDUI__CODE__INTERNAL,
             "A key does not open: the daemon's master key is not the one that wrapped it.");
      return;
    }
  }
  s->work->sealed = s->input;
  database_run(s->work);
}

/* A step of our own under the caller's identity; `done` goes on. */
static void run_step(struct sealing *s, const char *path, const ProtobufCMessage *input,
                     work_done done)
{
  struct request *request = s->work->request;
  const struct step *step = catalogue_step(&request->server->catalogue.house, path);
  struct work *work = database_work(request, step, input, done);
  work->owner = s;
  if (++s->turns > TURNS) {
    refuse(s->work, JIEDUI__CODE__UNAVAILABLE, "The students' keys are being changed; try again.");
    return;
  }
  database_run(work);
}

static void on_kept(struct work *work, const Jiedui__Status *failure)
{
  struct sealing *s = work->owner;
  request_note(work->request, work);
  if (failure != NULL) {
    s->work->done(s->work, failure);
  } else {
    fetch(s); /* of keys made at once by two, the stored ones count */
  }
}

static ProtobufCBinaryData wrapped(struct arena *arena, const uint8_t *above,
                                   const struct envelope_label *label)
{
  uint8_t key[ENVELOPE_KEY];
  ProtobufCBinaryData out = {ENVELOPE_WRAPPED, arena_alloc(arena, ENVELOPE_WRAPPED)};
  envelope_new_key(key);
  if (!envelope_seal(above, label, key, sizeof key, out.data)) out.len = 0;
  sodium_memzero(key, sizeof key);
  return out;
}

static void keep_campus_key(struct sealing *s, const Jiedui__SealKeys *keys)
{
  struct arena *arena = s->work->request->arena;
  Jiedui__SealCampusKey *input = arena_alloc(arena, sizeof *input);
  const int32_t master = keyring_current();
  const struct envelope_label label = sealing_campus_label(keys->campus, 1, master);
  jiedui__seal_campus_key__init(input);
  input->has_version = input->has_wrapped = input->has_master_version = 1;
  input->version = 1;
  input->master_version = master;
  input->wrapped = wrapped(arena, keyring_find(master), &label);
  run_step(s, "house/keep_campus_key.sql", &input->base, on_kept);
}

static Jiedui__SealStudentKey *new_student_key(struct arena *arena, const Jiedui__SealKeys *keys,
                                               const uint8_t *campus_key, const char *student)
{
  uint8_t id[UUID_BYTES];
  char *text = arena_alloc(arena, UUID_TEXT);
  Jiedui__SealStudentKey *row = arena_alloc(arena, sizeof *row);
  uuid_v7(id, clock_unix_ms());
  uuid_print(id, text);
  const struct envelope_label label = sealing_student_label(keys->campus, id, keys->version);
  jiedui__seal_student_key__init(row);
  row->student = (char *)(uintptr_t)student;
  row->key_id = text;
  row->has_campus_version = row->has_wrapped = 1;
  row->campus_version = keys->version;
  row->wrapped = wrapped(arena, campus_key, &label);
  return row;
}

static void keep_student_keys(struct sealing *s, const Jiedui__SealKeys *keys)
{
  struct arena *arena = s->work->request->arena;
  uint8_t campus_key[ENVELOPE_KEY];
  Jiedui__SealStudentKeys *input = arena_alloc(arena, sizeof *input);
  jiedui__seal_student_keys__init(input);
  input->rows = arena_alloc(arena, s->n_places * sizeof *input->rows);
  if (keys->wrapped.len != ENVELOPE_WRAPPED ||
      !open_campus_key(keys->campus, keys->version, keys->master_version, keys->wrapped.data,
                       campus_key)) {
    refuse(s->work, JIEDUI__CODE__INTERNAL,
           "A key does not open: the daemon's master key is not the one that wrapped it.");
    return;
  }
  for (size_t i = 0; i < s->n_places; i++) {
    const struct place *p = &s->places[i];
    if (p->key == NULL || p->key->key_id != NULL) continue;
    input->rows[input->n_rows++] = new_student_key(arena, keys, campus_key, p->key->student);
  }
  sodium_memzero(campus_key, sizeof campus_key);
  run_step(s, "house/keep_student_keys.sql", &input->base, on_kept);
}

static void on_fetched(struct work *work, const Jiedui__Status *failure)
{
  struct sealing *s = work->owner;
  request_note(work->request, work);
  if (failure != NULL) {
    s->work->done(s->work, failure);
    return;
  }
  const Jiedui__SealKeys *keys = (const Jiedui__SealKeys *)(void *)work->output;
  bool missing = false;
  for (size_t i = 0; i < keys->n_rows; i++) {
    const Jiedui__SealKey *key = keys->rows[i];
    if (key->place < 1 || (size_t)key->place > s->n_places) continue;
    s->places[key->place - 1].key = key;
    missing = missing || key->key_id == NULL;
  }
  if (!missing || work->request->call->dry_run) {
    seal_all(s, keys->campus);
  } else if (!keys->has_version) {
    keep_campus_key(s, keys);
  } else {
    keep_student_keys(s, keys);
  }
}

static void fetch(struct sealing *s)
{
  struct arena *arena = s->work->request->arena;
  Jiedui__SealFetch *input = arena_alloc(arena, sizeof *input);
  jiedui__seal_fetch__init(input);
  input->students = arena_alloc(arena, s->n_places * sizeof *input->students);
  input->student_ids = arena_alloc(arena, s->n_places * sizeof *input->student_ids);
  input->n_students = input->n_student_ids = s->n_places;
  for (size_t i = 0; i < s->n_places; i++) {
    input->students[i] = (char *)(uintptr_t)s->places[i].student;
    input->student_ids[i] = s->places[i].student_id;
  }
  run_step(s, "house/fetch_keys.sql", &input->base, on_fetched);
}

static size_t sealed_in(const ProtobufCMessageDescriptor *type,
                        const ProtobufCFieldDescriptor **fields, size_t most)
{
  size_t n = 0;
  for (unsigned i = 0; i < type->n_fields && n < most; i++) {
    if (sealed_fields_find(&type->fields[i]) != NULL) fields[n++] = &type->fields[i];
  }
  return n;
}

/* Notes a message that has something to seal. */
static void add_place(struct sealing *s, const ProtobufCMessage *message, size_t row)
{
  struct request *request = s->work->request;
  const char *student = text_of(message, "student_no");
  const char *id = text_of(message, "id");
  bool has = false;
  for (size_t i = 0; i < s->input->n_columns; i++) {
    has = has || plain_of(message, s->input->columns[i].field).data != NULL;
  }
  if (!has) return;
  if (student == NULL) student = text_of(message, "student");
  char *text = arena_alloc(request->arena, UUID_TEXT);
  sealing_row_id(request->new_id, row, text);
  s->places[s->n_places++] =
      (struct place){message, student == NULL ? "" : student, student_id_of(message),
                     id == NULL ? text : id, row, NULL};
}

/* The input's sealed fields, its own or those of its first field with rows that has any. */
static bool look(struct sealing *s)
{
  enum { MOST = 8 };
  const ProtobufCFieldDescriptor *fields[MOST];
  struct arena *arena = s->work->request->arena;
  const ProtobufCMessage *message = s->work->input;
  const ProtobufCMessageDescriptor *type = message->descriptor;
  const ProtobufCMessage *single[] = {message};
  const ProtobufCMessage *const *messages = single;
  size_t n_messages = 1;
  size_t n = sealed_in(type, fields, MOST);
  for (unsigned i = 0; n == 0 && i < type->n_fields; i++) {
    const ProtobufCFieldDescriptor *f = &type->fields[i];
    if (f->type != PROTOBUF_C_TYPE_MESSAGE || f->label != PROTOBUF_C_LABEL_REPEATED) continue;
    n = sealed_in(f->descriptor, fields, MOST);
    memcpy(&messages, (const char *)message + f->offset, sizeof messages);
    memcpy(&n_messages, (const char *)message + f->quantifier_offset, sizeof n_messages);
  }
  if (n == 0) return false;
  s->input = arena_alloc(arena, sizeof *s->input);
  s->input->columns = arena_alloc(arena, n * sizeof *s->input->columns);
  s->input->n_columns = n;
  for (size_t i = 0; i < n; i++) {
    s->input->columns[i] = (struct sealed_column){
        fields[i], arena_alloc(arena, (n_messages + 1) * sizeof(struct sealed_value))};
  }
  s->places = arena_alloc(arena, (n_messages + 1) * sizeof *s->places);
  for (size_t i = 0; i < n_messages; i++) add_place(s, messages[i], i);
  return true;
}

void sealing_run(struct work *work)
{
  struct sealing *s = arena_alloc(work->request->arena, sizeof *s);
  s->work = work;
  if (!look(s)) {
    database_run(work);
    return;
  }
  work->sealed = s->input;
  if (s->n_places == 0) {
    database_run(work);
  } else if (keyring_current() == 0) {
    refuse(work, JIEDUI__CODE__UNAVAILABLE,
           "This daemon has no master key, so that nothing can be sealed: the operator sets "
           "master_key.");
  } else {
    fetch(s);
  }
}
