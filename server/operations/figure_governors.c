/* Owns what figures tell of each other that no split shows: wholes that are at least each group's
 * part, and counts by which another can be reckoned. Knows no marks. */
#include <string.h>

#include "server/operations/figure_table.h"

void figure_reaches_name(struct figure_cells *cells)
{
  for (const struct figure_reach *reach = figure_reaches; reach->whole != NULL; reach++) {
    const struct figure_cell total = {reach->whole, FIGURE_WHOLE, ""};
    if (figure_index_find(&cells->index, total) < 0) continue;
    for (size_t c = 0; c < (size_t)cells->n_named; c++) {
      struct figure_cell cell = cells->index.cells[c];
      if (cell.by != JIEDUI__FIGURE_BY__FIGURE_BY_GROUP) continue;
      if (strcmp(cell.count, reach->part) != 0) continue;
      cell.count = reach->rest;
      (void)figure_index_add(&cells->index, cell);
    }
  }
}

bool figure_reaches_has(const char *count)
{
  for (const struct figure_reach *reach = figure_reaches; reach->whole != NULL; reach++) {
    if (strcmp(reach->rest, count) == 0) return true;
  }
  return false;
}

/* Of a group's students all are at least those of that group now, as another figure splits them. */
static void govern_wholes(struct figure_cells *cells, const struct figure_role *role)
{
  const struct figure_cell all = {role->denominator, FIGURE_WHOLE, ""};
  const int whole = figure_index_find(&cells->index, all);
  const struct figure_cell now = {role->ceiling_of, JIEDUI__FIGURE_BY__FIGURE_BY_GROUP,
                                  role->group};
  if (whole >= 0) cells->governors[whole] = figure_index_find(&cells->index, now);
}

static void govern(struct figure_cells *cells, const char *count, const char *governor)
{
  for (size_t c = 0; count != NULL && c < (size_t)cells->n_named; c++) {
    const struct figure_cell *cell = &cells->index.cells[c];
    if (cell->by == FIGURE_WHOLE || strcmp(cell->count, count) != 0) continue;
    cells->governors[c] = figure_sibling(cells, c, governor);
  }
}

void figure_governors_set(struct figure_cells *cells)
{
  cells->governors = arena_alloc(cells->arena, (cells->index.n + 1) * sizeof(int));
  for (size_t c = 0; c < cells->index.n; c++) cells->governors[c] = -1;
  for (int i = 0; i < cells->n_figures; i++) {
    const struct figure_role *role = &cells->figures[i].role;
    if (role->ceiling_of != NULL) govern_wholes(cells, role);
    if (role->governor == NULL) continue;
    govern(cells, role->numerator, role->governor);
    govern(cells, role->denominator, role->governor);
    govern(cells, role->rest, role->governor);
  }
}
