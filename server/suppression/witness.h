/* The search for a second assignment that an observer cannot tell from the true one. */
#ifndef SERVER_SUPPRESSION_WITNESS_H
#define SERVER_SUPPRESSION_WITNESS_H

#include "server/suppression/system.h"

/* More than the search goes through by itself. */
enum { WITNESS_CELLS = 48 };

struct change {
  int cell;
  int by;
};

/* Changes that leave every equation and every domain as it is. */
struct witness {
  int n;
  struct change changes[WITNESS_CELLS];
};

struct search;

/* Its memory; the system may change its domains between two searches. */
struct search *search_new(struct arena *arena, const struct system *system);

/* Finds a witness that changes the target, among the hidden cells alone. False: none was found,
 * which says nothing, since the search ends after a while. */
bool search_witness(struct search *search, int target, struct witness *found);

/* The same where cells that are known may be hidden as well: the cheapest that it finds, and none
 * dearer than the one that is known to do, if there is one (NULL: none). */
bool search_hiding(struct search *search, int target, const struct witness *known,
                   struct witness *found);

#endif
