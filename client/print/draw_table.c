/* Owns tables: how wide columns are, and rows under heads that come again. */
#include "client/print/draw.h"
#include "client/print/row.h"
#include "client/text.h"

enum { LOOKED_AT = 200 }; /* rows that say how wide columns are */
static const double number_width = 32, widest = 220, narrowest = 34;

struct columns {
  double widths[ROW_CELLS];
  size_t n; /* the part's items */
};

static double wider(cairo_t *cr, double width, const char *words, const struct style *style)
{
  const double natural = letters_width(cr, words, style) + 2 * row_padding + 2;
  return natural > width ? natural : width;
}

/* What each column would like to have. */
static void measure(const struct paper *paper, const struct part *part, struct data *data,
                    struct columns *columns)
{
  size_t n = data_rows(data, part->rows);
  if (n > LOOKED_AT) n = LOOKED_AT;
  for (size_t c = 0; c < columns->n; c++) {
    const struct item *item = &part->items[c];
    double width = wider(paper->cr, narrowest, data_label(data, item), &letters_head);
    if (item->weight <= 0 && (item->value.field == NULL || n == 0)) { /* to be written in */
      width += item->value.field != NULL && item->value.field->rules->masked ? 90 : 30;
    }
    if (item->weight > 0 && item->value.field == NULL) width += 30;
    for (size_t i = 0; i < n && item->value.field != NULL; i++) {
      data_take(data, part->rows, part->slot, i);
      width = wider(paper->cr, width, data_text(data, item->value), &letters_body);
    }
    columns->widths[c] = width < widest ? width : widest;
  }
}

/* Columns with a weight share what the others leave by it; without one all grow in proportion.
 * Where there is too little, the wide ones give: none gets less than an even share it does not
 * want. */
static void fit(const struct part *part, struct columns *columns, double room)
{
  double weights = 0;
  double wanted = 0;
  bool is_settled[ROW_CELLS] = {false};
  for (size_t c = 0; c < columns->n; c++) {
    weights += part->items[c].weight;
    if (part->items[c].weight <= 0 || columns->n == 1) wanted += columns->widths[c];
  }
  if (weights > 0 && wanted < room * 0.8) {
    for (size_t c = 0; c < columns->n; c++) {
      if (part->items[c].weight <= 0) continue;
      columns->widths[c] = (room - wanted) * part->items[c].weight / weights;
    }
    return;
  }
  wanted = 0;
  for (size_t c = 0; c < columns->n; c++) wanted += columns->widths[c];
  size_t open = columns->n;
  for (bool changed = wanted > room; changed;) {
    changed = false;
    for (size_t c = 0; c < columns->n; c++) {
      if (is_settled[c] || columns->widths[c] > room / (double)open) continue;
      is_settled[c] = changed = true;
      room -= columns->widths[c];
      wanted -= columns->widths[c];
      open--;
    }
  }
  for (size_t c = 0; c < columns->n; c++) {
    if (!is_settled[c]) columns->widths[c] *= room / wanted;
  }
}

static void fill_head(const struct part *part, const struct data *data,
                      const struct columns *columns, struct row *head)
{
  if (part->numbered) {
    row_add(
        head,
        (struct cell){
            .text = text("No."), .style = &letters_head, .width = number_width, .shaded = true});
  }
  for (size_t c = 0; c < columns->n; c++) {
    row_add(head, (struct cell){.text = data_label(data, &part->items[c]),
                                .style = &letters_head,
                                .width = columns->widths[c],
                                .shaded = true});
  }
}

static void fill_row(const struct part *part, const struct data *data,
                     const struct columns *columns, size_t number, struct row *row)
{
  row->n = 0;
  if (part->numbered) {
    row_add(row, (struct cell){.text = arena_printf(data->arena, "%zu", number),
                               .style = &letters_label,
                               .width = number_width});
  }
  for (size_t c = 0; c < columns->n; c++) {
    row_add(row, (struct cell){.text = data_text(data, part->items[c].value),
                               .style = &letters_body,
                               .width = columns->widths[c]});
  }
}

static void draw_none(struct paper *paper)
{
  struct row row = {.n = 0};
  row_add(&row,
          (struct cell){
              .text = text("None."), .style = &letters_label, .width = paper->right - paper->left});
  row_draw(paper, &row, NULL);
}

/* A table without rows of its own, or on a blank form, has empty ones. */
void draw_table(struct paper *paper, const struct part *part, struct data *data)
{
  struct columns columns = {.n = part->n_items};
  struct row head = {.n = 0};
  struct row row = {.n = 0};
  const bool by_hand = data->blank || part->rows.field == NULL;
  const size_t n = by_hand ? part->lines : data_rows(data, part->rows);
  const ProtobufCMessage *before = data->values[part->slot];
  measure(paper, part, data, &columns);
  fit(part, &columns, paper->right - paper->left - (part->numbered ? number_width : 0));
  fill_head(part, data, &columns, &head);
  paper_need(paper, 3 * row_line);
  row_draw(paper, &head, NULL);
  if (n == 0) draw_none(paper);
  for (size_t i = 0; i < n; i++) {
    if (part->rows.field != NULL) data_take(data, part->rows, part->slot, i);
    fill_row(part, data, &columns, i + 1, &row);
    row_draw(paper, &row, &head);
  }
  data->values[part->slot] = before;
}
