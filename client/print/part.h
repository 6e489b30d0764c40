/* What a form's page is made of. */
#ifndef CLIENT_PRINT_PART_H
#define CLIENT_PRINT_PART_H

#include "client/print/form.h"

enum part_kind {
  PART_HEADING,
  PART_GRID,   /* labels and values side by side */
  PART_TABLE,  /* rows under heads that come again on every page */
  PART_TEXT,   /* a box for a text, or lines to write on */
  PART_SAY,    /* a paragraph of fixed words */
  PART_CHECKS, /* boxes to tick */
  PART_SIGN,   /* lines to sign on */
  PART_RADAR,
  PART_EACH,  /* parts for each row */
  PART_SPACE, /* points */
  PART_BREAK
};

/* A cell, column, box to tick or line to sign on. */
struct item {
  struct words label;
  struct reference value;
  size_t span;   /* of a grid, in columns */
  double weight; /* of a table's column; 0 = by what stands in it */
};

struct part {
  enum part_kind kind;
  struct words label; /* of a heading or a say: the words */
  struct item *items;
  size_t n_items;
  struct reference value; /* of a text or checks */
  struct reference rows;
  size_t slot;           /* of the rows */
  struct reference when; /* drawn only where this is there */
  size_t columns;        /* of a grid */
  size_t lines;          /* of an empty text; of a blank table or each: rows */
  bool numbered;         /* a table's first column counts */
  bool own_page;         /* each begins a page */
  bool centred;
  double size; /* of a say's letters, a space, or what an each keeps together; points */
  struct reference axis, before, group;
  struct part *parts;
  size_t n_parts;
};

#endif
