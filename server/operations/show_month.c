/* ReportService.ShowMonth: a report as it is stored, or as the district may see it. */
#include "report.pb-c.h"
#include "server/database.h"
#include "server/operations/figure_task.h"
#include "server/operations/figure_value.h"
#include "server/operations/operations.h"

static const char read_path[] = "report/show_month/read.sql";

const struct operation_step show_month_steps[] = {
    {read_path, &jiedui__report_key__descriptor, &jiedui__stored_report__descriptor, NULL},
    {NULL, NULL, NULL, NULL},
};

struct showing {
  struct figure_task task;
  const Jiedui__StoredReport *stored;
};

static Jiedui__ReportFigureRow *row_of(struct arena *arena, const Jiedui__FigurePart *part,
                                       struct figure_marks marks)
{
  Jiedui__ReportFigureRow *row = arena_alloc(arena, sizeof *row);
  jiedui__report_figure_row__init(row);
  row->figure = part->figure;
  row->has_by = part->has_by;
  row->by = part->by;
  row->part = part->part;
  const char *hidden = figure_marks_text(marks);
  row->has_suppressed = 1;
  row->suppressed = hidden != NULL;
  row->has_numerator = marks.numerator == SUPPRESSION_SHOWN;
  row->numerator = part->numerator;
  row->has_denominator = part->has_denominator && marks.denominator == SUPPRESSION_SHOWN;
  row->denominator = part->denominator;
  row->shown = hidden != NULL ? arena_strdup(arena, hidden) : figure_value_text(arena, part);
  return row;
}

static Jiedui__ShowMonthReply *reply_of(struct arena *arena, const Jiedui__StoredReport *stored)
{
  Jiedui__ShowMonthReply *reply = arena_alloc(arena, sizeof *reply);
  jiedui__show_month_reply__init(reply);
  reply->campus_code = stored->campus_code;
  reply->campus_name = stored->campus_name;
  reply->month = stored->month;
  reply->has_version = reply->has_revision = reply->has_state = 1;
  reply->version = stored->version;
  reply->revision = stored->revision;
  reply->state = stored->state;
  reply->has_plan_year = reply->has_plan_version = 1;
  reply->plan_year = stored->plan_year;
  reply->plan_version = stored->plan_version;
  reply->as_of = stored->as_of;
  reply->done = stored->done;
  reply->problems = stored->problems;
  reply->next_steps = stored->next_steps;
  reply->drafted_at = stored->drafted_at;
  reply->submitted_at = stored->submitted_at;
  reply->sha256 = stored->sha256;
  reply->reopened_at = stored->reopened_at;
  reply->reopen_reason = stored->reopen_reason;
  reply->n_amounts = stored->n_amounts;
  reply->amounts = stored->amounts;
  return reply;
}

/* Hidden zeros that no figure has a row for come after the figure's other parts. */
struct missing {
  struct arena *arena;
  const struct figure_cells *cells;
  Jiedui__ShowMonthReply *reply;
};

static bool has_row(const Jiedui__ShowMonthReply *reply, const Jiedui__FigurePart *part)
{
  for (size_t i = 0; i < reply->n_rows; i++) {
    const Jiedui__ReportFigureRow *row = reply->rows[i];
    if (row->has_by && row->by == part->by && figure_value_is_same(row->figure, part->figure) &&
        figure_value_is_same(row->part, part->part)) {
      return true;
    }
  }
  return false;
}

static void on_hidden(void *data, const Jiedui__FigurePart *hidden, const char *shown)
{
  struct missing *missing = data;
  Jiedui__ShowMonthReply *reply = missing->reply;
  if (has_row(reply, hidden)) return;
  Jiedui__ReportFigureRow *row =
      row_of(missing->arena, hidden, figure_cells_marks(missing->cells, hidden));
  row->numerator = row->denominator = 0;
  row->shown = arena_strdup(missing->arena, shown);
  reply->rows[reply->n_rows++] = row;
}

static void answer(struct request *request, const Jiedui__StoredReport *stored,
                   const struct figure_cells *cells)
{
  enum { PARTS = 32 }; /* of one figure, by everything */
  struct arena *arena = request->arena;
  Jiedui__ShowMonthReply *reply = reply_of(arena, stored);
  struct missing missing = {arena, cells, reply};
  reply->rows = arena_alloc(arena, (stored->n_figures * PARTS + 1) * sizeof *reply->rows);
  for (size_t i = 0; i < stored->n_figures; i++) {
    struct figure_marks marks = {SUPPRESSION_SHOWN, SUPPRESSION_SHOWN};
    if (cells != NULL) marks = figure_cells_marks(cells, stored->figures[i]);
    reply->rows[reply->n_rows++] = row_of(arena, stored->figures[i], marks);
  }
  for (size_t i = 0; cells != NULL && i < stored->n_figures; i++) {
    if (stored->figures[i]->has_by) continue;
    figure_cells_each_hidden(cells, *stored->figures[i], on_hidden, &missing);
  }
  (void)request_answer(request, &reply->base);
}

static void on_decided(struct figure_task *task)
{
  const struct showing *showing = task->request->state;
  answer(task->request, showing->stored, task->days[0].cells);
}

static void on_read(struct work *work, const Jiedui__Status *failure)
{
  struct request *request = work->request;
  const Jiedui__StoredReport *stored = (const Jiedui__StoredReport *)(const void *)work->output;
  request_note(request, work);
  if (failure != NULL) {
    (void)request_fail(request, failure);
    return;
  }
  if (!stored->suppressed) {
    answer(request, stored, NULL);
    return;
  }
  struct showing *showing = arena_alloc(request->arena, sizeof *showing);
  showing->stored = stored;
  showing->task.request = request;
  figure_task_days(&showing->task, 1);
  showing->task.days[0].n_rows = stored->n_figures;
  showing->task.days[0].rows = stored->figures;
  request->state = showing;
  (void)figure_task_start(&showing->task, on_decided);
}

struct answer *operation_show_month(struct request *request)
{
  const Jiedui__ShowMonthRequest *input =
      (const Jiedui__ShowMonthRequest *)(const void *)request->input;
  Jiedui__ReportKey *key = arena_alloc(request->arena, sizeof *key);
  jiedui__report_key__init(key);
  key->month = input->month;
  key->has_of_version = input->has_of_version;
  key->of_version = input->of_version;
  key->campus_code = input->campus_code;
  struct answer *deferred = request_defer(request);
  database_run(
      database_work(request, catalogue_step(request->operation, read_path), &key->base, on_read));
  return deferred;
}
