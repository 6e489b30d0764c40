/* Free slots and traits as the database gives them, for the engine. */
#ifndef SERVER_OPERATIONS_MATCH_PERSON_H
#define SERVER_OPERATIONS_MATCH_PERSON_H

#include "server/matching/match_fit.h"

/* `slots` in their normal form, "Mon4;Wed5", and `traits` as "50/60/70/40/55"; either may be NULL.
 * What cannot be read counts as not given. */
struct match_person match_person_read(const char *slots, const char *traits);

#endif
