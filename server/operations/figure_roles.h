/* Which counts a figure is made of, and how counts of different figures bound each other. */
#ifndef SERVER_OPERATIONS_FIGURE_ROLES_H
#define SERVER_OPERATIONS_FIGURE_ROLES_H

#include <stdbool.h>

#include "common/arena.h"

/* Names of counts; figures that share a count name it alike. NULL: has none. */
struct figure_role {
  const char *numerator;
  const char *denominator;
  const char *rest;    /* denominator less numerator, a count that can be computed */
  bool is_of_group;    /* its whole is a part of the campus: the students of a group */
  bool is_mean;        /* the numerator is no count: hidden with the denominator */
  bool is_staff;       /* counts no students and no events: shown as it is */
  const char *derived; /* made from this count, and hidden with it */
  /* Every one of this count brings so many of the figure's that these tell how many there are, part
   * by part: hidden where this one is. */
  const char *governor;
  /* The whole of the denominator is at least the part of this count in this group, and gives it
   * away where it is as much: hidden where this part is. */
  const char *ceiling_of;
  const char *group;
};

/* A figure that is not known is a share of counts of its own, or a count. */
struct figure_role figure_role_of(struct arena *arena, const char *figure, bool has_denominator);

/* whole = part + rest, for the whole of a campus and for each part that both are split by. */
struct figure_bound {
  const char *whole;
  const char *part;
  const char *rest;  /* NULL: they are equal where they happen to be */
  bool is_count;     /* the rest is a count of people too, else it is a slack */
};

/* Ends with whole NULL. */
extern const struct figure_bound figure_bounds[];

/* Whole of a campus = any one group's part + rest, a slack. */
struct figure_reach {
  const char *whole;
  const char *part;
  const char *rest;
};

/* Ends with whole NULL. */
extern const struct figure_reach figure_reaches[];

#endif
