/* ScreeningService.EnterScreening: one sheet by hand, through the gates of an import. */
#include <string.h>

#include "common/uuid.h"
#include "screening.pb-c.h"
#include "server/database.h"
#include "server/operations/operations.h"
#include "server/operations/screening_sheet.h"
#include "server/sealing/sealing.h"

static const char read_path[] = "screening/import_screening/read_sheets.sql";
static const char store_path[] = "screening/enter_screening/store_sheet.sql";

const struct operation_step enter_screening_steps[] = {
    {read_path, &jiedui__sheet_keys__descriptor, &jiedui__sheet_input__descriptor, NULL},
    {store_path, &jiedui__sheet_entry__descriptor, &jiedui__enter_screening_reply__descriptor,
     NULL},
    {NULL, NULL, NULL, NULL},
};

/* The list's words, at most one more than a sheet has room for. */
static size_t split(struct arena *arena, const char *list, const char *cells[])
{
  size_t n = 0;
  for (const char *at = list == NULL ? "" : list; n <= SCALE_ITEMS;) {
    at += strspn(at, ", \t\r\n");
    const size_t size = strcspn(at, ", \t\r\n");
    if (size == 0) break;
    cells[n++] = arena_printf(arena, "%.*s", (int)size, at);
    at += size;
  }
  return n;
}

static bool is_given(const char *text)
{
  return text != NULL && text[strspn(text, " \t")] != '\0';
}

static void store(struct request *request, const Jiedui__SheetState *state,
                  const Jiedui__ScaleRow *found, ProtobufCBinaryData content)
{
  const Jiedui__EnterScreeningRequest *given =
      (const Jiedui__EnterScreeningRequest *)(const void *)request->input;
  Jiedui__SheetEntry *entry = arena_alloc(request->arena, sizeof *entry);
  jiedui__sheet_entry__init(entry);
  entry->id = state->id == NULL ? request->new_id : state->id;
  entry->has_student_id = entry->has_content = 1;
  entry->student_id = state->student_id;
  entry->scale = found->origin;
  entry->taken_on = given->on;
  entry->content = content;
  struct work *next = database_work(request, catalogue_step(request->operation, store_path),
                                    &entry->base, request_finish);
  next->claims = true;
  sealing_run(next);
}

static void on_read(struct work *work, const Jiedui__Status *failure)
{
  static const char *const faults[] = {NULL, "sheet_incomplete", "sheet_out_of_range"};
  struct request *request = work->request;
  const Jiedui__SheetInput *input = (const Jiedui__SheetInput *)(const void *)work->output;
  const Jiedui__EnterScreeningRequest *given =
      (const Jiedui__EnterScreeningRequest *)(const void *)request->input;
  const char *cells[SCALE_ITEMS + 1];
  int answers[SCALE_ITEMS];
  int at = 0;
  struct scale scale;
  const Jiedui__ScaleRow *found = NULL;
  request_note(request, work);
  if (failure != NULL) {
    (void)request_fail(request, failure);
    return;
  }
  if (input->n_rows != 1 || input->rows[0]->rule != NULL) {
    (void)screening_refuse(request, input->n_rows != 1 ? "student_unknown" : input->rows[0]->rule,
                           NULL);
    return;
  }
  if (!screening_scale(given->scale, input->scales, input->n_scales, input->factors,
                       input->n_factors, &scale, &found)) {
    (void)screening_refuse(request, "scale_unknown", "scale");
    return;
  }
  const size_t n = split(request->arena, given->answers, cells);
  const enum sheet_fault fault = score_read(&scale, cells, n, answers, &at);
  if (fault != SHEET_SOUND) {
    (void)screening_refuse(request, faults[fault], "answers");
    return;
  }
  store(request, input->rows[0], found,
        screening_seal(request->arena, &scale, answers,
                       is_given(given->override_age) ? given->override_age : NULL));
}

struct answer *operation_enter_screening(struct request *request)
{
  const Jiedui__EnterScreeningRequest *given =
      (const Jiedui__EnterScreeningRequest *)(const void *)request->input;
  Jiedui__SheetKeys *keys = arena_alloc(request->arena, sizeof *keys);
  Jiedui__SheetKey *key = arena_alloc(request->arena, sizeof *key);
  jiedui__sheet_keys__init(keys);
  jiedui__sheet_key__init(key);
  key->student_no = given->student;
  key->scale = given->scale;
  key->taken_on = given->on;
  key->has_any_age = 1;
  key->any_age = is_given(given->override_age);
  keys->rows = arena_alloc(request->arena, sizeof *keys->rows);
  keys->rows[keys->n_rows++] = key;
  struct answer *answer = request_defer(request);
  database_run(
      database_work(request, catalogue_step(request->operation, read_path), &keys->base, on_read));
  return answer;
}
