/* An observer who tries every assignment that fits what is shown. No code of the engine's. */
#ifndef SUPPRESSION_OBSERVER_H
#define SUPPRESSION_OBSERVER_H

#include "server/suppression/suppression.h"

struct observation {
  bool *open;          /* as values: the cell may have another value than its own */
  bool *district_open; /* the same of the sums, a row for each area */
  bool *public;        /* as values: the totals alone leave no other value */
};

/* False: more assignments than it has patience for. */
bool observe(struct arena *arena, const struct suppression_table *table,
             const struct suppression_result *result, struct observation *observation);

#endif
