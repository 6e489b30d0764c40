/* Owns the pages: sizes, heads, feet. Never knows what a part is. */
#include "client/print/paper.h"

#include <string.h>
#include <time.h>

#include "client/print/qr.h"
#include "client/text.h"

static const double a4_short = 595.28, a4_long = 841.89, margin = 50, top_margin = 42,
                    foot_height = 50, qr_side = 54, frame_gap = 28;

double paper_width(const struct form *form)
{
  return form->landscape ? a4_long : a4_short;
}

double paper_height(const struct form *form)
{
  return form->landscape ? a4_short : a4_long;
}

/* Draws one line or a few in the box, aligned by the style, and returns their height. */
static double put(const struct paper *paper, const char *words, const struct style *style, double x,
                  double width)
{
  PangoLayout *layout = letters_set(paper->cr, words, style, width);
  const double height = letters_height(layout);
  cairo_set_source_rgb(paper->cr, style->faint ? 0.35 : 0, style->faint ? 0.35 : 0,
                       style->faint ? 0.35 : 0);
  (void)letters_draw(paper->cr, layout, x, paper->y, 0, height);
  cairo_set_source_rgb(paper->cr, 0, 0, 0);
  g_object_unref(layout);
  return height;
}

static void put_right(const struct paper *paper, const char *words)
{
  const double width = letters_width(paper->cr, words, &letters_small);
  (void)put(paper, words, &letters_small, paper->right - width, width + 1);
}

static void draw_foot(struct paper *paper)
{
  static const struct style centred = {.size = 8.5, .faint = true, .centred = true};
  const struct data *data = paper->data;
  char date[16];
  struct tm day;
  const time_t now = time(NULL);
  if (localtime_r(&now, &day) == NULL || strftime(date, sizeof date, "%F", &day) == 0) date[0] = 0;
  const double before = paper->y;
  const double width = paper->right - paper->left;
  paper->y = paper->height - foot_height + 16;
  (void)put(paper, arena_printf(data->arena, text("Form %s"), data->form->number), &letters_small,
            paper->left, width / 3);
  (void)put(paper, arena_printf(data->arena, text("Page %zu of %zu"), paper->page, paper->pages),
            &centred, paper->left, width);
  put_right(paper, arena_printf(data->arena, text("Printed on %s"), date));
  paper->y = before;
}

static void draw_frame(const struct paper *paper)
{
  cairo_t *cr = paper->cr;
  cairo_set_source_rgb(cr, 0.68, 0.13, 0.13);
  for (int i = 0; i < 2; i++) {
    const double gap = frame_gap + 6 * i;
    cairo_set_line_width(cr, i == 0 ? 3 : 0.8);
    cairo_rectangle(cr, gap, gap, paper->width - 2 * gap, paper->height - 2 * gap);
    cairo_stroke(cr);
  }
  cairo_set_source_rgb(cr, 0, 0, 0);
}

static const char *school(const struct data *data)
{
  static const struct words name = {"{session.campus_name}", "{session.campus_name}"};
  return data->blank ? text("School: ________________") : data_words(data, &name);
}

/* The record's number as text and as a code; a blank form has a gap for it. */
static void draw_code(struct paper *paper, double head_top)
{
  const struct data *data = paper->data;
  if (data->form->code.field == NULL) return;
  const char *code = data_text(data, data->form->code);
  if (code[0] != '\0') qr_draw(paper->cr, code, paper->right - qr_side, head_top, qr_side);
  if (code[0] != '\0' && paper->y < head_top + qr_side - 6) paper->y = head_top + qr_side - 6;
  paper->y +=
      put(paper, arena_printf(data->arena, text("No. %s"), code[0] == '\0' ? "____________" : code),
          &letters_small, paper->left, paper->right - paper->left - qr_side - 8);
}

static void draw_head(struct paper *paper)
{
  static const struct style small = {.size = 11, .centred = true};
  static const struct style large = {.size = 19, .bold = true, .serif = true, .centred = true};
  const double top = paper->y;
  const double left = paper->left + qr_side + 8;
  const double width = paper->right - paper->left - 2 * (qr_side + 8);
  paper->y += put(paper, school(paper->data), &small, left, width) + 4;
  paper->y += put(paper, data_words(paper->data, &paper->data->form->title), &large, left, width);
  draw_code(paper, top);
  paper->y += 8;
}

/* Later pages say what they belong to. */
static void draw_running_head(struct paper *paper)
{
  const struct data *data = paper->data;
  paper->y = paper->top - 18;
  (void)put(paper, data_words(data, &data->form->title), &letters_small, paper->left, 300);
  put_right(paper,
            data->form->code.field == NULL ? school(data) : data_text(data, data->form->code));
  paper->y = paper->top;
}

static void draw_certificate_head(struct paper *paper)
{
  static const struct style huge = {.size = 44, .bold = true, .serif = true, .centred = true};
  draw_frame(paper);
  paper->y = 110;
  paper->y += put(paper, data_words(paper->data, &paper->data->form->title), &huge, paper->left,
                  paper->right - paper->left);
  paper->y += 40;
}

void paper_begin(struct paper *paper, cairo_t *cr, const struct data *data, size_t pages)
{
  const struct form *form = data->form;
  const double side = form->framed ? 2 * margin : margin;
  *paper = (struct paper){.cr = cr, .data = data, .pages = pages, .page = 1};
  paper->width = paper_width(form);
  paper->height = paper_height(form);
  paper->left = side;
  paper->right = paper->width - side;
  paper->top = top_margin + 16;
  paper->bottom = paper->height - foot_height;
  paper->y = top_margin;
  cairo_set_source_rgb(cr, 0, 0, 0);
  cairo_set_line_width(cr, 0.6);
  if (form->framed) {
    draw_certificate_head(paper);
  } else {
    draw_head(paper);
  }
}

void paper_end(struct paper *paper)
{
  if (!paper->data->form->framed) draw_foot(paper);
  cairo_show_page(paper->cr);
}

void paper_break(struct paper *paper)
{
  paper_end(paper);
  paper->page++;
  draw_running_head(paper);
}

void paper_need(struct paper *paper, double height)
{
  if (paper_room(paper) < height && paper->y > paper->top) paper_break(paper);
}

void paper_say(struct paper *paper, const char *words, const struct style *style)
{
  PangoLayout *layout = letters_set(paper->cr, words, style, paper->right - paper->left);
  int line = 0;
  paper_need(paper, letters_height(layout) < 60 ? letters_height(layout) : 60);
  for (;;) {
    const double rest = letters_rest(layout, line);
    const int next =
        letters_draw(paper->cr, layout, paper->left, paper->y, line, paper_room(paper));
    const bool over = next >= pango_layout_get_line_count(layout);
    paper->y += rest - (over ? 0 : letters_rest(layout, next));
    if (over) break;
    paper_break(paper);
    line = next;
  }
  g_object_unref(layout);
}
