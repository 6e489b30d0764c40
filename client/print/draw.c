/* Owns the order of parts on paper. Never draws a cell. */
#include "client/print/draw.h"

static const double gap = 8;

static void draw_heading(struct paper *paper, const struct part *part, const struct data *data)
{
  static const struct style style = {.size = 12, .bold = true};
  paper_need(paper, 90);
  paper->y += gap;
  paper_say(paper, data_words(data, &part->label), &style);
  paper->y += gap / 2;
}

static void draw_say(struct paper *paper, const struct part *part, const struct data *data)
{
  const struct style style = {.size = part->size > 0 ? part->size : letters_body.size,
                              .serif = data->form->framed,
                              .centred = part->centred};
  paper->y += gap / 2;
  paper_say(paper, data_words(data, &part->label), &style);
  paper->y += gap / 2;
}

static void draw_each(struct paper *paper, const struct part *part, struct data *data)
{
  const size_t n = data->blank ? part->lines : data_rows(data, part->rows);
  for (size_t i = 0; i < n; i++) {
    if (!data->blank) data_take(data, part->rows, part->slot, i);
    if (part->own_page && i > 0) paper_break(paper);
    if (part->size > 0) paper_need(paper, part->size);
    draw_parts(paper, part->parts, part->n_parts, data);
  }
}

static void draw_part(struct paper *paper, const struct part *part, struct data *data)
{
  switch (part->kind) {
    case PART_HEADING:
      draw_heading(paper, part, data);
      break;
    case PART_GRID:
      draw_grid(paper, part, data);
      break;
    case PART_TABLE:
      draw_table(paper, part, data);
      break;
    case PART_TEXT:
      draw_text(paper, part, data);
      break;
    case PART_SAY:
      draw_say(paper, part, data);
      break;
    case PART_CHECKS:
      draw_checks(paper, part, data);
      break;
    case PART_SIGN:
      draw_sign(paper, part, data);
      break;
    case PART_RADAR:
      draw_radar(paper, part, data);
      break;
    case PART_EACH:
      draw_each(paper, part, data);
      break;
    case PART_SPACE:
      paper->y += part->size;
      break;
    case PART_BREAK:
      paper_break(paper);
      break;
  }
}

void draw_parts(struct paper *paper, const struct part *parts, size_t n, struct data *data)
{
  for (size_t i = 0; i < n; i++) {
    if (parts[i].when.field != NULL && !data_has(data, parts[i].when)) continue;
    draw_part(paper, &parts[i], data);
  }
}
