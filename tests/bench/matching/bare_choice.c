/* Deferred acceptance as a textbook has it, with arrays prepared beforehand. */
#include "tests/bench/matching/bare_choice.h"

#include <stdlib.h>
#include <string.h>

/* A wish of the mentor's side, to number the requests in the mentor's order. */
struct bid {
  int mentor;
  uint64_t key;
  int at;
};

static int compare_bids(const void *left, const void *right)
{
  const struct bid *a = left;
  const struct bid *b = right;
  if (a->mentor != b->mentor) return a->mentor < b->mentor ? -1 : 1;
  return a->key < b->key ? -1 : 1;
}

static void number_ranks(struct bare_choice *bare, struct bid *bid, int count)
{
  qsort(bid, (size_t)count, sizeof *bid, compare_bids);
  int rank = 0;
  for (int i = 0; i < count; i++) {
    rank = i > 0 && bid[i].mentor == bid[i - 1].mentor ? rank + 1 : 0;
    bare->rank[bid[i].at] = rank;
  }
}

void bare_choice_prepare(struct bare_choice *bare, const struct wishes *wishes, const int *places,
                         int mentors)
{
  size_t all = wishes->first[wishes->requests] + 1;
  *bare = (struct bare_choice){wishes->requests,
                               mentors,
                               calloc((size_t)wishes->requests + 1, sizeof(int)),
                               calloc(all, sizeof(int)),
                               calloc(all, sizeof(int)),
                               calloc((size_t)mentors + 1, sizeof(int))};
  struct bid *bid = calloc(all, sizeof *bid);
  int count = 0;
  for (int request = 0; request < wishes->requests; request++) {
    for (size_t i = wishes->first[request]; i < wishes->first[request + 1]; i++) {
      const struct wish *wish = &wishes->wish[i];
      if (wish->key == WISH_BARRED) continue;
      bid[count] = (struct bid){wish->mentor, wish->key, count};
      bare->mentor[count++] = wish->mentor;
    }
    bare->first[request + 1] = count;
  }
  number_ranks(bare, bid, count);
  memcpy(bare->places, places, (size_t)mentors * sizeof *places);
  free(bid);
}

void bare_choice_free(struct bare_choice *bare)
{
  free(bare->first);
  free(bare->mentor);
  free(bare->rank);
  free(bare->places);
}

struct seat {
  int rank, request;
};

/* Takes the request if it is among the best; gives who is without a mentor then, or -1. */
static int offer(struct seat *seat, int *held, int places, struct seat one, int *mentor_of)
{
  if (*held < places) {
    seat[(*held)++] = one;
    return -1;
  }
  int worst = 0;
  for (int i = 1; i < places; i++)
    if (seat[i].rank > seat[worst].rank) worst = i;
  if (places == 0 || seat[worst].rank < one.rank) return one.request;
  int rejected = seat[worst].request;
  mentor_of[rejected] = -1;
  seat[worst] = one;
  return rejected;
}

void bare_choice_run(const struct bare_choice *bare, int *mentor_of)
{
  int *next = malloc(((size_t)bare->requests + 1) * sizeof *next);
  int *held = calloc((size_t)bare->mentors + 1, sizeof *held);
  int *start = calloc((size_t)bare->mentors + 1, sizeof *start);
  for (int i = 0; i < bare->mentors; i++) start[i + 1] = start[i] + bare->places[i];
  struct seat *seat = malloc(((size_t)start[bare->mentors] + 1) * sizeof *seat);
  memcpy(next, bare->first, (size_t)bare->requests * sizeof *next);
  for (int i = 0; i < bare->requests; i++) {
    int request = i;
    mentor_of[i] = -1;
    while (request >= 0 && next[request] < bare->first[request + 1]) {
      int at = next[request]++;
      int mentor = bare->mentor[at];
      int asking = request;
      mentor_of[asking] = mentor;
      request = offer(seat + start[mentor], &held[mentor], bare->places[mentor],
                      (struct seat){bare->rank[at], asking}, mentor_of);
      if (request == asking) mentor_of[asking] = -1;
    }
  }
  free(next);
  free(held);
  free(start);
  free(seat);
}
