/* ScreeningService.ReviewScreening: finds the sheet, stores the note sealed. */
#include <string.h>

#include "screening.pb-c.h"
#include "server/database.h"
#include "server/operations/operations.h"
#include "server/operations/screening_sheet.h"
#include "server/sealing/sealing.h"

static const char find_path[] = "screening/review_screening/find_sheet.sql";
static const char store_path[] = "screening/review_screening/store_review.sql";

const struct operation_step review_screening_steps[] = {
    {find_path, &jiedui__stored_key__descriptor, &jiedui__review_target__descriptor, NULL},
    {store_path, &jiedui__review_note__descriptor, &jiedui__review_screening_reply__descriptor,
     NULL},
    {NULL, NULL, NULL, NULL},
};

static void on_found(struct work *work, const Jiedui__Status *failure)
{
  struct request *request = work->request;
  const Jiedui__ReviewTarget *target = (const Jiedui__ReviewTarget *)(const void *)work->output;
  const Jiedui__ReviewScreeningRequest *given =
      (const Jiedui__ReviewScreeningRequest *)(const void *)request->input;
  request_note(request, work);
  if (failure != NULL) {
    (void)request_fail(request, failure);
    return;
  }
  Jiedui__ReviewNote *note = arena_alloc(request->arena, sizeof *note);
  jiedui__review_note__init(note);
  note->id = request->new_id;
  note->screening_id = target->screening_id;
  note->has_student_id = note->has_note = 1;
  note->student_id = target->student_id;
  note->note.data = (uint8_t *)given->note;
  note->note.len = given->note == NULL ? 0 : strlen(given->note);
  struct work *next = database_work(request, catalogue_step(request->operation, store_path),
                                    &note->base, request_finish);
  next->claims = true;
  sealing_run(next);
}

struct answer *operation_review_screening(struct request *request)
{
  const Jiedui__ReviewScreeningRequest *given =
      (const Jiedui__ReviewScreeningRequest *)(const void *)request->input;
  Jiedui__StoredKey *key = arena_alloc(request->arena, sizeof *key);
  jiedui__stored_key__init(key);
  key->student = given->student;
  key->scale = given->scale;
  key->on = given->on;
  struct answer *answer = request_defer(request);
  database_run(
      database_work(request, catalogue_step(request->operation, find_path), &key->base, on_found));
  return answer;
}
