/* ScaleService.CheckScales: scores the worked examples that come with the scales. */
#include <string.h>

#include "scale.pb-c.h"
#include "server/database.h"
#include "server/operations/operations.h"
#include "server/operations/screening_sheet.h"

static const char read_path[] = "scale/check_scales/read_scales.sql";

const struct operation_step check_scales_steps[] = {
    {read_path, &jiedui__check_scales_request__descriptor, &jiedui__scale_data__descriptor, NULL},
    {NULL, NULL, NULL, NULL},
};

static bool is_same_text(const char *a, const char *b)
{
  return a == NULL || b == NULL ? a == b : strcmp(a, b) == 0;
}

static const char *list_of(struct arena *arena, const struct scale_items *items)
{
  const char *list = "";
  for (int i = 0; i < items->n; i++) {
    list = arena_printf(arena, "%s%s%d", list, i == 0 ? "" : " ", items->item[i]);
  }
  return list;
}

static bool agrees(struct arena *arena, const struct scale *scale,
                   const Jiedui__ScaleExample *example)
{
  int answers[SCALE_ITEMS];
  struct score score;
  if (strlen(example->answers) != (size_t)scale->items) return false;
  for (int i = 0; i < scale->items; i++) answers[i] = example->answers[i] - '0';
  score_sheet(scale, answers, &score);
  const char *mean = score.positives == 0
                         ? NULL
                         : screening_mean(arena, score.positive_sum, score.positives);
  return score.total == example->total && score.positives == example->positive_items &&
         is_same_text(mean, example->positive_mean) && score.is_void == example->is_void &&
         (score.is_void || score.is_flagged == example->screen_positive) &&
         is_same_text(list_of(arena, &score.critical), example->critical);
}

static void on_read(struct work *work, const Jiedui__Status *failure)
{
  struct request *request = work->request;
  const Jiedui__ScaleData *data = (const Jiedui__ScaleData *)(const void *)work->output;
  request_note(request, work);
  if (failure != NULL) {
    (void)request_fail(request, failure);
    return;
  }
  Jiedui__CheckScalesReply *reply = arena_alloc(request->arena, sizeof *reply);
  jiedui__check_scales_reply__init(reply);
  reply->has_examples = reply->has_differing = 1;
  reply->rows = arena_alloc(request->arena, (data->n_examples + 1) * sizeof *reply->rows);
  for (size_t i = 0; i < data->n_examples; i++) {
    struct scale scale;
    const Jiedui__ScaleRow *found = NULL;
    const Jiedui__ScaleExample *example = data->examples[i];
    Jiedui__ScaleCheckRow *row = arena_alloc(request->arena, sizeof *row);
    jiedui__scale_check_row__init(row);
    row->scale = example->scale;
    row->has_place = row->has_good = 1;
    row->place = example->place;
    row->good = screening_scale(example->scale, data->scales, data->n_scales, data->factors,
                                data->n_factors, &scale, &found) &&
                agrees(request->arena, &scale, example);
    reply->differing += !row->good;
    reply->rows[reply->n_rows++] = row;
  }
  reply->examples = (int32_t)reply->n_rows;
  (void)request_answer(request, &reply->base);
}

struct answer *operation_check_scales(struct request *request)
{
  struct answer *answer = request_defer(request);
  database_run(database_work(request, catalogue_step(request->operation, read_path),
                             request->input, on_read));
  return answer;
}
