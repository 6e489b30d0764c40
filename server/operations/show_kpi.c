/* StatisticsService.ShowKpi: the targets as they are, or as the district may see them. */
#include <string.h>

#include "server/database.h"
#include "server/operations/figure_task.h"
#include "server/operations/operations.h"

static const char read_path[] = "statistics/show_kpi/read.sql";

const struct operation_step show_kpi_steps[] = {
    {read_path, &jiedui__show_kpi_request__descriptor, &jiedui__kpi_facts__descriptor, NULL},
    {NULL, NULL, NULL, NULL},
};

struct showing {
  struct figure_task task;
  Jiedui__ShowKpiReply *reply;
};

/* S13.SUBJECT is the part of S13 in that subject. */
static Jiedui__FigurePart key_of(struct arena *arena, const Jiedui__KpiRow *row)
{
  static const char by_subject[] = "S13.";
  Jiedui__FigurePart key = JIEDUI__FIGURE_PART__INIT;
  key.figure = row->kpi;
  key.has_denominator = 1;
  if (strncmp(row->kpi, by_subject, sizeof by_subject - 1) == 0) {
    key.figure = arena_strdup(arena, "S13");
    key.has_by = 1;
    key.by = JIEDUI__FIGURE_BY__FIGURE_BY_SUBJECT;
    key.part = row->kpi + sizeof by_subject - 1;
  }
  return key;
}

static void mask(struct arena *arena, const struct figure_cells *cells, Jiedui__KpiRow *row)
{
  const Jiedui__FigurePart key = key_of(arena, row);
  const struct figure_marks marks = figure_cells_marks(cells, &key);
  const char *shown = figure_marks_text(marks);
  if (marks.numerator != SUPPRESSION_SHOWN) row->numerator = NULL;
  if (marks.denominator != SUPPRESSION_SHOWN) row->denominator = NULL;
  if (shown == NULL) return;
  row->percent = row->verdict = NULL;
  row->has_suppressed = row->suppressed = 1;
  row->shown = arena_strdup(arena, shown);
}

static void on_decided(struct figure_task *task)
{
  struct showing *showing = task->request->state;
  Jiedui__ShowKpiReply *reply = showing->reply;
  for (size_t i = 0; i < reply->n_rows; i++) {
    mask(task->request->arena, task->days[0].cells, reply->rows[i]);
  }
  (void)request_answer(task->request, &reply->base);
}

static void on_read(struct work *work, const Jiedui__Status *failure)
{
  struct request *request = work->request;
  const Jiedui__KpiFacts *facts = (const Jiedui__KpiFacts *)(const void *)work->output;
  request_note(request, work);
  if (failure != NULL) {
    (void)request_fail(request, failure);
    return;
  }
  struct showing *showing = arena_alloc(request->arena, sizeof *showing);
  Jiedui__ShowKpiReply *reply = arena_alloc(request->arena, sizeof *reply);
  jiedui__show_kpi_reply__init(reply);
  reply->as_of = facts->as_of;
  reply->has_year = facts->has_year;
  reply->year = facts->year;
  reply->n_rows = facts->n_rows;
  reply->rows = facts->rows;
  if (!facts->suppressed) {
    (void)request_answer(request, &reply->base);
    return;
  }
  showing->reply = reply;
  showing->task.request = request;
  figure_task_days(&showing->task, 1);
  showing->task.days[0].n_rows = facts->n_parts;
  showing->task.days[0].rows = facts->parts;
  request->state = showing;
  (void)figure_task_start(&showing->task, on_decided);
}

struct answer *operation_show_kpi(struct request *request)
{
  struct answer *answer = request_defer(request);
  const struct step *step = catalogue_step(request->operation, read_path);
  database_run(database_work(request, step, request->input, on_read));
  return answer;
}
