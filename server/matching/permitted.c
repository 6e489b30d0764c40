/* Builds the pairs request by request, merging the group's profiles with the sparse facts. */
#include "server/matching/permitted.h"

#include "server/matching/memory.h"

/* A cursor over the facts of one row, for mentors asked in ascending order. */
struct cursor {
  const struct fact *next;
  const struct fact *end;
};

struct candidate {
  int mentor;
  int places;
  const struct match_profile *profile;
};

/* Candidates of one group by mentor. */
struct pool {
  struct candidate *candidate;
  int count;
};

/* What one request's facts say, read side by side. */
struct merge {
  struct cursor forbidden;
  struct cursor answer;
  struct cursor personality;
};

static struct cursor open_row(const struct facts *facts, int row)
{
  return (struct cursor){facts->fact + facts->first[row], facts->fact + facts->first[row + 1]};
}

static const struct fact *advance(struct cursor *cursor, int mentor)
{
  while (cursor->next < cursor->end && cursor->next->mentor < mentor) cursor->next++;
  return cursor->next < cursor->end && cursor->next->mentor == mentor ? cursor->next : NULL;
}

static void fill_pool(struct pool *pool, const struct instance *instance, int group)
{
  const int *profile_of = instance->profile_of + (ptrdiff_t)group * instance->mentors;
  pool->candidate = memory_array((size_t)instance->mentors, sizeof *pool->candidate);
  pool->count = 0;
  for (int mentor = 0; mentor < instance->mentors; mentor++) {
    if (profile_of[mentor] < 0) continue;
    pool->candidate[pool->count++] = (struct candidate){
        mentor, instance_places(instance, mentor), &instance->problem->profile[profile_of[mentor]]};
  }
}

static bool is_barred(struct merge *merge, int mentor)
{
  const struct fact *answer = advance(&merge->answer, mentor);
  bool refused = answer != NULL && answer->value == 0;
  return advance(&merge->forbidden, mentor) != NULL || refused;
}

/* Appends one request's pairs at *at; the arrays have room for the whole pool. */
static enum permit add_request(struct permitted *permitted, const struct instance *instance,
                               const struct pool *pool, int position, size_t *at)
{
  const struct match_request *request = instance_request(instance, position);
  struct merge merge = {open_row(&instance->forbiddens, request->student),
                        open_row(&instance->answers, position),
                        open_row(&instance->personalities, request->student)};
  enum permit permit = PERMIT_UNQUALIFIED;
  for (int i = 0; i < pool->count; i++) {
    const struct candidate *candidate = &pool->candidate[i];
    if (!instance_serves(instance, candidate->profile, request)) continue;
    bool barred = is_barred(&merge, candidate->mentor);
    if (permit != PERMIT_SOME) permit = barred ? PERMIT_BARRED : PERMIT_SOME;
    if (barred || candidate->places == 0) continue;
    const struct fact *entered = advance(&merge.personality, candidate->mentor);
    struct match_fit fit =
        match_fit_of(&request->person, &candidate->profile->person,
                     entered == NULL ? -1 : entered->value, instance->problem->weights);
    permitted->mentor[*at] = candidate->mentor;
    permitted->fit[(*at)++] = (uint8_t)fit.value;
  }
  return permit;
}

static void reserve(struct permitted *permitted, size_t *room, size_t needed)
{
  if (needed <= *room) return;
  *room = needed + needed / 2;
  permitted->mentor = memory_grow(permitted->mentor, *room, sizeof *permitted->mentor);
  permitted->fit = memory_grow(permitted->fit, *room, sizeof *permitted->fit);
}

void permitted_build(struct permitted *permitted, const struct instance *instance)
{
  struct pool pool[MATCH_GROUPS];
  for (int group = 0; group < MATCH_GROUPS; group++) fill_pool(&pool[group], instance, group);
  *permitted = (struct permitted){.requests = instance->requests, .mentors = instance->mentors};
  permitted->first = memory_array((size_t)instance->requests + 1, sizeof *permitted->first);
  permitted->permit = memory_array((size_t)instance->requests, sizeof *permitted->permit);
  size_t room = 0;
  size_t at = 0;
  reserve(permitted, &room, 1);
  for (int request = 0; request < instance->requests; request++) {
    const struct pool *own = &pool[instance_request(instance, request)->group];
    reserve(permitted, &room, at + (size_t)own->count);
    permitted->permit[request] = add_request(permitted, instance, own, request, &at);
    permitted->first[request + 1] = at;
  }
  for (int group = 0; group < MATCH_GROUPS; group++) free(pool[group].candidate);
}

void permitted_free(struct permitted *permitted)
{
  free(permitted->first);
  free(permitted->mentor);
  free(permitted->fit);
  free(permitted->permit);
}

size_t permitted_find(const struct permitted *permitted, int request, int mentor)
{
  size_t low = permitted->first[request];
  size_t high = permitted->first[request + 1];
  while (low < high) {
    size_t middle = low + (high - low) / 2;
    if (permitted->mentor[middle] < mentor)
      low = middle + 1;
    else
      high = middle;
  }
  bool found = low < permitted->first[request + 1] && permitted->mentor[low] == mentor;
  return found ? low : (size_t)-1;
}
