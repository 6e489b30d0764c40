/* Choice lists with, on each wish, the place the mentor's own order gives that request. */
#ifndef SERVER_MATCHING_WISHES_H
#define SERVER_MATCHING_WISHES_H

#include "server/matching/permitted.h"

/* The key of a wish that no step may fulfil: not permitted, or the mentor has no place. */
#define WISH_BARRED UINT64_MAX

struct wish {
  uint64_t key; /* wish_key, or WISH_BARRED */
  int mentor;
  int rank; /* the request's rank of the mentor, as given */
};

struct wishes {
  int requests;
  size_t *first;     /* requests + 1 offsets into wish */
  struct wish *wish; /* by rank, then mentor; a mentor once */
};

/*
 * A mentor's order of requests as one number, the lower the better: rank given by the mentor (0 =
 * not ranked, after all ranked), fit descending, severity descending, request position. The low 32
 * bits are the position, so keys of two requests differ.
 */
uint64_t wish_key(int rank, int fit, int severity, int request);

static inline int wish_key_request(uint64_t key)
{
  return (int)(key & UINT32_MAX);
}

/* The fit inside a key that is not WISH_BARRED. */
static inline int wish_key_fit(uint64_t key)
{
  return 100 - (int)(key >> 40 & 127);
}

void wishes_build(struct wishes *wishes, const struct instance *instance,
                  const struct permitted *permitted);
void wishes_free(struct wishes *wishes);

/* The request's wish for a mentor, or NULL when it did not choose that mentor. */
const struct wish *wishes_find(const struct wishes *wishes, int request, int mentor);

#endif
