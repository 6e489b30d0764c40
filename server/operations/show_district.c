/* StatisticsService.ShowDistrict: every campus and the sums, without small counts of a group. */
#include "server/database.h"
#include "server/operations/figure_task.h"
#include "server/operations/operations.h"

static const char read_path[] = "statistics/show_district/read.sql";

const struct operation_step show_district_steps[] = {
    {read_path, &jiedui__show_district_request__descriptor, &jiedui__district_facts__descriptor,
     NULL},
    {NULL, NULL, NULL, NULL},
};

struct showing {
  struct figure_task task;
  Jiedui__ShowDistrictReply *reply;
};

/* Paired of needs is the figure group_coverage. */
static void mask(const struct figure_task *task, char *campus_code, Jiedui__GroupFigures *row)
{
  static char figure[] = "group_coverage";
  static char *const groups[] = {"academic", "psychological", "talent", "general"};
  Jiedui__FigurePart key = JIEDUI__FIGURE_PART__INIT;
  key.campus_code = campus_code;
  key.figure = figure;
  key.has_by = key.has_denominator = 1;
  key.by = JIEDUI__FIGURE_BY__FIGURE_BY_GROUP;
  key.part = groups[row->group - JIEDUI__GROUP__GROUP_ACADEMIC];
  const struct figure_marks marks = figure_cells_marks(task->days[0].cells, &key);
  const char *shown = figure_marks_text(marks);
  if (marks.numerator != SUPPRESSION_SHOWN) row->has_paired = 0;
  if (marks.denominator != SUPPRESSION_SHOWN) row->has_needs = 0;
  if (shown == NULL) return;
  row->percent = NULL;
  row->has_suppressed = row->suppressed = 1;
  row->shown = arena_strdup(task->request->arena, shown);
}

static void on_decided(struct figure_task *task)
{
  struct showing *showing = task->request->state;
  Jiedui__ShowDistrictReply *reply = showing->reply;
  for (size_t i = 0; i < reply->n_groups; i++) mask(task, NULL, reply->groups[i]);
  for (size_t i = 0; i < reply->n_rows; i++) {
    Jiedui__CampusFigures *row = reply->rows[i];
    for (size_t k = 0; k < row->n_groups; k++) mask(task, row->campus_code, row->groups[k]);
  }
  (void)request_answer(task->request, &reply->base);
}

static Jiedui__ShowDistrictReply *reply_of(struct arena *arena, const Jiedui__DistrictFacts *facts)
{
  Jiedui__ShowDistrictReply *reply = arena_alloc(arena, sizeof *reply);
  jiedui__show_district_reply__init(reply);
  reply->as_of = facts->as_of;
  reply->has_campuses = reply->has_students = reply->has_needs = 1;
  reply->campuses = facts->campuses;
  reply->students = facts->students;
  reply->needs = facts->needs;
  reply->has_in_need_students = reply->has_covered_students = reply->has_waiting = 1;
  reply->in_need_students = facts->in_need_students;
  reply->covered_students = facts->covered_students;
  reply->coverage_percent = facts->coverage_percent;
  reply->waiting = facts->waiting;
  reply->has_mentors = reply->has_free_places = reply->has_records = 1;
  reply->mentors = facts->mentors;
  reply->free_places = facts->free_places;
  reply->records = facts->records;
  reply->n_groups = facts->n_groups;
  reply->groups = facts->groups;
  reply->n_rows = facts->n_rows;
  reply->rows = facts->rows;
  return reply;
}

static void on_read(struct work *work, const Jiedui__Status *failure)
{
  struct request *request = work->request;
  const Jiedui__DistrictFacts *facts = (const Jiedui__DistrictFacts *)(const void *)work->output;
  request_note(request, work);
  if (failure != NULL) {
    (void)request_fail(request, failure);
    return;
  }
  struct showing *showing = arena_alloc(request->arena, sizeof *showing);
  showing->reply = reply_of(request->arena, facts);
  showing->task.request = request;
  figure_task_days(&showing->task, 1);
  showing->task.days[0].n_rows = facts->n_parts;
  showing->task.days[0].rows = facts->parts;
  request->state = showing;
  (void)figure_task_start(&showing->task, on_decided);
}

struct answer *operation_show_district(struct request *request)
{
  struct answer *answer = request_defer(request);
  const struct step *step = catalogue_step(request->operation, read_path);
  database_run(database_work(request, step, request->input, on_read));
  return answer;
}
