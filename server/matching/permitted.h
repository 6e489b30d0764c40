/* The permitted pairs of an instance: qualified, not forbidden, not refused, mentor with places. */
#ifndef SERVER_MATCHING_PERMITTED_H
#define SERVER_MATCHING_PERMITTED_H

#include "server/matching/instance.h"

/* What stands between a request and all mentors, places aside. */
enum permit { PERMIT_UNQUALIFIED, PERMIT_BARRED, PERMIT_SOME };

struct permitted {
  int requests, mentors;
  size_t *first;       /* requests + 1 offsets into mentor and fit */
  int *mentor;         /* ascending inside a request */
  uint8_t *fit;        /* 0-100 */
  enum permit *permit; /* per request */
};

void permitted_build(struct permitted *permitted, const struct instance *instance);
void permitted_free(struct permitted *permitted);

/* Offset of a pair, or (size_t)-1 when it is not permitted. */
size_t permitted_find(const struct permitted *permitted, int request, int mentor);

#endif
