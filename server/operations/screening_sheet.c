/* Owns the forms a sheet takes: a scale's rows, sealed content, what it asks for. Never stores. */
#include "server/operations/screening_sheet.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

static void read_items(const char *text, int highest, struct scale_items *items)
{
  items->n = 0;
  for (const char *at = text == NULL ? "" : text; *at != '\0' && items->n < SCALE_ITEMS;) {
    char *end = NULL;
    const long item = strtol(at, &end, 10);
    if (end == at) return;
    if (item >= 1 && item <= highest) items->item[items->n++] = (int)item;
    at = end;
  }
}

static void add_factor(struct scale *scale, const Jiedui__ScaleFactorData *row)
{
  static const enum scale_rule rules[] = {SCALE_MEAN_ABOVE, SCALE_MEAN_FROM, SCALE_SUM_FROM};
  const int first = JIEDUI__SCALE_RULE__SCALE_RULE_MEAN_ABOVE;
  if (scale->n_factors == SCALE_FACTORS) return;
  struct scale_factor *factor = &scale->factors[scale->n_factors++];
  *factor = (struct scale_factor){.name = row->name,
                                  .rule = rules[(int)row->rule - first],
                                  .bound = row->bound};
  read_items(row->items, scale->items, &factor->items);
}

bool screening_scale(const char *name, Jiedui__ScaleRow *const *scales, size_t n_scales,
                     Jiedui__ScaleFactorData *const *factors, size_t n_factors,
                     struct scale *scale, const Jiedui__ScaleRow **row)
{
  size_t i = 0;
  while (i < n_scales && strcmp(scales[i]->name, name) != 0) i++;
  if (i == n_scales || scales[i]->items > SCALE_ITEMS) return false;
  const Jiedui__ScaleRow *r = *row = scales[i];
  *scale = (struct scale){.items = r->items,
                          .low = r->low,
                          .high = r->high,
                          .shift = r->shift,
                          .positive_from = r->positive_from,
                          .positives_above = r->positives_above,
                          .total_above = r->total_above,
                          .total_from = r->total_from,
                          .critical_from = r->critical_from,
                          .void_from = r->void_from};
  read_items(r->critical, r->items, &scale->critical);
  read_items(r->urgent, r->items, &scale->urgent);
  read_items(r->validity, r->items, &scale->validity);
  for (size_t f = 0; f < n_factors; f++) {
    if (strcmp(factors[f]->scale, r->origin) == 0) add_factor(scale, factors[f]);
  }
  return true;
}

char *screening_mean(struct arena *arena, int sum, int n)
{
  const int hundredths = score_hundredths(sum, n);
  return arena_printf(arena, "%d.%02d", hundredths / 100, hundredths % 100);
}

static void set_reasons(struct arena *arena, Jiedui__SheetContent *content,
                        const struct score *score)
{
  content->reasons = arena_alloc(arena, 3 * sizeof *content->reasons);
  if (score->by_total) {
    content->reasons[content->n_reasons++] = JIEDUI__SCREENING_REASON__SCREENING_REASON_TOTAL;
  }
  if (score->by_positives) {
    content->reasons[content->n_reasons++] =
        JIEDUI__SCREENING_REASON__SCREENING_REASON_POSITIVE_ITEMS;
  }
  if (score->by_factor) {
    content->reasons[content->n_reasons++] = JIEDUI__SCREENING_REASON__SCREENING_REASON_FACTOR;
  }
}

static void set_factors(struct arena *arena, Jiedui__SheetContent *content,
                        const struct scale *scale, const struct score *score)
{
  content->rows = arena_alloc(arena, SCALE_FACTORS * sizeof *content->rows);
  for (int f = 0; f < scale->n_factors; f++) {
    Jiedui__ScreeningFactorRow *row = arena_alloc(arena, sizeof *row);
    jiedui__screening_factor_row__init(row);
    row->factor = arena_strdup(arena, scale->factors[f].name);
    row->has_sum = row->has_items = 1;
    row->sum = score->sums[f];
    row->items = scale->factors[f].items.n;
    row->mean = screening_mean(arena, row->sum, row->items);
    content->rows[content->n_rows++] = row;
  }
}

static void set_score(struct arena *arena, Jiedui__SheetContent *content,
                      const struct scale *scale, const struct score *score)
{
  content->has_total = content->has_void_ = content->has_urgent = 1;
  content->total = score->total;
  content->void_ = score->is_void;
  content->urgent = score->is_urgent;
  content->has_screen_positive = !score->is_void;
  content->screen_positive = score->is_flagged;
  content->has_positive_items = scale->positive_from > 0;
  content->positive_items = score->positives;
  if (score->positives > 0) {
    content->positive_mean = screening_mean(arena, score->positive_sum, score->positives);
  }
  content->n_critical_items = (size_t)score->critical.n;
  content->critical_items =
      arena_alloc(arena, (content->n_critical_items + 1) * sizeof *content->critical_items);
  for (int i = 0; i < score->critical.n; i++) {
    content->critical_items[i] = score->critical.item[i];
  }
  set_reasons(arena, content, score);
  set_factors(arena, content, scale, score);
}

ProtobufCBinaryData screening_seal(struct arena *arena, const struct scale *scale,
                                   const int answers[], const char *override_age)
{
  struct score score;
  Jiedui__SheetContent content = JIEDUI__SHEET_CONTENT__INIT;
  score_sheet(scale, answers, &score);
  content.answers = arena_alloc(arena, (size_t)scale->items + 1);
  for (int i = 0; i < scale->items; i++) content.answers[i] = (char)('0' + answers[i]);
  content.answers[scale->items] = '\0';
  content.override_age = override_age == NULL ? NULL : arena_strdup(arena, override_age);
  set_score(arena, &content, scale, &score);
  ProtobufCBinaryData packed = {.len = jiedui__sheet_content__get_packed_size(&content)};
  packed.data = arena_alloc(arena, packed.len + 1);
  (void)jiedui__sheet_content__pack(&content, packed.data);
  return packed;
}

static void *take(void *arena, size_t size)
{
  return arena_alloc(arena, size);
}

static void leave(void *arena, void *pointer)
{
  (void)arena; /* the arena goes as a whole */
  (void)pointer;
}

Jiedui__SheetContent *screening_open(struct arena *arena, const ProtobufCBinaryData *content)
{
  ProtobufCAllocator allocator = {take, leave, arena};
  return jiedui__sheet_content__unpack(&allocator, content->len, content->data);
}

Jiedui__ScreeningAdvice screening_advice(const Jiedui__SheetContent *content)
{
  if (content->void_) return JIEDUI__SCREENING_ADVICE__SCREENING_ADVICE_REPEAT;
  return content->screen_positive ? JIEDUI__SCREENING_ADVICE__SCREENING_ADVICE_LOOK_CLOSER
                                  : JIEDUI__SCREENING_ADVICE__SCREENING_ADVICE_ROUTINE;
}

Jiedui__SafetyReview screening_review(const Jiedui__SheetContent *content, bool reviewed)
{
  if (reviewed) return JIEDUI__SAFETY_REVIEW__SAFETY_REVIEW_DONE;
  if (content->n_critical_items == 0) return JIEDUI__SAFETY_REVIEW__SAFETY_REVIEW_NOT_NEEDED;
  return content->urgent ? JIEDUI__SAFETY_REVIEW__SAFETY_REVIEW_AT_ONCE
                         : JIEDUI__SAFETY_REVIEW__SAFETY_REVIEW_DUE;
}

struct answer *screening_refuse(struct request *request, const char *name, const char *field)
{
  struct arena *arena = request->arena;
  const struct rule *rule = rules_find(request_rules(request), name);
  assert(rule != NULL); /* of sql/seed, as the daemon's own */
  Jiedui__Status *status = failure_new(arena, rule->code, rule->sentence);
  status->constraint = arena_strdup(arena, name);
  if (field != NULL) {
    Jiedui__Violation *violation = arena_alloc(arena, sizeof *violation);
    jiedui__violation__init(violation);
    violation->field = arena_strdup(arena, field);
    violation->text = arena_strdup(arena, rule->sentence);
    status->violations = arena_alloc(arena, sizeof *status->violations);
    status->violations[status->n_violations++] = violation;
  }
  return request_fail(request, status);
}
