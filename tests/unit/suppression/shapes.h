/* Tables as the reports have them, filled at random. Never suppresses anything. */
#ifndef SUPPRESSION_SHAPES_H
#define SUPPRESSION_SHAPES_H

#include "server/suppression/suppression.h"

enum { SHAPE_CELLS = 128, SHAPE_SUMS = 64, SHAPE_PARTS = 32 };

/* A table that is being built: leaves first, then sums over what there is. */
struct shape {
  int n_cells;
  enum suppression_kind kinds[SHAPE_CELLS];
  bool is_leaf[SHAPE_CELLS];
  int n_sums;
  struct suppression_sum sums[SHAPE_SUMS];
  int parts[SHAPE_SUMS][SHAPE_PARTS];
};

int shape_leaf(struct shape *shape);

/* Starts a cell that is the sum of parts; shape_part adds one to the cell's last sum. */
int shape_sum(struct shape *shape, enum suppression_kind kind);
int shape_slack(struct shape *shape);
void shape_part(struct shape *shape, int part);

/* A further sum over other parts for a cell that has one already. */
void shape_sum_again(struct shape *shape, int whole);

/* rows x columns leaves, the sums of rows where there are several columns, and totals. */
void shape_table(struct shape *shape, int rows, int columns);

/* The same leaves by row and by column, both sums being parts: a cross table. */
void shape_cross(struct shape *shape, int rows, int columns);

/* Students of a group: by state and by success, one count of two tables. */
void shape_linked(struct shape *shape, int groups);

/* Paired and waiting of a group, and all its pairings, which are at least the paired. */
void shape_bounded(struct shape *shape, int groups);

/* Two tables of the same thing, by group and by grade, with common totals. */
void shape_two_reports(struct shape *shape, int groups, int grades);

/* Numbers below `below`, always the same from one seed. */
unsigned shape_random(unsigned long *state, unsigned below);

/* Rows for so many campuses; leaf_value gives a leaf's. */
struct suppression_table shape_fill(struct arena *arena, const struct shape *shape, int n_campuses,
                                    unsigned long *state, int (*leaf_value)(unsigned long *state));

#endif
