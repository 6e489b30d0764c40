/* What one campus hides, from its own figures alone. */
#ifndef SERVER_SUPPRESSION_CAMPUS_H
#define SERVER_SUPPRESSION_CAMPUS_H

#include "server/suppression/witness.h"

struct campus_rules;

/* What is the same for every campus of the table. */
struct campus_rules *campus_rules_new(struct arena *arena, const struct suppression_table *table);

/* Fills what an observer knows of each cell, and of the hidden ones the proof that they are open
 * (NULL: none was found). */
void campus_decide(struct arena *arena, const struct campus_rules *rules, size_t campus,
                   enum domain *domains, const struct witness **proofs);

#endif
