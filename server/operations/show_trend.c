/* StatisticsService.ShowTrend: a figure day by day, each day as the district may see it. */
#include "server/database.h"
#include "server/operations/figure_task.h"
#include "server/operations/figure_value.h"
#include "server/operations/operations.h"

static const char read_path[] = "statistics/show_trend/read.sql";

const struct operation_step show_trend_steps[] = {
    {read_path, &jiedui__show_trend_request__descriptor, &jiedui__trend_facts__descriptor, NULL},
    {NULL, NULL, NULL, NULL},
};

struct showing {
  struct figure_task task;
  Jiedui__ShowTrendReply *reply;
};

static void mask(struct arena *arena, const struct figure_cells *cells, char *figure,
                 Jiedui__TrendRow *row)
{
  Jiedui__FigurePart key = JIEDUI__FIGURE_PART__INIT;
  key.campus_code = row->campus_code;
  key.figure = figure;
  key.has_denominator = row->denominator != NULL;
  const struct figure_marks marks = figure_cells_marks(cells, &key);
  const char *shown = figure_marks_text(marks);
  if (marks.numerator != SUPPRESSION_SHOWN) row->numerator = NULL;
  if (marks.denominator != SUPPRESSION_SHOWN) row->denominator = NULL;
  if (shown == NULL) return;
  row->percent = NULL;
  row->has_suppressed = row->suppressed = 1;
  row->shown = arena_strdup(arena, shown);
}

/* Rows and days stand in the order of days. */
static void on_decided(struct figure_task *task)
{
  struct showing *showing = task->request->state;
  Jiedui__ShowTrendReply *reply = showing->reply;
  for (size_t i = 0, day = 0; i < reply->n_rows; i++) {
    Jiedui__TrendRow *row = reply->rows[i];
    while (day < task->n_days && !figure_value_is_same(task->days[day].on, row->on)) day++;
    if (day == task->n_days) break;
    mask(task->request->arena, task->days[day].cells, reply->figure, row);
  }
  (void)request_answer(task->request, &reply->base);
}

static void split_by_day(struct figure_task *task, const Jiedui__TrendFacts *facts)
{
  task->days = arena_alloc(task->request->arena, (facts->n_parts + 1) * sizeof *task->days);
  for (size_t i = 0; i < facts->n_parts; i++) {
    const char *on = facts->parts[i]->on;
    if (task->n_days == 0 || !figure_value_is_same(task->days[task->n_days - 1].on, on)) {
      task->days[task->n_days++] = (struct figure_day){.on = on, .rows = facts->parts + i};
    }
    task->days[task->n_days - 1].n_rows++;
  }
}

static void on_read(struct work *work, const Jiedui__Status *failure)
{
  struct request *request = work->request;
  const Jiedui__TrendFacts *facts = (const Jiedui__TrendFacts *)(const void *)work->output;
  request_note(request, work);
  if (failure != NULL) {
    (void)request_fail(request, failure);
    return;
  }
  struct showing *showing = arena_alloc(request->arena, sizeof *showing);
  Jiedui__ShowTrendReply *reply = arena_alloc(request->arena, sizeof *reply);
  jiedui__show_trend_reply__init(reply);
  reply->figure = facts->figure;
  reply->formula = facts->formula;
  reply->n_rows = facts->n_rows;
  reply->rows = facts->rows;
  showing->reply = reply;
  showing->task.request = request;
  if (!facts->suppressed || facts->n_parts == 0) {
    (void)request_answer(request, &reply->base);
    return;
  }
  split_by_day(&showing->task, facts);
  request->state = showing;
  (void)figure_task_start(&showing->task, on_decided);
}

struct answer *operation_show_trend(struct request *request)
{
  struct answer *answer = request_defer(request);
  const struct step *step = catalogue_step(request->operation, read_path);
  database_run(database_work(request, step, request->input, on_read));
  return answer;
}
