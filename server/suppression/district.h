/* Which sums over the district and its regions are shown beside what the campuses hide. */
#ifndef SERVER_SUPPRESSION_DISTRICT_H
#define SERVER_SUPPRESSION_DISTRICT_H

#include "server/suppression/witness.h"

/* domains and proofs: of every campus, as campus_decide left them. */
void district_decide(struct arena *arena, const struct suppression_table *table,
                     const enum domain *domains, const struct witness *const *proofs,
                     struct suppression_result *result);

#endif
