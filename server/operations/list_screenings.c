/* ScreeningService.ListScreenings: the worklist, found by opening the sheets in the daemon. */
#include "screening.pb-c.h"
#include "server/database.h"
#include "server/operations/operations.h"
#include "server/operations/screening_sheet.h"

static const char read_path[] = "screening/list_screenings/read_sheets.sql";

enum { ROWS = 1000, MOST_ROWS = 10000 };

const struct operation_step list_screenings_steps[] = {
    {read_path, &jiedui__stored_list_key__descriptor, &jiedui__stored_list__descriptor, NULL},
    {NULL, NULL, NULL, NULL},
};

static Jiedui__ScreeningRow *row_of(struct arena *arena, const Jiedui__StoredListRow *stored,
                                    const Jiedui__SheetContent *content)
{
  Jiedui__ScreeningRow *row = arena_alloc(arena, sizeof *row);
  jiedui__screening_row__init(row);
  row->id = stored->id;
  row->student_no = stored->student_no;
  row->name = stored->name;
  row->class_name = stored->class_name;
  row->scale = stored->scale;
  row->taken_on = stored->taken_on;
  row->has_advice = row->has_review = 1;
  row->advice = screening_advice(content);
  row->review = screening_review(content, stored->reviewed);
  return row;
}

static bool asks_for_something(const Jiedui__ScreeningRow *row)
{
  return row->advice != JIEDUI__SCREENING_ADVICE__SCREENING_ADVICE_ROUTINE ||
         row->review == JIEDUI__SAFETY_REVIEW__SAFETY_REVIEW_DUE ||
         row->review == JIEDUI__SAFETY_REVIEW__SAFETY_REVIEW_AT_ONCE;
}

static size_t limit_of(const Jiedui__ListScreeningsRequest *given)
{
  if (!given->has_limit) return ROWS;
  if (given->limit < 0) return 0;
  return given->limit > MOST_ROWS ? MOST_ROWS : (size_t)given->limit;
}

static void on_read(struct work *work, const Jiedui__Status *failure)
{
  struct request *request = work->request;
  const Jiedui__StoredList *list = (const Jiedui__StoredList *)(const void *)work->output;
  const Jiedui__ListScreeningsRequest *given =
      (const Jiedui__ListScreeningsRequest *)(const void *)request->input;
  request_note(request, work);
  if (failure != NULL) {
    (void)request_fail(request, failure);
    return;
  }
  Jiedui__ListScreeningsReply *reply = arena_alloc(request->arena, sizeof *reply);
  jiedui__list_screenings_reply__init(reply);
  reply->rows = arena_alloc(request->arena, (list->n_rows + 1) * sizeof *reply->rows);
  for (size_t i = 0; i < list->n_rows && reply->n_rows < limit_of(given); i++) {
    const Jiedui__SheetContent *content =
        screening_open(request->arena, &list->rows[i]->content);
    if (content == NULL) continue;
    Jiedui__ScreeningRow *row = row_of(request->arena, list->rows[i], content);
    if (!given->flagged || asks_for_something(row)) reply->rows[reply->n_rows++] = row;
  }
  (void)request_answer(request, &reply->base);
}

struct answer *operation_list_screenings(struct request *request)
{
  const Jiedui__ListScreeningsRequest *given =
      (const Jiedui__ListScreeningsRequest *)(const void *)request->input;
  Jiedui__StoredListKey *key = arena_alloc(request->arena, sizeof *key);
  jiedui__stored_list_key__init(key);
  key->scale = given->scale;
  key->after = given->after;
  struct answer *answer = request_defer(request);
  database_run(
      database_work(request, catalogue_step(request->operation, read_path), &key->base, on_read));
  return answer;
}
