/* The hard rules of an assignment: qualified, not forbidden, within places, locks kept. */
#ifndef SERVER_MATCHING_CHECK_H
#define SERVER_MATCHING_CHECK_H

#include "server/matching/instance.h"

/* Whether the locks alone keep the rules; a lock may overrule a refusal. */
bool check_locks(const struct instance *instance, struct match_fault *fault);

/* Whether a whole assignment keeps them, locks included; a hand edit may overrule a refusal. */
bool check_placed(const struct instance *instance, const struct match_placed *placed,
                  struct match_fault *fault);

#endif
