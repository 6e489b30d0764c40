/* Owns what stands in boxes: grids, texts, boxes to tick, lines to sign on. */
#include <string.h>

#include "client/print/draw.h"
#include "client/print/row.h"
#include "client/text.h"

static const double label_width = 80, signature_height = 48;

static struct cell label_cell(const char *label)
{
  return (struct cell){
      .text = label, .style = &letters_label, .width = label_width, .shaded = true};
}

/* Pairs of label and value; an item goes to the next row where its span does not fit. */
void draw_grid(struct paper *paper, const struct part *part, const struct data *data)
{
  const double column = (paper->right - paper->left) / (double)part->columns;
  struct row row = {.n = 0};
  size_t used = 0;
  for (size_t i = 0; i < part->n_items; i++) {
    const struct item *item = &part->items[i];
    const bool last =
        i + 1 == part->n_items || used + item->span + part->items[i + 1].span > part->columns;
    const size_t span = last && used < part->columns ? part->columns - used : item->span;
    row_add(&row, label_cell(data_label(data, item)));
    row_add(&row, (struct cell){.text = data_text(data, item->value),
                                .style = &letters_body,
                                .width = column * (double)span - label_width});
    used += span;
    if (!last) continue;
    row_draw(paper, &row, NULL);
    row.n = 0;
    used = 0;
  }
}

void draw_text(struct paper *paper, const struct part *part, const struct data *data)
{
  const char *label = data_field_label(data, &part->label, part->value);
  const double width = paper->right - paper->left;
  const double lines = (double)part->lines * row_line;
  const char *value = data_text(data, part->value);
  struct row row = {.n = 0};
  if (label[0] != '\0') row_add(&row, label_cell(label));
  row_add(&row, (struct cell){.text = value,
                              .style = &letters_body,
                              .width = width - (label[0] == '\0' ? 0 : label_width),
                              .least = value[0] == '\0' ? lines : lines / 2,
                              .ruled = true});
  row_draw(paper, &row, NULL);
}

static const char *add_box(const struct data *data, const char *before, const char *word,
                           bool ticked)
{
  return arena_printf(data->arena, "%s%s%s %s", before, before[0] == '\0' ? "" : "    ",
                      ticked ? "■" : "□", word);
}

/* Whether the word is the value, or one of several. */
static bool is_ticked(const char *value, const char *word)
{
  const size_t length = strlen(word);
  const char *found = length == 0 ? NULL : strstr(value, word);
  for (; found != NULL; found = strstr(found + 1, word)) {
    const char after = found[length];
    if ((found == value || found[-1] == ' ' || (unsigned char)found[-1] >= 0x80) &&
        (after == '\0' || after == ',' || (unsigned char)after >= 0x80)) {
      return true;
    }
  }
  return false;
}

static const char *enum_boxes(const struct part *part, const struct data *data)
{
  const char *boxes = "";
  const struct schema_enum *e = part->value.field->enumeration;
  const char *value = data_text(data, part->value);
  for (size_t i = 0; i < e->n_values; i++) {
    const struct schema_enum_value *one = &e->values[i];
    const char *word = text_is_chinese() && one->n_words > 0 ? one->words[0] : one->label;
    boxes = add_box(data, boxes, word, is_ticked(value, word));
  }
  return boxes;
}

static const char *option_boxes(const struct part *part, const struct data *data)
{
  const char *boxes = "";
  const char *value = data_text(data, part->value);
  for (size_t i = 0; i < part->n_items; i++) {
    const char *word = data_label(data, &part->items[i]);
    const struct reference own = part->items[i].value;
    const bool own_ticked = own.field != NULL && !data->blank && data_has(data, own);
    boxes = add_box(data, boxes, word, own_ticked || is_ticked(value, word));
  }
  return boxes;
}

void draw_checks(struct paper *paper, const struct part *part, const struct data *data)
{
  const char *label = data_field_label(data, &part->label, part->value);
  const double width = paper->right - paper->left;
  struct row row = {.n = 0};
  row_add(&row, label_cell(label));
  row_add(&row, (struct cell){
                    .text = part->n_items > 0 ? option_boxes(part, data) : enum_boxes(part, data),
                    .style = &letters_body,
                    .width = width - label_width});
  row_draw(paper, &row, NULL);
}

/* The label, a line to sign on, and the day: the one stored, or a gap. */
static void draw_signature(struct paper *paper, const struct item *item, const struct data *data,
                           double x, double width)
{
  cairo_t *cr = paper->cr;
  const char *label =
      arena_printf(data->arena, "%s%s", data_label(data, item), text_is_chinese() ? "：" : ":");
  const char *date = data_text(data, item->value);
  if (date[0] == '\0') date = text("(date) ____-__-__");
  const double label_end = x + letters_width(cr, label, &letters_body) + 4;
  PangoLayout *layout = letters_set(cr, label, &letters_body, width);
  (void)letters_draw(cr, layout, x, paper->y + 14, 0, 100);
  g_object_unref(layout);
  cairo_move_to(cr, label_end, paper->y + 29);
  cairo_line_to(cr, x + width - 16, paper->y + 29);
  cairo_stroke(cr);
  layout = letters_set(cr, date, &letters_small, width);
  (void)letters_draw(cr, layout, label_end, paper->y + 33, 0, 100);
  g_object_unref(layout);
}

void draw_sign(struct paper *paper, const struct part *part, const struct data *data)
{
  const size_t columns = 2;
  const double width = (paper->right - paper->left) / (double)columns;
  for (size_t i = 0; i < part->n_items; i++) {
    const size_t place = i % columns;
    if (place == 0) paper_need(paper, signature_height);
    draw_signature(paper, &part->items[i], data, paper->left + width * (double)place, width);
    if (place + 1 == columns || i + 1 == part->n_items) paper->y += signature_height;
  }
}
