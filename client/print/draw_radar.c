/* Owns radar charts. Never computes a percentage. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "client/print/draw.h"
#include "client/text.h"

enum { MOST_AXES = 16 };
static const double radius = 96, label_gap = 14;

/* One chart: axes from the top, clockwise. */
struct chart {
  const char *labels[MOST_AXES];
  double values[MOST_AXES]; /* percent; below 0 = none */
  double before[MOST_AXES];
  size_t n;
  double x, y; /* of its middle */
};

static double percent(const char *words)
{
  return words[0] == '\0' ? -1 : strtod(words, NULL);
}

static void place(const struct chart *chart, size_t i, double value, double *x, double *y)
{
  const double angle = 2 * M_PI * (double)i / (double)chart->n;
  *x = chart->x + sin(angle) * radius * value / 100;
  *y = chart->y - cos(angle) * radius * value / 100;
}

static void draw_ring(cairo_t *cr, const struct chart *chart, double value)
{
  double x = 0;
  double y = 0;
  for (size_t i = 0; i < chart->n; i++) {
    place(chart, i, value, &x, &y);
    if (i == 0) cairo_move_to(cr, x, y);
    if (i > 0) cairo_line_to(cr, x, y);
  }
  cairo_close_path(cr);
  cairo_stroke(cr);
}

static void draw_web(cairo_t *cr, const struct chart *chart)
{
  double x = 0;
  double y = 0;
  cairo_set_source_rgb(cr, 0.7, 0.7, 0.7);
  cairo_set_line_width(cr, 0.5);
  for (int value = 20; value <= 100; value += 20) draw_ring(cr, chart, value);
  for (size_t i = 0; i < chart->n; i++) {
    place(chart, i, 100, &x, &y);
    cairo_move_to(cr, chart->x, chart->y);
    cairo_line_to(cr, x, y);
  }
  cairo_stroke(cr);
}

/* What is not known is a gap: the line stops before it and goes on behind it. */
static void draw_values(cairo_t *cr, const struct chart *chart, const double *values)
{
  bool pen = false;
  double x = 0;
  double y = 0;
  for (size_t i = 0; i <= chart->n; i++) {
    const double value = values[i % chart->n];
    if (value < 0) {
      pen = false;
      continue;
    }
    place(chart, i % chart->n, value, &x, &y);
    if (pen) {
      cairo_line_to(cr, x, y);
    } else {
      cairo_move_to(cr, x, y);
    }
    pen = true;
  }
  cairo_stroke(cr);
  for (size_t i = 0; i < chart->n; i++) {
    if (values[i] < 0) continue;
    place(chart, i, values[i], &x, &y);
    cairo_arc(cr, x, y, 2.2, 0, 2 * M_PI);
    cairo_fill(cr);
  }
}

static void draw_axis_label(const struct paper *paper, const struct chart *chart, size_t i)
{
  double x = 0;
  double y = 0;
  const double width = 110;
  struct style style = {.size = 9.5, .centred = true};
  place(chart, i, 100 + 100 * label_gap / radius, &x, &y);
  PangoLayout *layout = letters_set(paper->cr, chart->labels[i], &style, width);
  const double side = (x - chart->x) / radius; /* -1 left … 1 right */
  const double height = letters_height(layout);
  const double natural = letters_width(paper->cr, chart->labels[i], &style);
  const double half = (natural < width ? natural : width) / 2;
  (void)letters_draw(paper->cr, layout, x - width / 2 + side * half, y - height / 2, 0, 100);
  g_object_unref(layout);
}

static void draw_legend(const struct paper *paper, const struct chart *chart, bool has_before)
{
  const double y = chart->y + radius + 34;
  if (!has_before) return;
  const double dashes[] = {3, 2};
  for (int i = 0; i < 2; i++) {
    const double x = chart->x - 90 + 100 * i;
    cairo_set_source_rgb(paper->cr, i == 0 ? 0.5 : 0.09, i == 0 ? 0.5 : 0.36, i == 0 ? 0.5 : 0.65);
    cairo_set_dash(paper->cr, dashes, i == 0 ? 2 : 0, 0);
    cairo_move_to(paper->cr, x, y + 7);
    cairo_line_to(paper->cr, x + 22, y + 7);
    cairo_stroke(paper->cr);
    cairo_set_source_rgb(paper->cr, 0, 0, 0);
    PangoLayout *layout =
        letters_set(paper->cr, i == 0 ? text("first") : text("latest"), &letters_small, 80);
    (void)letters_draw(paper->cr, layout, x + 26, y, 0, 100);
    g_object_unref(layout);
  }
  cairo_set_dash(paper->cr, NULL, 0, 0);
}

static void draw_chart(struct paper *paper, struct chart *chart)
{
  const double dashes[] = {3, 2};
  cairo_t *cr = paper->cr;
  bool has_before = false;
  chart->x = (paper->left + paper->right) / 2;
  chart->y = paper->y + radius + 36;
  for (size_t i = 0; i < chart->n; i++) has_before = has_before || chart->before[i] >= 0;
  cairo_save(cr);
  draw_web(cr, chart);
  cairo_set_line_width(cr, 1.2);
  cairo_set_source_rgb(cr, 0.5, 0.5, 0.5);
  cairo_set_dash(cr, dashes, 2, 0);
  if (has_before) draw_values(cr, chart, chart->before);
  cairo_set_dash(cr, NULL, 0, 0);
  cairo_set_source_rgb(cr, 0.09, 0.36, 0.65);
  cairo_set_line_width(cr, 1.8);
  draw_values(cr, chart, chart->values);
  draw_legend(paper, chart, has_before);
  cairo_restore(cr);
  for (size_t i = 0; i < chart->n; i++) draw_axis_label(paper, chart, i);
  paper->y = chart->y + radius + 56;
}

static void add_axis(struct chart *chart, const struct part *part, const struct data *data)
{
  if (chart->n == MOST_AXES) return;
  const size_t i = chart->n++;
  chart->labels[i] = data_text(data, part->axis);
  chart->values[i] = percent(data_text(data, part->value));
  chart->before[i] = percent(data_text(data, part->before));
}

/* An empty web to draw into, where the form is blank. */
static void draw_blank(struct paper *paper)
{
  struct chart chart = {.n = 6};
  for (size_t i = 0; i < chart.n; i++) {
    chart.labels[i] = "________";
    chart.values[i] = chart.before[i] = -1;
  }
  draw_chart(paper, &chart);
}

static void draw_group(struct paper *paper, struct chart *chart, const char *group)
{
  static const struct style style = {.size = 12, .bold = true, .centred = true};
  if (chart->n == 0) return;
  paper_need(paper, 2 * radius + 110);
  paper->y += 8;
  if (group[0] != '\0') paper_say(paper, group, &style);
  draw_chart(paper, chart);
  chart->n = 0;
}

/* A chart for each group; the rows come sorted by it. */
void draw_radar(struct paper *paper, const struct part *part, struct data *data)
{
  struct chart chart = {.n = 0};
  const char *group = "";
  if (data->blank) draw_blank(paper);
  const size_t n = data_rows(data, part->rows);
  for (size_t i = 0; i < n; i++) {
    data_take(data, part->rows, part->slot, i);
    const char *own = data_text(data, part->group);
    if (strcmp(own, group) != 0) draw_group(paper, &chart, group);
    group = own;
    add_axis(&chart, part, data);
  }
  draw_group(paper, &chart, group);
}
