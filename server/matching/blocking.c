/* Compares an assignment with the expressed choices and the mentors' orders. */
#include "server/matching/blocking.h"

#include "server/matching/choice.h"
#include "server/matching/memory.h"

/* What a mentor holds apart from locks. */
struct holding {
  int free;       /* places left */
  uint64_t worst; /* key of the request it would give up first; 0 = holds none */
};

/* Key of a request's own pair; a pair that is not wished for is not ranked by the mentor. */
static uint64_t key_of_pair(const struct outcome *outcome, int request, int mentor)
{
  const struct wish *wish = wishes_find(&outcome->wishes, request, mentor);
  if (wish != NULL && wish->key != WISH_BARRED) return wish->key;
  int fit = instance_fit(outcome->instance, request, mentor).value;
  return wish_key(0, fit, instance_request(outcome->instance, request)->severity, request);
}

static struct holding *find_holdings(const struct outcome *outcome)
{
  const struct instance *instance = outcome->instance;
  struct holding *holding = memory_array((size_t)instance->mentors, sizeof *holding);
  for (int mentor = 0; mentor < instance->mentors; mentor++)
    holding[mentor].free = outcome->places[mentor];
  for (int request = 0; request < instance->requests; request++) {
    int mentor = outcome->placed[request];
    if (mentor < 0 || outcome->step2[request] == STEP2_OUT) continue;
    uint64_t key = key_of_pair(outcome, request, mentor);
    holding[mentor].free--;
    if (key > holding[mentor].worst) holding[mentor].worst = key;
  }
  return holding;
}

/* Rank of the request's present mentor on its own list; anything listed beats an unlisted one. */
static int present_rank(const struct outcome *outcome, int request)
{
  int mentor = outcome->placed[request];
  const struct wish *wish = mentor < 0 ? NULL : wishes_find(&outcome->wishes, request, mentor);
  return wish == NULL ? MATCH_RANK_MAX + 1 : wish->rank;
}

static int add_blocking(const struct outcome *outcome, const struct holding *holding, int request,
                        struct match_blocking *blocking)
{
  const struct instance *instance = outcome->instance;
  const struct wishes *wishes = &outcome->wishes;
  int rank = present_rank(outcome, request);
  int count = 0;
  for (size_t i = wishes->first[request]; i < wishes->first[request + 1]; i++) {
    const struct wish *wish = &wishes->wish[i];
    if (wish->rank >= rank) break;
    const struct holding *held = &holding[wish->mentor];
    if (wish->key != WISH_BARRED && (held->free > 0 || wish->key < held->worst))
      blocking[count++] =
          (struct match_blocking){instance->request_at[request], instance->mentor_at[wish->mentor]};
  }
  return count;
}

struct match_blocking *blocking_find(const struct outcome *outcome, int *count)
{
  const struct wishes *wishes = &outcome->wishes;
  struct match_blocking *blocking = memory_array(wishes->first[wishes->requests], sizeof *blocking);
  struct holding *holding = find_holdings(outcome);
  *count = 0;
  for (int request = 0; request < wishes->requests; request++)
    if (outcome->step2[request] != STEP2_OUT)
      *count += add_blocking(outcome, holding, request, blocking + *count);
  free(holding);
  return blocking;
}
