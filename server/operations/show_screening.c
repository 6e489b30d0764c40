/* ScreeningService.ShowScreening: one sheet, opened for whoever gave a reason. */
#include "screening.pb-c.h"
#include "server/database.h"
#include "server/operations/operations.h"
#include "server/operations/screening_sheet.h"

static const char read_path[] = "screening/show_screening/read_sheet.sql";

const struct operation_step show_screening_steps[] = {
    {read_path, &jiedui__stored_key__descriptor, &jiedui__stored_sheet__descriptor, NULL},
    {NULL, NULL, NULL, NULL},
};

static void set_reviews(struct arena *arena, Jiedui__ShowScreeningReply *reply,
                        const Jiedui__StoredSheet *sheet)
{
  reply->reviews = arena_alloc(arena, (sheet->n_reviews + 1) * sizeof *reply->reviews);
  for (size_t i = 0; i < sheet->n_reviews; i++) {
    const Jiedui__StoredReview *stored = sheet->reviews[i];
    Jiedui__ScreeningReviewRow *row = arena_alloc(arena, sizeof *row);
    jiedui__screening_review_row__init(row);
    row->done_at = stored->done_at;
    row->note = arena_printf(arena, "%.*s", (int)stored->note.len,
                             stored->note.data == NULL ? "" : (const char *)stored->note.data);
    reply->reviews[reply->n_reviews++] = row;
  }
}

static void set_result(Jiedui__ShowScreeningReply *reply, const Jiedui__SheetContent *content)
{
  reply->has_total = content->has_total;
  reply->total = content->total;
  reply->has_positive_items = content->has_positive_items;
  reply->positive_items = content->positive_items;
  reply->positive_mean = content->positive_mean;
  reply->has_screen_positive = content->has_screen_positive;
  reply->screen_positive = content->screen_positive;
  reply->n_reasons = content->n_reasons;
  reply->reasons = content->reasons;
  reply->n_critical_items = content->n_critical_items;
  reply->critical_items = content->critical_items;
  reply->has_void_ = content->has_void_;
  reply->void_ = content->void_;
  reply->override_age = content->override_age;
  reply->answers = content->answers;
  reply->n_rows = content->n_rows;
  reply->rows = content->rows;
  reply->has_advice = 1;
  reply->advice = screening_advice(content);
}

static void on_read(struct work *work, const Jiedui__Status *failure)
{
  static char remark[] = "筛查结果非诊断";
  struct request *request = work->request;
  const Jiedui__StoredSheet *sheet = (const Jiedui__StoredSheet *)(const void *)work->output;
  request_note(request, work);
  if (failure != NULL) {
    (void)request_fail(request, failure);
    return;
  }
  if (!sheet->has_content) {
    (void)request_refuse(request, JIEDUI__CODE__NOT_FOUND,
                         "This was erased on demand; that it was there is still counted.");
    return;
  }
  const Jiedui__SheetContent *content = screening_open(request->arena, &sheet->content);
  if (content == NULL) {
    (void)request_refuse(request, JIEDUI__CODE__INTERNAL, "The sheet cannot be read.");
    return;
  }
  Jiedui__ShowScreeningReply *reply = arena_alloc(request->arena, sizeof *reply);
  jiedui__show_screening_reply__init(reply);
  reply->student_no = sheet->student_no;
  reply->scale = sheet->scale;
  reply->taken_on = sheet->taken_on;
  set_result(reply, content);
  reply->has_review = 1;
  reply->review = screening_review(content, sheet->n_reviews > 0);
  reply->remark = remark;
  set_reviews(request->arena, reply, sheet);
  (void)request_answer(request, &reply->base);
}

struct answer *operation_show_screening(struct request *request)
{
  const Jiedui__ShowScreeningRequest *given =
      (const Jiedui__ShowScreeningRequest *)(const void *)request->input;
  Jiedui__StoredKey *key = arena_alloc(request->arena, sizeof *key);
  jiedui__stored_key__init(key);
  key->student = given->student;
  key->scale = given->scale;
  key->on = given->on;
  struct answer *answer = request_defer(request);
  database_run(
      database_work(request, catalogue_step(request->operation, read_path), &key->base, on_read));
  return answer;
}
