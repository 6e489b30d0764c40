/* ScreeningService.ImportScreening: gates in SQL, answers scored here, sheets stored sealed. */
#include <stdlib.h>
#include <string.h>

#include "common/uuid.h"
#include "screening.pb-c.h"
#include "server/database.h"
#include "server/operations/operations.h"
#include "server/operations/screening_sheet.h"
#include "server/sealing/sealing.h"

static const char read_path[] = "screening/import_screening/read_sheets.sql";
static const char store_path[] = "screening/import_screening/store_sheets.sql";

const struct operation_step import_screening_steps[] = {
    {read_path, &jiedui__sheet_keys__descriptor, &jiedui__sheet_input__descriptor, NULL},
    {store_path, &jiedui__sheet_store__descriptor, &jiedui__import_reply__descriptor, NULL},
    {NULL, NULL, NULL, NULL},
};

/* The row's answers as text, in the order q1 … q100; they stand side by side in the message. */
static void take_cells(const Jiedui__ScreeningImportRow *row, const char *cells[SCALE_ITEMS])
{
  const ProtobufCMessageDescriptor *type = row->base.descriptor;
  for (int i = 0; i < SCALE_ITEMS; i++) {
    char name[8] = "q";
    int at = 1;
    if (i + 1 >= 100) name[at++] = '1';
    if (i + 1 >= 10) name[at++] = (char)('0' + (i + 1) / 10 % 10);
    name[at] = (char)('0' + (i + 1) % 10);
    const ProtobufCFieldDescriptor *field =
        protobuf_c_message_descriptor_get_field_by_name(type, name);
    memcpy(&cells[i], (const char *)row + field->offset, sizeof cells[i]);
  }
}

static void reject(struct request *request, Jiedui__SheetStore *store, int place,
                   const char *column, const char *name)
{
  struct arena *arena = request->arena;
  const struct rule *rule = rules_find(request_rules(request), name);
  Jiedui__SheetRemark *remark = arena_alloc(arena, sizeof *remark);
  jiedui__sheet_remark__init(remark);
  remark->has_row = 1;
  remark->row = place;
  remark->column = column == NULL ? NULL : arena_strdup(arena, column);
  remark->constraint = arena_strdup(arena, name);
  remark->text = rule == NULL ? NULL : arena_strdup(arena, rule->sentence);
  store->rejected[store->n_rejected++] = remark;
}

static const char *origin_of(const Jiedui__SheetInput *input, const char *scale)
{
  for (size_t i = 0; scale != NULL && i < input->n_scales; i++) {
    if (strcmp(input->scales[i]->name, scale) == 0) return input->scales[i]->origin;
  }
  return "";
}

/* An earlier row of the chunk has the same student, scale and day: the first one counts. */
static bool is_repeated(const Jiedui__ImportScreeningRequest *given,
                        const Jiedui__SheetInput *input, size_t i)
{
  const char *origin = origin_of(input, given->rows[i]->scale);
  for (size_t j = 0; j < i; j++) {
    if (input->rows[j]->rule == NULL && input->rows[j]->student_id == input->rows[i]->student_id &&
        strcmp(given->rows[j]->taken_on, given->rows[i]->taken_on) == 0 &&
        strcmp(origin_of(input, given->rows[j]->scale), origin) == 0) {
      return true;
    }
  }
  return false;
}

static void keep(struct request *request, Jiedui__SheetStore *store,
                 const Jiedui__SheetState *state, const Jiedui__SheetRow *wanted)
{
  struct arena *arena = request->arena;
  if (state->has_content && state->content.len == wanted->content.len &&
      memcmp(state->content.data, wanted->content.data, wanted->content.len) == 0) {
    store->unchanged++;
    return;
  }
  Jiedui__SheetRow *row = arena_alloc(arena, sizeof *row);
  *row = *wanted;
  uint8_t id[UUID_BYTES];
  row->id = state->id;
  if (row->id == NULL) {
    row->id = arena_alloc(arena, UUID_TEXT);
    uuid_v4(id);
    uuid_print(id, row->id);
  }
  store->rows[store->n_rows++] = row;
}

/* One row that passed the gates: read, scored, and put among what is to be stored. */
static void take_row(struct request *request, const Jiedui__SheetInput *input, size_t i,
                     Jiedui__SheetStore *store)
{
  static const char *const faults[] = {NULL, "sheet_incomplete", "sheet_out_of_range"};
  const Jiedui__ImportScreeningRequest *given =
      (const Jiedui__ImportScreeningRequest *)(const void *)request->input;
  const Jiedui__SheetState *state = input->rows[i];
  const Jiedui__ScreeningImportRow *row = given->rows[i];
  const char *cells[SCALE_ITEMS];
  int answers[SCALE_ITEMS];
  int at = 0;
  struct scale scale;
  const Jiedui__ScaleRow *found = NULL;
  if (state->rule != NULL) {
    reject(request, store, state->place, state->column, state->rule);
    return;
  }
  if (!screening_scale(row->scale, input->scales, input->n_scales, input->factors,
                       input->n_factors, &scale, &found)) {
    reject(request, store, state->place, "scale", "scale_unknown");
    return;
  }
  if (is_repeated(given, input, i)) {
    reject(request, store, state->place, NULL, "screening_once");
    return;
  }
  take_cells(row, cells);
  const enum sheet_fault fault = score_read(&scale, cells, SCALE_ITEMS, answers, &at);
  if (fault != SHEET_SOUND) {
    reject(request, store, state->place, arena_printf(request->arena, "q%d", at), faults[fault]);
    return;
  }
  Jiedui__SheetRow wanted = JIEDUI__SHEET_ROW__INIT;
  wanted.has_student_id = wanted.has_content = 1;
  wanted.student_id = state->student_id;
  wanted.scale = found->origin;
  wanted.taken_on = row->taken_on;
  wanted.content = screening_seal(request->arena, &scale, answers, NULL);
  keep(request, store, state, &wanted);
}

static void on_read(struct work *work, const Jiedui__Status *failure)
{
  struct request *request = work->request;
  const Jiedui__SheetInput *input = (const Jiedui__SheetInput *)(const void *)work->output;
  request_note(request, work);
  if (failure != NULL) {
    (void)request_fail(request, failure);
    return;
  }
  Jiedui__SheetStore *store = arena_alloc(request->arena, sizeof *store);
  jiedui__sheet_store__init(store);
  store->has_unchanged = 1;
  store->rows = arena_alloc(request->arena, (input->n_rows + 1) * sizeof *store->rows);
  store->rejected = arena_alloc(request->arena, (input->n_rows + 1) * sizeof *store->rejected);
  for (size_t i = 0; i < input->n_rows; i++) take_row(request, input, i, store);
  struct work *next = database_work(request, catalogue_step(request->operation, store_path),
                                    &store->base, request_finish);
  next->claims = true;
  sealing_run(next);
}

struct answer *operation_import_screening(struct request *request)
{
  const Jiedui__ImportScreeningRequest *given =
      (const Jiedui__ImportScreeningRequest *)(const void *)request->input;
  Jiedui__SheetKeys *keys = arena_alloc(request->arena, sizeof *keys);
  jiedui__sheet_keys__init(keys);
  keys->rows = arena_alloc(request->arena, (given->n_rows + 1) * sizeof *keys->rows);
  for (size_t i = 0; i < given->n_rows; i++) {
    Jiedui__SheetKey *key = arena_alloc(request->arena, sizeof *key);
    jiedui__sheet_key__init(key);
    key->student_no = given->rows[i]->student_no;
    key->scale = given->rows[i]->scale;
    key->taken_on = score_is_day(given->rows[i]->taken_on) ? given->rows[i]->taken_on : NULL;
    keys->rows[keys->n_rows++] = key;
  }
  struct answer *answer = request_defer(request);
  database_run(
      database_work(request, catalogue_step(request->operation, read_path), &keys->base, on_read));
  return answer;
}
