/* StatisticsService.ShowFigures: figures as they are, or as the district may see them. */
#include "server/database.h"
#include "server/operations/figure_index.h"
#include "server/operations/figure_task.h"
#include "server/operations/figure_value.h"
#include "server/operations/operations.h"

static const char read_path[] = "statistics/show_figures/read.sql";

const struct operation_step show_figures_steps[] = {
    {read_path, &jiedui__show_figures_request__descriptor, &jiedui__figure_facts__descriptor, NULL},
    {NULL, NULL, NULL, NULL},
};

/* The day that is asked for, and that of the year beside it. */
enum { NOW, THEN, DAYS };

struct showing {
  struct figure_task task;
  const Jiedui__FigureFacts *facts;
  const Jiedui__ShowFiguresRequest *input;
  Jiedui__ShowFiguresReply *reply;
  struct figure_index present; /* parts that have a row */
};

static Jiedui__FigurePart key_of(const Jiedui__FigureRow *row)
{
  Jiedui__FigurePart key = JIEDUI__FIGURE_PART__INIT;
  key.campus_code = row->campus_code;
  key.figure = row->figure;
  key.has_by = row->has_by;
  key.by = row->by;
  key.part = row->part;
  key.has_denominator = row->denominator != NULL;
  key.has_stage = row->has_stage;
  key.stage = row->stage;
  return key;
}

static struct figure_cell cell_of(struct arena *arena, const Jiedui__FigurePart *key)
{
  const char *campus = key->campus_code == NULL ? "" : key->campus_code;
  return (struct figure_cell){arena_printf(arena, "%s %s", campus, key->figure), (int)key->by,
                              key->part};
}

static void hide(struct arena *arena, Jiedui__FigureRow *row, const char *shown)
{
  row->has_suppressed = row->suppressed = 1;
  row->shown = arena_strdup(arena, shown);
  row->percent = NULL;
  row->verdict = NULL;
  row->change = NULL;
}

static void mask(struct showing *showing, Jiedui__FigureRow *row)
{
  const Jiedui__FigurePart key = key_of(row);
  const struct figure_marks now = figure_cells_marks(showing->task.days[NOW].cells, &key);
  const struct figure_marks then = figure_cells_marks(showing->task.days[THEN].cells, &key);
  if (figure_marks_text(now) != NULL) {
    hide(showing->task.request->arena, row, figure_marks_text(now));
  }
  if (now.numerator != SUPPRESSION_SHOWN) row->numerator = NULL;
  if (now.denominator != SUPPRESSION_SHOWN) row->denominator = NULL;
  if (then.numerator != SUPPRESSION_SHOWN) row->compared_numerator = NULL;
  if (then.denominator != SUPPRESSION_SHOWN) row->compared_denominator = NULL;
  if (figure_marks_text(then) != NULL) row->compared_percent = row->change = NULL;
}

static bool is_split_by(const Jiedui__ShowFiguresRequest *input, Jiedui__FigureBy by)
{
  for (size_t i = 0; i < input->n_by; i++) {
    if (input->by[i] == by) return true;
  }
  return false;
}

struct adding {
  struct showing *showing;
  const Jiedui__FigureRow *whole;
};

/* A hidden zero has no row of its own; without one its absence would tell. */
static void on_hidden(void *data, const Jiedui__FigurePart *hidden, const char *shown)
{
  const struct adding *adding = data;
  struct showing *showing = adding->showing;
  struct arena *arena = showing->task.request->arena;
  if (!is_split_by(showing->input, hidden->by)) return;
  if (figure_index_find(&showing->present, cell_of(arena, hidden)) >= 0) return;
  Jiedui__FigureRow *row = arena_copy(arena, adding->whole, sizeof *row);
  row->has_by = 1;
  row->by = hidden->by;
  row->part = hidden->part;
  const struct figure_marks marks = figure_cells_marks(showing->task.days[NOW].cells, hidden);
  const bool has_of = hidden->has_denominator && marks.denominator == SUPPRESSION_SHOWN;
  row->numerator = marks.numerator == SUPPRESSION_SHOWN ? arena_strdup(arena, "0") : NULL;
  row->denominator = has_of ? arena_strdup(arena, "0") : NULL;
  row->target = NULL;
  row->compared_numerator = row->compared_denominator = row->compared_percent = NULL;
  hide(arena, row, shown);
  showing->reply->rows[showing->reply->n_rows++] = row;
}

static bool is_same_figure(const Jiedui__FigureRow *a, const Jiedui__FigureRow *b)
{
  return figure_value_is_same(a->campus_code, b->campus_code) &&
         figure_value_is_same(a->figure, b->figure);
}

static void note_parts(struct showing *showing)
{
  struct arena *arena = showing->task.request->arena;
  showing->present = figure_index_new(arena);
  for (size_t i = 0; i < showing->facts->n_rows; i++) {
    const Jiedui__FigurePart key = key_of(showing->facts->rows[i]);
    if (key.part == NULL) continue;
    (void)figure_index_add(&showing->present, cell_of(arena, &key));
  }
}

/* The rows of one figure of one campus stand together, the whole first. */
static void on_decided(struct figure_task *task)
{
  enum { PARTS = 24 };
  struct showing *showing = task->request->state;
  const Jiedui__FigureFacts *facts = showing->facts;
  Jiedui__ShowFiguresReply *reply = showing->reply;
  note_parts(showing);
  reply->n_rows = 0;
  reply->rows = arena_alloc(task->request->arena, (facts->n_rows * PARTS + 1) * sizeof(void *));
  for (size_t i = 0, first = 0; i < facts->n_rows; i++) {
    if (!is_same_figure(facts->rows[first], facts->rows[i])) first = i;
    reply->rows[reply->n_rows++] = facts->rows[i];
    const bool is_last = i + 1 == facts->n_rows ||
                         !is_same_figure(facts->rows[first], facts->rows[i + 1]);
    if (!is_last || facts->rows[first]->has_by) continue;
    struct adding adding = {showing, facts->rows[first]};
    figure_cells_each_hidden(task->days[NOW].cells, key_of(facts->rows[first]), on_hidden, &adding);
  }
  for (size_t i = 0; i < facts->n_rows; i++) mask(showing, facts->rows[i]);
  (void)request_answer(task->request, &reply->base);
}

static Jiedui__ShowFiguresReply *reply_of(struct arena *arena, const Jiedui__FigureFacts *facts)
{
  Jiedui__ShowFiguresReply *reply = arena_alloc(arena, sizeof *reply);
  jiedui__show_figures_reply__init(reply);
  reply->as_of = facts->as_of;
  reply->has_year = facts->has_year;
  reply->year = facts->year;
  reply->has_plan_version = facts->has_plan_version;
  reply->plan_version = facts->plan_version;
  reply->computed_at = facts->computed_at;
  reply->has_compare_year = facts->has_compare_year;
  reply->compare_year = facts->compare_year;
  reply->n_rows = facts->n_rows;
  reply->rows = facts->rows;
  return reply;
}

static void on_read(struct work *work, const Jiedui__Status *failure)
{
  struct request *request = work->request;
  const Jiedui__FigureFacts *facts = (const Jiedui__FigureFacts *)(const void *)work->output;
  request_note(request, work);
  if (failure != NULL) {
    (void)request_fail(request, failure);
    return;
  }
  struct showing *showing = arena_alloc(request->arena, sizeof *showing);
  showing->facts = facts;
  showing->input = (const Jiedui__ShowFiguresRequest *)(const void *)request->input;
  showing->reply = reply_of(request->arena, facts);
  if (!facts->suppressed) {
    (void)request_answer(request, &showing->reply->base);
    return;
  }
  showing->task.request = request;
  figure_task_days(&showing->task, DAYS);
  showing->task.days[NOW].n_rows = facts->n_parts;
  showing->task.days[NOW].rows = facts->parts;
  showing->task.days[THEN].n_rows = facts->n_compared_parts;
  showing->task.days[THEN].rows = facts->compared_parts;
  request->state = showing;
  (void)figure_task_start(&showing->task, on_decided);
}

struct answer *operation_show_figures(struct request *request)
{
  struct answer *answer = request_defer(request);
  const struct step *step = catalogue_step(request->operation, read_path);
  database_run(database_work(request, step, request->input, on_read));
  return answer;
}
