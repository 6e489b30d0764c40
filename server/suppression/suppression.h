/* Which small counts are hidden, and what hides them. Pure: no I/O, no state. */
#ifndef SERVER_SUPPRESSION_SUPPRESSION_H
#define SERVER_SUPPRESSION_SUPPRESSION_H

#include <stdbool.h>

#include "common/arena.h"

/* Counts of 1 to this are small. */
enum { SUPPRESSION_SMALLEST = 1, SUPPRESSION_LARGEST = 4 };

enum suppression_kind {
  SUPPRESSION_PART,  /* of a campus: hidden where small */
  SUPPRESSION_TOTAL, /* of the whole campus: always shown, and so is its sum over the district */
  SUPPRESSION_SLACK  /* no figure: by how much one is at least another; shown nowhere */
};

/* The cell `whole` is the sum of the cells `parts`, in every campus. */
struct suppression_sum {
  int whole;
  int n_parts;
  const int *parts;
};

/* A cell of a campus that cannot have one (a grade its stage does not know): everybody knows. */
enum { SUPPRESSION_ABSENT = -1 };

/*
 * The cells of every campus, and all sums by which one can be computed from others. Differences
 * that can be computed are cells too, shown or not (needs, paired and so waiting). A cell may be
 * the whole of several sums; totals of everything that totals give are cells as well.
 */
struct suppression_table {
  int n_cells;
  const enum suppression_kind *kinds;
  int n_sums;
  const struct suppression_sum *sums;
  int n_campuses;
  const int *values;   /* n_campuses rows of n_cells, none below 0 but SUPPRESSION_ABSENT */
  const bool *applies; /* n_campuses rows of n_sums: whether it holds there; NULL: all do */
  /* Of a cell: another, from which it can be reckoned in a way that no sum says, and with which it
   * is hidden in a campus; -1: there is none. No governor has one itself. NULL: nobody has. */
  const int *governors;
  int n_regions;           /* parts of the district over which sums are shown; 0: none */
  const int *regions;      /* by campus: which one it belongs to, from 0 */
  const bool *is_regional; /* by cell: its sums over the regions are shown as well */
};

/* Areas have sums: area 0 is the district, area 1 + r the region r. It covers what adds to them. */
int suppression_areas(const struct suppression_table *table);
bool suppression_covers(const struct suppression_table *table, int area, size_t row, size_t cell);

enum suppression_mark {
  SUPPRESSION_SHOWN,
  SUPPRESSION_SMALL, /* "<5": everybody knows that it is 1 to 4 */
  /* "*": 0 or at least 5, unless the tables that hang together by sums show no "<5" in the
   * campus: then it may be anything. Of a sum over the district always anything. */
  SUPPRESSION_HIDDEN
};

/* Whether the campus's figures follow the sum. */
bool suppression_applies(const struct suppression_table *table, size_t campus, size_t sum);

/* From the caller's arena. Marks of a slack say nothing. */
struct suppression_result {
  enum suppression_mark *marks;          /* as values */
  enum suppression_mark *district_marks; /* of the sums: a row of n_cells for each area */
  int *district;                         /* those sums */
};

/*
 * Hides every part of 1 to 4, and with it what would give it away, until each hidden cell has a
 * second value that fits all that is shown and known. A campus's marks depend on its own row alone.
 * Part cells that the totals determine by themselves are shown. False where values are no
 * counts or a sum does not hold: nothing is decided then.
 */
bool suppression_run(struct arena *arena, const struct suppression_table *table,
                     struct suppression_result *result);

#endif
