/* ExportService.ExportScreening: answer sheets, opened for a file; never their results. */
#include <string.h>

#include "export.pb-c.h"
#include "server/database.h"
#include "server/operations/operations.h"
#include "server/operations/screening_sheet.h"

static const char read_path[] = "export/export_screening/read_sheets.sql";

const struct operation_step export_screening_steps[] = {
    {read_path, &jiedui__sheet_page__descriptor, &jiedui__sheet_copies__descriptor, NULL},
    {NULL, NULL, NULL, NULL},
};

/* Each digit of the answers is the text of its item's field. */
static void put_answers(struct arena *arena, Jiedui__ScreeningImportRow *row, const char *answers)
{
  for (size_t i = 0; answers[i] != '\0'; i++) {
    const ProtobufCFieldDescriptor *field = protobuf_c_message_descriptor_get_field_by_name(
        row->base.descriptor, arena_printf(arena, "q%zu", i + 1));
    if (field == NULL) return;
    char *text = arena_printf(arena, "%c", answers[i]);
    memcpy((char *)row + field->offset, &text, sizeof text);
  }
}

static Jiedui__ScreeningImportRow *row_of(struct arena *arena, const Jiedui__SheetCopy *stored,
                                          const Jiedui__SheetContent *content)
{
  Jiedui__ScreeningImportRow *row = arena_alloc(arena, sizeof *row);
  jiedui__screening_import_row__init(row);
  row->student_no = stored->student_no;
  row->scale = stored->scale;
  row->taken_on = stored->taken_on;
  put_answers(arena, row, content->answers);
  return row;
}

static void on_read(struct work *work, const Jiedui__Status *failure)
{
  struct request *request = work->request;
  const Jiedui__SheetCopies *list = (const Jiedui__SheetCopies *)(const void *)work->output;
  request_note(request, work);
  if (failure != NULL) {
    (void)request_fail(request, failure);
    return;
  }
  Jiedui__ExportScreeningReply *reply = arena_alloc(request->arena, sizeof *reply);
  jiedui__export_screening_reply__init(reply);
  reply->rows = arena_alloc(request->arena, (list->n_rows + 1) * sizeof *reply->rows);
  for (size_t i = 0; i < list->n_rows; i++) {
    const Jiedui__SheetContent *content =
        screening_open(request->arena, &list->rows[i]->content);
    if (content == NULL || content->answers == NULL) continue;
    reply->rows[reply->n_rows++] = row_of(request->arena, list->rows[i], content);
  }
  (void)request_answer(request, &reply->base);
}

struct answer *operation_export_screening(struct request *request)
{
  const Jiedui__ExportScreeningRequest *given =
      (const Jiedui__ExportScreeningRequest *)(const void *)request->input;
  Jiedui__SheetPage *page = arena_alloc(request->arena, sizeof *page);
  jiedui__sheet_page__init(page);
  page->scale = given->scale;
  page->after = given->after;
  page->has_limit = given->has_limit;
  page->limit = given->limit;
  struct answer *answer = request_defer(request);
  database_run(
      database_work(request, catalogue_step(request->operation, read_path), &page->base, on_read));
  return answer;
}
