/* Whole numbers tied by sums, and what an observer knows of each. Never searches. */
#ifndef SERVER_SUPPRESSION_SYSTEM_H
#define SERVER_SUPPRESSION_SYSTEM_H

#include "server/suppression/suppression.h"

enum domain {
  DOMAIN_KNOWN,     /* the value itself is shown */
  DOMAIN_SMALL,     /* 1 to 4 */
  DOMAIN_NOT_SMALL, /* 0, or 5 and more */
  DOMAIN_ANY        /* 0 and more */
};

/* Of an equation: sign times a cell; of a cell: its sign in an equation. */
struct term {
  int at;
  int sign;
};

/* A known cell of this cost may not be hidden. */
enum { COST_NEVER = -1 };

/* Every equation says that its terms add up to 0. */
struct system {
  int n_cells;
  int n_equations;
  int *values;
  enum domain *domains;
  int *costs;              /* of hiding a cell that is known */
  enum domain when_hidden; /* what is known of a cell that is hidden for another's sake */
  struct term *terms;      /* of all equations, one after another */
  int *equations;          /* where each begins in terms; one more than there are */
  struct term *uses;       /* of all cells, one after another */
  int *cells;              /* where each begins in uses; one more than there are */
};

/* Everything known, no equation; room for so many. */
struct system *system_new(struct arena *arena, int n_cells, int n_equations, int n_terms);

/* Adds a term to the equation that is being written; system_end_equation ends it. */
void system_add_term(struct system *system, int cell, int sign);
void system_end_equation(struct system *system);

/* After the last equation, before anything else. */
void system_index(struct arena *arena, struct system *system);

/* What hiding the value costs: large ones more, since they tell more, and a zero most. */
int system_cost(int value);

/* Whether the observer thinks the value possible. */
bool domain_has(enum domain domain, int value, int candidate);

/* For each cell: whether the known ones determine it, by bounds alone; true is always right. */
bool *system_determined(struct arena *arena, const struct system *system);

#endif
