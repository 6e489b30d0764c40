/* Opens, closes and edits a seating; decides nothing about who should sit where. */
#include "server/matching/seating.h"

#include <assert.h>

#include "server/matching/memory.h"

/* Bounds the weights: 100 * (100 n)^2 and sums of it stay far below SEATING_NEVER. */
enum { REQUESTS_MAX = 1000000 };

static void set_weights(struct seating *seating)
{
  int64_t requests = seating->pairs->requests;
  assert(requests <= REQUESTS_MAX);
  seating->keep = 100 * requests + 1;
  seating->wait = (seating->keep + 100) * requests + 1;
}

static void set_places(struct seating *seating)
{
  int mentors = seating->pairs->mentors;
  for (int mentor = 0; mentor < mentors; mentor++) {
    int places = seating->places[mentor];
    int room = places < seating->pairs->requests ? places : seating->pairs->requests;
    seating->first[mentor + 1] = seating->first[mentor] + (size_t)room;
    seating->price[mentor] = places > 0 ? 0 : SEATING_NEVER;
  }
  seating->seat = memory_array(seating->first[mentors], sizeof *seating->seat);
}

static void seat_step2(struct seating *seating)
{
  for (int request = 0; request < seating->pairs->requests; request++) {
    seating->placed[request] = -1;
    int mentor = seating->step2[request];
    if (mentor < 0) continue;
    size_t pair = permitted_find(seating->pairs, request, mentor);
    assert(pair != (size_t)-1 && seating_has_free(seating, mentor));
    seating_add(seating, request, mentor, seating_cost(seating, request, pair));
    seating->leave[request] = seating->keep - 100;
  }
}

void seating_open(struct seating *seating, const struct permitted *pairs, const int *places,
                  const int *step2, int *placed)
{
  size_t requests = (size_t)pairs->requests;
  size_t mentors = (size_t)pairs->mentors;
  *seating = (struct seating){.pairs = pairs, .places = places, .step2 = step2, .placed = placed};
  seating->price = memory_array(mentors, sizeof *seating->price);
  seating->cost = memory_array(requests, sizeof *seating->cost);
  seating->leave = memory_array(requests, sizeof *seating->leave);
  seating->floor = memory_array(mentors, sizeof *seating->floor);
  seating->first = memory_array(mentors + 1, sizeof *seating->first);
  seating->taken = memory_array(mentors, sizeof *seating->taken);
  set_weights(seating);
  set_places(seating);
  seat_step2(seating);
}

void seating_close(struct seating *seating)
{
  free(seating->price);
  free(seating->cost);
  free(seating->leave);
  free(seating->floor);
  free(seating->first);
  free(seating->seat);
  free(seating->taken);
}

void seating_add(struct seating *seating, int request, int mentor, int64_t cost)
{
  seating->seat[seating->first[mentor] + (size_t)seating->taken[mentor]++] = request;
  seating->placed[request] = mentor;
  seating->cost[request] = cost;
  seating->leave[request] = seating->floor[mentor] = seating->price[mentor];
}

void seating_swap(struct seating *seating, int mentor, int leaving, int coming, int64_t cost)
{
  int *seat = seating->seat + seating->first[mentor];
  while (*seat != leaving) seat++;
  *seat = coming;
  seating->placed[coming] = mentor;
  seating->cost[coming] = cost;
  seating->leave[coming] = seating->floor[mentor] = seating->price[mentor];
}
