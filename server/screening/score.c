/* Owns what a sheet's answers amount to. Never reads a file, a clock or a database. */
#include "server/screening/score.h"

#include <string.h>

static bool has(const struct scale_items *items, int item)
{
  for (int i = 0; i < items->n; i++) {
    if (items->item[i] == item) return true;
  }
  return false;
}

static bool is_reached(const struct scale_factor *factor, int sum)
{
  switch (factor->rule) {
    case SCALE_MEAN_ABOVE: return sum > factor->bound * factor->items.n;
    case SCALE_MEAN_FROM: return sum >= factor->bound * factor->items.n;
    case SCALE_SUM_FROM: return sum >= factor->bound;
  }
  return false;
}

static void add_items(const struct scale *scale, const int answers[], struct score *score)
{
  for (int item = 1; item <= scale->items; item++) {
    const int answer = answers[item - 1];
    if (has(&scale->validity, item)) continue;
    score->total += answer;
    if (scale->positive_from > 0 && answer >= scale->positive_from) {
      score->positives++;
      score->positive_sum += answer;
    }
  }
}

static void find_critical(const struct scale *scale, const int answers[], struct score *score)
{
  for (int i = 0; i < scale->critical.n; i++) {
    const int item = scale->critical.item[i];
    if (answers[item - 1] < scale->critical_from) continue;
    score->critical.item[score->critical.n++] = item;
    score->is_urgent = score->is_urgent || has(&scale->urgent, item);
  }
}

static bool is_contradictory(const struct scale *scale, const int answers[])
{
  int yes = 0;
  for (int i = 0; i < scale->validity.n; i++) yes += answers[scale->validity.item[i] - 1];
  return scale->void_from > 0 && yes >= scale->void_from;
}

void score_sheet(const struct scale *scale, const int answers[], struct score *score)
{
  *score = (struct score){0};
  add_items(scale, answers, score);
  find_critical(scale, answers, score);
  for (int f = 0; f < scale->n_factors; f++) {
    const struct scale_items *items = &scale->factors[f].items;
    for (int i = 0; i < items->n; i++) score->sums[f] += answers[items->item[i] - 1];
    score->flags[f] = is_reached(&scale->factors[f], score->sums[f]);
    score->by_factor = score->by_factor || score->flags[f];
  }
  score->by_total = (scale->total_above > 0 && score->total > scale->total_above) ||
                    (scale->total_from > 0 && score->total >= scale->total_from);
  score->by_positives = scale->positives_above > 0 && score->positives > scale->positives_above;
  score->is_void = is_contradictory(scale, answers);
  if (score->is_void) score->by_total = score->by_positives = score->by_factor = false;
  score->is_flagged = score->by_total || score->by_positives || score->by_factor;
}

/* The cell's number, -1 if it is none. */
static int number_of(const struct scale *scale, const char *cell)
{
  static const struct {
    const char *word;
    int value;
  } words[] = {{"是", 1}, {"否", 0}, {"yes", 1}, {"no", 0}};
  const size_t size = strcspn(cell, " \t");
  if (size == 1 && cell[0] >= '0' && cell[0] <= '9') return cell[0] - '0';
  for (size_t i = 0; i < sizeof words / sizeof words[0] && scale->high - scale->low == 1; i++) {
    if (strlen(words[i].word) == size && strncmp(words[i].word, cell, size) == 0) {
      return words[i].value;
    }
  }
  return -1;
}

enum sheet_fault score_read(const struct scale *scale, const char *const cells[], size_t n,
                            int answers[], int *at)
{
  for (size_t i = 0; i < n || i < (size_t)scale->items; i++) {
    const char *cell = i < n && cells[i] != NULL ? cells[i] + strspn(cells[i], " \t") : "";
    *at = (int)i + 1;
    if (i >= (size_t)scale->items) {
      if (cell[0] != '\0') return SHEET_OUT_OF_RANGE;
      continue;
    }
    if (cell[0] == '\0') return SHEET_INCOMPLETE;
    const int answer = number_of(scale, cell);
    const char *rest = cell + strcspn(cell, " \t");
    if (answer < scale->low || answer > scale->high || rest[strspn(rest, " \t")] != '\0') {
      return SHEET_OUT_OF_RANGE;
    }
    answers[i] = answer + scale->shift;
  }
  return SHEET_SOUND;
}

int score_hundredths(int sum, int n)
{
  return (200 * sum + n) / (2 * n);
}

bool score_is_day(const char *text)
{
  static const int lengths[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
  static const char form[] = "dddd-dd-dd";
  int parts[3] = {0, 0, 0};
  if (text == NULL || strlen(text) != sizeof form - 1) return false;
  for (size_t i = 0, part = 0; form[i] != '\0'; i++) {
    const bool is_digit = text[i] >= '0' && text[i] <= '9';
    if (form[i] == 'd' ? !is_digit : text[i] != '-') return false;
    if (is_digit) parts[part] = parts[part] * 10 + (text[i] - '0');
    part += form[i] == '-';
  }
  const int year = parts[0];
  const bool leap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
  if (year < 1900 || parts[1] < 1 || parts[1] > 12 || parts[2] < 1) return false;
  return parts[2] <= lengths[parts[1] - 1] + (parts[1] == 2 && leap);
}
