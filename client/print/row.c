/* Owns the drawing of cells side by side. Never knows what they mean. */
#include "client/print/row.h"

#include <assert.h>

const double row_padding = 4, row_line = 23;
static const double smallest_rest = 70; /* a row is begun in no less room than that */

struct drawing {
  PangoLayout *layouts[ROW_CELLS];
  int first[ROW_CELLS]; /* the next line of each */
};

void row_add(struct row *row, struct cell cell)
{
  assert(row->n < ROW_CELLS);
  row->cells[row->n++] = cell;
}

static double height_left(const struct row *row, const struct drawing *drawing, bool begun)
{
  double height = begun ? 0 : row_line;
  for (size_t i = 0; i < row->n; i++) {
    const double rest = letters_rest(drawing->layouts[i], drawing->first[i]) + 2 * row_padding;
    if (rest > height) height = rest;
    if (!begun && row->cells[i].least > height) height = row->cells[i].least;
  }
  return height;
}

static void draw_lines(cairo_t *cr, double x, double y, double width, double height)
{
  cairo_save(cr);
  cairo_set_source_rgb(cr, 0.72, 0.72, 0.72);
  cairo_set_line_width(cr, 0.4);
  for (double line = row_line; line < height - row_line / 2; line += row_line) {
    cairo_move_to(cr, x + row_padding, y + line);
    cairo_line_to(cr, x + width - row_padding, y + line);
  }
  cairo_stroke(cr);
  cairo_restore(cr);
}

static void draw_box(cairo_t *cr, const struct cell *cell, double x, double y, double height)
{
  cairo_rectangle(cr, x, y, cell->width, height);
  if (cell->shaded) {
    cairo_set_source_rgb(cr, 0.945, 0.945, 0.945);
    cairo_fill_preserve(cr);
    cairo_set_source_rgb(cr, 0, 0, 0);
  }
  cairo_stroke(cr);
  if (cell->ruled && cell->text[0] == '\0') draw_lines(cr, x, y, cell->width, height);
}

/* Whole texts stand in the middle of their cell's height, but for ruled ones; the rest of a text
 * goes on at the top. Returns whether all was drawn. */
static bool draw_cells(struct paper *paper, const struct row *row, struct drawing *drawing,
                       double height)
{
  bool over = true;
  double x = paper->left;
  for (size_t i = 0; i < row->n; i++) {
    const struct cell *cell = &row->cells[i];
    PangoLayout *layout = drawing->layouts[i];
    const double rest = letters_rest(layout, drawing->first[i]);
    const double spare = height - rest - 2 * row_padding;
    const double shift = spare > 0 && !cell->ruled && drawing->first[i] == 0 ? spare / 2 : 0;
    draw_box(paper->cr, cell, x, paper->y, height);
    if (rest > 0) {
      drawing->first[i] =
          letters_draw(paper->cr, layout, x + row_padding, paper->y + row_padding + shift,
                       drawing->first[i], height - 2 * row_padding);
    }
    over = over && drawing->first[i] >= pango_layout_get_line_count(layout);
    x += cell->width;
  }
  return over;
}

static void turn_page(struct paper *paper, const struct row *head)
{
  paper_break(paper);
  if (head != NULL) row_draw(paper, head, NULL);
}

void row_draw(struct paper *paper, const struct row *row, const struct row *head)
{
  struct drawing drawing = {.first = {0}};
  for (size_t i = 0; i < row->n; i++) {
    const struct cell *cell = &row->cells[i];
    drawing.layouts[i] =
        letters_set(paper->cr, cell->text, cell->style, cell->width - 2 * row_padding);
  }
  double height = height_left(row, &drawing, false);
  const double page = paper->bottom - paper->top - 2 * row_line;
  if (height > paper_room(paper) && (height <= page || paper_room(paper) < smallest_rest)) {
    turn_page(paper, head);
  }
  for (;;) {
    const double part = height < paper_room(paper) ? height : paper_room(paper);
    const bool over = draw_cells(paper, row, &drawing, part);
    paper->y += part;
    if (over) break;
    turn_page(paper, head);
    height = height_left(row, &drawing, true);
  }
  for (size_t i = 0; i < row->n; i++) g_object_unref(drawing.layouts[i]);
}
