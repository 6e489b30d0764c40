/* Owns the layout of tables. Never reads a message. */
#include "client/grid.h"

#include <assert.h>
#include <libsmartcols.h>
#include <stdlib.h>

#include "client/plain.h"

enum { WIDE = 110, LONG_BAR = 20, SHORT_BAR = 10 };

size_t grid_bar_width(void)
{
  return screen_get()->columns >= WIDE ? LONG_BAR : SHORT_BAR;
}

void grid_open(struct grid *grid, struct arena *arena)
{
  *grid = (struct grid){.arena = arena, .table = scols_new_table()};
  if (grid->table == NULL) abort();
  (void)scols_table_set_termforce(grid->table, SCOLS_TERMFORCE_NEVER);
  (void)scols_table_enable_colors(grid->table, screen_get()->has_colour);
}

void grid_column(struct grid *grid, const char *heading, enum grid_kind kind)
{
  assert(grid->n_columns < GRID_COLUMNS_MAX); /* no message has so many fields */
  struct libscols_column *column =
      scols_table_new_column(grid->table, heading, 0, kind == GRID_NUMBER ? SCOLS_FL_RIGHT : 0);
  if (column == NULL) abort();
  const char *colour = screen_colour(PAINT_HEADING);
  if (colour != NULL) (void)scols_cell_set_color(scols_column_get_header(column), colour);
  const size_t width = plain_width(heading);
  grid->kinds[grid->n_columns] = kind;
  grid->widths[grid->n_columns] = grid->least[grid->n_columns] = width;
  grid->n_columns++;
}

void grid_row(struct grid *grid)
{
  grid->line = scols_table_new_line(grid->table, NULL);
  if (grid->line == NULL) abort();
  grid->column = 0;
  grid->n_rows++;
}

void grid_cell(struct grid *grid, const char *text, enum paint paint)
{
  const size_t at = grid->column++;
  const size_t width = plain_width(text);
  if (scols_line_set_data(grid->line, at, text) != 0) abort();
  grid->filled[at] = grid->filled[at] || width > 0;
  if (width > grid->widths[at]) grid->widths[at] = width;
  if (grid->kinds[at] != GRID_TEXT && width > grid->least[at]) grid->least[at] = width;
  const char *colour = screen_colour(paint);
  if (colour != NULL) (void)scols_cell_set_color(scols_line_get_cell(grid->line, at), colour);
}

static size_t sum_of(const struct grid *grid, const size_t *widths)
{
  size_t sum = grid->n_columns - grid->n_dropped; /* a gap after each but the last */
  for (size_t i = 0; i < grid->n_columns; i++) sum += widths[i];
  return sum > 0 ? sum - 1 : 0;
}

/* Where room is short, columns that are empty in every row are left out. */
static void drop_empty(struct grid *grid)
{
  for (size_t i = 0; i < grid->n_columns; i++) {
    if (grid->filled[i]) continue;
    struct libscols_column *column = scols_table_get_column(grid->table, i);
    (void)scols_column_set_flags(column, SCOLS_FL_HIDDEN);
    grid->widths[i] = grid->least[i] = 0;
    grid->n_dropped++;
  }
}

/* Lets the longest texts go on in further lines. */
static void wrap(struct grid *grid)
{
  for (size_t i = 0; i < grid->n_columns; i++) {
    if (grid->kinds[i] != GRID_TEXT || !grid->filled[i]) continue;
    struct libscols_column *column = scols_table_get_column(grid->table, i);
    (void)scols_column_set_flags(column, SCOLS_FL_WRAP);
  }
  (void)scols_table_set_termforce(grid->table, SCOLS_TERMFORCE_ALWAYS);
  (void)scols_table_set_termwidth(grid->table, screen_get()->columns);
}

static const char *heading_of(const struct grid *grid, size_t i)
{
  struct libscols_column *column = scols_table_get_column(grid->table, i);
  const char *heading = scols_cell_get_data(scols_column_get_header(column));
  return heading == NULL ? "" : heading;
}

/* A row as a block: heading and value in a line each, what is empty left out. */
static void print_block(struct grid *grid, FILE *out, struct libscols_line *line)
{
  size_t widest = 0;
  for (size_t i = 0; i < grid->n_columns; i++) {
    const size_t width = plain_width(heading_of(grid, i));
    if (width > widest) widest = width;
  }
  for (size_t i = 0; i < grid->n_columns; i++) {
    const char *value = scols_cell_get_data(scols_line_get_cell(line, i));
    const char *heading = heading_of(grid, i);
    if (value == NULL || value[0] == '\0') continue;
    const int gap = (int)(widest - plain_width(heading));
    (void)fprintf(out, "%s%s%*s %s\n", screen_paint(grid->arena, PAINT_HEADING, heading),
                  heading[0] == '\0' ? " " : ":", gap, "", value);
  }
}

static void print_blocks(struct grid *grid, FILE *out)
{
  for (size_t r = 0; r < grid->n_rows; r++) {
    if (r > 0) (void)fputc('\n', out);
    print_block(grid, out, scols_table_get_line(grid->table, r));
  }
}

static void print_table(struct grid *grid, FILE *out)
{
  const struct screen *screen = screen_get();
  bool fits = !screen->is_terminal || sum_of(grid, grid->widths) <= screen->columns;
  if (!fits) {
    drop_empty(grid);
    fits = sum_of(grid, grid->widths) <= screen->columns;
  }
  if (!fits && sum_of(grid, grid->least) > screen->columns) {
    print_blocks(grid, out);
    return;
  }
  if (!fits) wrap(grid);
  (void)scols_table_set_stream(grid->table, out);
  (void)scols_print_table(grid->table);
}

void grid_print(struct grid *grid, FILE *out, const char *title)
{
  if (grid->n_rows > 0) {
    if (title != NULL && title[0] != '\0') {
      (void)fprintf(out, "\n%s\n", screen_paint(grid->arena, PAINT_HEADING, title));
    } else if (title != NULL) {
      (void)fputc('\n', out);
    }
    print_table(grid, out);
  }
  scols_unref_table(grid->table);
  grid->table = NULL;
}
