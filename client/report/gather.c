/* Owns which replies make a dashboard. Never computes a figure, and never asks for a person's row.
 */
#include "client/report/gather.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "client/json.h"
#include "client/query.h"
#include "client/report/months.h"
#include "client/report/trim.h"
#include "client/text.h"

static const char figures_method[] = "StatisticsService.ShowFigures";

/* Figures that are followed from week to week. */
static const char *const followed[] = {"coverage", "meeting", "records"};

struct gathering {
  struct query query;
  const struct gather_wish *wish;
  json_t *model;
  const char *as_of; /* the day of the figures, once it is known */
};

static void put(json_t *object, const char *key, json_t *value)
{
  if (json_object_set_new(object, key, value) != 0) abort();
}

/* The reply as JSON without what is absent; the caller drops it. */
static int ask(struct gathering *gathering, const char *method, const struct query_value *values,
               json_t **answer)
{
  struct query *query = &gathering->query;
  const ProtobufCMessage *reply = NULL;
  const int code = query_run(query, method, values, &reply);
  if (code != 0) return code;
  *answer = json_of(schema_method_find(query->client->schema, method)->output, reply);
  trim_absent(*answer);
  return 0;
}

static int add(struct gathering *gathering, const char *key, const char *method)
{
  const struct query_value values[] = {
      {"as_of", gathering->as_of == NULL ? gathering->wish->as_of : gathering->as_of},
      {NULL, NULL}};
  json_t *answer = NULL;
  const int code = ask(gathering, method, values, &answer);
  if (code == 0) put(gathering->model, key, answer);
  return code;
}

/* The plan's head and numbers; who is in charge of what is nobody's figure. */
static int add_plan(struct gathering *gathering)
{
  const int code = add(gathering, "plan", "PlanService.ShowPlan");
  json_t *plan = json_object_get(gathering->model, "plan");
  (void)json_object_del(plan, "phases");
  (void)json_object_del(plan, "meetings");
  return code;
}

/* Beside another year's, the last one's where none was asked for. */
static int add_figures(struct gathering *gathering)
{
  struct arena *arena = gathering->query.client->arena;
  const char *compare = gathering->wish->compare;
  const json_t *year = json_object_get(json_object_get(gathering->model, "plan"), "year");
  if (compare == NULL) {
    compare = arena_printf(arena, "%lld", (long long)json_integer_value(year) - 1);
  }
  const struct query_value values[] = {{"as_of", gathering->wish->as_of},
                                       {"compare", compare},
                                       {"by", "group"},
                                       {"by", "level"},
                                       {"by", "subject"},
                                       {"by", gathering->wish->is_district ? "campus" : NULL},
                                       {NULL, NULL}};
  json_t *answer = NULL;
  const int code = ask(gathering, figures_method, values, &answer);
  if (code != 0) return code;
  gathering->as_of = arena_strdup(arena, json_string_value(json_object_get(answer, "as_of")));
  put(gathering->model, "formulas", trim_formulas(json_object_get(answer, "rows")));
  put(gathering->model, "figures", answer);
  return 0;
}

/* The day of the figures, or one of the plan's days that comes before it. */
static const char *day_within(const struct gathering *gathering, const char *name)
{
  const json_t *plan = json_object_get(gathering->model, "plan");
  const char *last = json_string_value(json_object_get(plan, name));
  return strcmp(gathering->as_of, last) < 0 ? gathering->as_of : last;
}

static int add_trends(struct gathering *gathering)
{
  const char *until = day_within(gathering, "cutoff_on");
  json_t *trends = json_object();
  put(gathering->model, "trends", trends);
  int code = 0;
  for (size_t i = 0; code == 0 && i < sizeof followed / sizeof followed[0]; i++) {
    const struct query_value values[] = {{"figure", followed[i]}, {"until", until}, {NULL, NULL}};
    json_t *answer = NULL;
    code = ask(gathering, "StatisticsService.ShowTrend", values, &answer);
    if (code == 0) put(trends, followed[i], answer);
  }
  return code;
}

/* The weekly meetings of every campus up to each month's end. */
static int add_months(struct gathering *gathering)
{
  const json_t *plan = json_object_get(gathering->model, "plan");
  const char *until = day_within(gathering, "last_on");
  char day[MONTHS_DAY] = "";
  json_t *months = json_array();
  put(gathering->model, "months", months);
  int code = 0;
  const char *first_on = json_string_value(json_object_get(plan, "first_on"));
  for (int i = 0; code == 0 && months_end(first_on, until, i, day); i++) {
    const struct query_value values[] = {{"as_of", day},
                                         {"figure", "meeting"},
                                         {"by", gathering->wish->is_district ? "campus" : NULL},
                                         {NULL, NULL}};
    json_t *answer = NULL;
    code = ask(gathering, figures_method, values, &answer);
    if (code != 0) break;
    json_decref(trim_formulas(json_object_get(answer, "rows")));
    if (json_array_append_new(months, answer) != 0) abort();
  }
  return code;
}

/* Who may have the dashboard is who may have these figures; the server says so. */
static int knock(struct gathering *gathering)
{
  const ProtobufCMessage *reply = NULL;
  const struct query_value values[] = {{"as_of", gathering->wish->as_of}, {NULL, NULL}};
  return query_run(&gathering->query,
                   gathering->wish->is_district ? "StatisticsService.ShowDistrict"
                                                : "StatisticsService.ShowCampus",
                   values, &reply);
}

/* Which campus handed in which month; why one was begun anew is for the two to know. */
static int add_reports(struct gathering *gathering)
{
  const struct query_value values[] = {{"limit", "10000"}, {NULL, NULL}};
  json_t *answer = NULL;
  const int code = ask(gathering, "ReportService.ListMonths", values, &answer);
  if (code != 0) return code;
  size_t i = 0;
  json_t *row = NULL;
  json_array_foreach(json_object_get(answer, "rows"), i, row)
  {
    (void)json_object_del(row, "reopen_reason");
    (void)json_object_del(row, "sha256");
  }
  put(gathering->model, "reports", answer);
  return 0;
}

static int gather(struct gathering *gathering)
{
  int code = knock(gathering);
  if (code == 0) code = add_plan(gathering);
  if (code == 0) code = add_figures(gathering);
  if (code == 0) code = add_trends(gathering);
  if (code == 0) code = add_months(gathering);
  if (code == 0) code = add(gathering, "screening", "ScreeningService.ShowCoverage");
  if (code == 0) code = add_reports(gathering);
  return code;
}

int gather_model(struct client *client, const struct gather_wish *wish, json_t **model)
{
  struct gathering gathering = {.wish = wish, .model = json_object()};
  put(gathering.model, "scope", json_string(wish->is_district ? "district" : "campus"));
  put(gathering.model, "language", json_string(text_is_chinese() ? "zh" : "en"));
  put(gathering.model, "version", json_string(JIEDUI_VERSION));
  query_init(&gathering.query, client);
  const int code = gather(&gathering);
  query_close(&gathering.query);
  if (code != 0) json_decref(gathering.model);
  *model = code == 0 ? gathering.model : NULL;
  return code;
}
