/* State of a coordination under way: who sits where, and the mentors' prices. */
#ifndef SERVER_MATCHING_SEATING_H
#define SERVER_MATCHING_SEATING_H

#include "server/matching/permitted.h"

/* Above every cost that can occur; two of them still fit an int64_t. */
#define SEATING_NEVER (INT64_MAX / 4)

/*
 * Invariant: each seated or waiting request has the cheapest of its options at the prices, where
 * seating costs price - fit (- keep with its step-2 mentor) and waiting costs wait; a mentor with a
 * free place has price 0. Then the seating is optimal for the requests handled so far.
 */
struct seating {
  const struct permitted *pairs;
  const int *places; /* per mentor */
  const int *step2;  /* per request */
  int *placed;       /* per request: mentor, or -1 */
  int64_t keep;      /* discount for staying with the step-2 mentor: more than any sum of fits */
  int64_t wait;      /* cost of waiting: more than any sum of the rest */
  int64_t *price;    /* per mentor; SEATING_NEVER without places */
  int64_t *cost;     /* per seated request: cost of its pair without the price */
  int64_t *leave;    /* per seated request: lower bound of the price at which it would leave */
  int64_t *floor;    /* per mentor: lower bound of leave over its seats */
  size_t *first;     /* per mentor: offset of its seats */
  int *seat;         /* requests */
  int *taken;        /* per mentor: seats in use, always the first ones */
};

/* Opens with the requests of step 2 seated at their mentors; placed is borrowed. */
void seating_open(struct seating *seating, const struct permitted *pairs, const int *places,
                  const int *step2, int *placed);
void seating_close(struct seating *seating);

static inline bool seating_has_free(const struct seating *seating, int mentor)
{
  return seating->taken[mentor] < seating->places[mentor];
}

/* Cost of a pair (an offset into pairs) without the price. */
static inline int64_t seating_cost(const struct seating *seating, int request, size_t pair)
{
  int64_t cost = -(int64_t)seating->pairs->fit[pair];
  return seating->pairs->mentor[pair] == seating->step2[request] ? cost - seating->keep : cost;
}

/* A request of step 2 must stay placed: it never waits. */
static inline int64_t seating_wait(const struct seating *seating, int request)
{
  return seating->step2[request] < 0 ? seating->wait : SEATING_NEVER;
}

/* Seats a request at a mentor with a free place, at a pair cost; leave and floor start at the
 * price. */
void seating_add(struct seating *seating, int request, int mentor, int64_t cost);

/* Gives the seat of leaving at a mentor to coming; what placed says of leaving is kept. */
void seating_swap(struct seating *seating, int mentor, int leaving, int coming, int64_t cost);

#endif
