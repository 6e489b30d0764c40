/* The ends of months as ISO dates. */
#ifndef CLIENT_REPORT_MONTHS_H
#define CLIENT_REPORT_MONTHS_H

#include <stdbool.h>

enum { MONTHS_DAY = 16 }; /* room for an ISO date */

/* The last day of the i-th month from that of `first_on` on, or `until` where that comes first.
 * False when the month begins after `until`. Both are ISO dates. */
bool months_end(const char *first_on, const char *until, int i, char day[MONTHS_DAY]);

#endif
