/* Dijkstra over mentors at reduced costs; prices rise so that the seating stays optimal. */
#include "server/matching/search.h"

#include <assert.h>

#include "server/matching/memory.h"

/* No end found yet: below what a mentor without places costs, above all that can occur. */
#define SEARCH_FAR (SEATING_NEVER / 2)

void search_open(struct search *search, int mentors)
{
  size_t count = (size_t)mentors;
  *search = (struct search){.end_mentor = -1, .end_request = -1};
  search->distance = memory_array(count, sizeof *search->distance);
  search->exit = memory_array(count, sizeof *search->exit);
  search->cost = memory_array(count, sizeof *search->cost);
  search->via = memory_ints(mentors, -1);
  search->touched = memory_ints(mentors, -1);
  search->level = memory_ints(mentors, -1);
  search->heap = memory_ints(mentors, -1);
  search->heap_at = memory_ints(mentors, -1);
  for (int i = 0; i < mentors; i++) search->distance[i] = SEATING_NEVER;
}

void search_close(struct search *search)
{
  free(search->distance);
  free(search->exit);
  free(search->cost);
  free(search->via);
  free(search->touched);
  free(search->level);
  free(search->heap);
  free(search->heap_at);
}

static void put(struct search *search, int at, int mentor)
{
  search->heap[at] = mentor;
  search->heap_at[mentor] = at;
}

static void rise(struct search *search, int at, int mentor)
{
  int64_t exit = search->exit[mentor];
  for (; at > 0; at = (at - 1) / 2) {
    int above = search->heap[(at - 1) / 2];
    if (search->exit[above] <= exit) break;
    put(search, at, above);
  }
  put(search, at, mentor);
}

static void sink(struct search *search, int at, int mentor)
{
  int64_t exit = search->exit[mentor];
  for (;;) {
    int child = 2 * at + 1;
    if (child >= search->heaped) break;
    if (child + 1 < search->heaped &&
        search->exit[search->heap[child + 1]] < search->exit[search->heap[child]])
      child++;
    if (search->exit[search->heap[child]] >= exit) break;
    put(search, at, search->heap[child]);
    at = child;
  }
  put(search, at, mentor);
}

static void drop(struct search *search, int at)
{
  search->heap_at[search->heap[at]] = -1;
  int last = search->heap[--search->heaped];
  if (at == search->heaped) return;
  if (at > 0 && search->exit[search->heap[(at - 1) / 2]] > search->exit[last])
    rise(search, at, last);
  else
    sink(search, at, last);
}

/* The mentor to settle next, or -1 when no way on is cheaper than the best end. */
static int take_next(struct search *search)
{
  if (search->levels > 0) return search->level[--search->levels];
  if (search->heaped == 0 || search->exit[search->heap[0]] >= search->limit) return -1;
  int nearest = search->heap[0];
  drop(search, 0);
  return nearest;
}

/* A way to a mentor, through a request that would come. */
struct way {
  int request, mentor;
  int64_t cost;     /* of that pair, without the price */
  int64_t distance; /* from the request being placed */
};

/* Records a cheaper way; here is the exit being settled, if any. */
static void reach(struct search *search, const struct seating *seating, const struct way *way,
                  int64_t here)
{
  int mentor = way->mentor;
  if (search->distance[mentor] == SEATING_NEVER) search->touched[search->touches++] = mentor;
  search->distance[mentor] = way->distance;
  search->cost[mentor] = way->cost;
  search->via[mentor] = way->request;
  if (seating_has_free(seating, mentor)) {
    search->limit = way->distance;
    search->end_mentor = mentor;
    search->end_request = -1;
    return;
  }
  int64_t gap = seating->floor[mentor] - seating->price[mentor];
  int at = search->heap_at[mentor];
  search->exit[mentor] = way->distance + (gap > 0 ? gap : 0);
  if (search->exit[mentor] == here) {
    if (at >= 0) drop(search, at);
    search->level[search->levels++] = mentor;
  } else if (at >= 0 || search->exit[mentor] < search->limit) {
    rise(search, at >= 0 ? at : search->heaped++, mentor);
  }
}

static void consider_waiting(struct search *search, const struct seating *seating, int request,
                             int64_t base)
{
  int64_t distance = base + seating_wait(seating, request);
  if (distance >= search->limit) return;
  search->limit = distance;
  search->end_mentor = -1;
  search->end_request = request;
}

/*
 * Looks at all that a request could do instead; base = cost of having it without a seat. Gives the
 * price its own mentor would have to reach before it leaves (meaningless when it has none).
 */
static int64_t relax(struct search *search, const struct seating *seating, int request,
                     int64_t base, int64_t here)
{
  consider_waiting(search, seating, request, base);
  const struct permitted *pairs = seating->pairs;
  const int own = seating->placed[request];
  const size_t end = pairs->first[request + 1];
  int64_t best = seating_wait(seating, request);
  int64_t limit = search->limit;
  for (size_t pair = pairs->first[request]; pair < end; pair++) {
    const int mentor = pairs->mentor[pair];
    const int64_t cost = seating_cost(seating, request, pair);
    const int64_t value = seating->price[mentor] + cost;
    const int64_t other = mentor == own ? SEATING_NEVER : value;
    best = other < best ? other : best;
    /* One comparison with the lower of both bounds: it is rarely true, and so well predicted. */
    const int64_t nearest = search->distance[mentor];
    if (base + value >= (nearest < limit ? nearest : limit)) continue;
    reach(search, seating, &(struct way){request, mentor, cost, base + value}, here);
    limit = search->limit;
  }
  return best - seating->cost[request];
}

/* Passes over requests whose every other option is known to lie beyond the best end. */
static void settle(struct search *search, struct seating *seating, int mentor)
{
  int64_t without = search->distance[mentor] - seating->price[mentor];
  int64_t floor = SEATING_NEVER;
  const int *seat = seating->seat + seating->first[mentor];
  for (int i = 0; i < seating->taken[mentor]; i++) {
    int64_t *leave = &seating->leave[seat[i]];
    if (without + *leave < search->limit)
      *leave =
          relax(search, seating, seat[i], without - seating->cost[seat[i]], search->exit[mentor]);
    if (*leave < floor) floor = *leave;
  }
  seating->floor[mentor] = floor;
}

/* Moves everyone on the path by one, from its end back to the request that was placed. */
static void shift(const struct search *search, struct seating *seating)
{
  int end = search->end_mentor;
  int leaving = end >= 0 ? search->via[end] : search->end_request;
  int mentor = seating->placed[leaving];
  if (end >= 0)
    seating_add(seating, leaving, end, search->cost[end]);
  else
    seating->placed[leaving] = -1;
  while (mentor >= 0) {
    int coming = search->via[mentor];
    int vacated = seating->placed[coming];
    seating_swap(seating, mentor, leaving, coming, search->cost[mentor]);
    leaving = coming;
    mentor = vacated;
  }
}

/* Raises the prices of all mentors nearer than the end, by how much nearer they are. */
static void raise_prices(const struct search *search, struct seating *seating)
{
  for (int i = 0; i < search->touches; i++) {
    int mentor = search->touched[i];
    if (search->distance[mentor] < search->limit)
      seating->price[mentor] += search->limit - search->distance[mentor];
  }
}

static void reset(struct search *search)
{
  for (int i = 0; i < search->touches; i++) {
    search->distance[search->touched[i]] = SEATING_NEVER;
    search->heap_at[search->touched[i]] = -1;
  }
  search->touches = search->levels = search->heaped = 0;
  search->limit = SEARCH_FAR;
  search->end_mentor = search->end_request = -1;
}

void search_place(struct search *search, struct seating *seating, int request)
{
  reset(search);
  relax(search, seating, request, 0, INT64_MIN);
  for (;;) {
    int mentor = take_next(search);
    if (mentor < 0 || search->exit[mentor] >= search->limit) break;
    settle(search, seating, mentor);
  }
  assert(search->limit < SEARCH_FAR);
  raise_prices(search, seating);
  shift(search, seating);
}
