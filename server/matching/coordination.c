/* Places requests by bids, which settle most of them cheaply, and the rest by exact searches. */
#include "server/matching/coordination.h"

#include "server/matching/choice.h"
#include "server/matching/memory.h"
#include "server/matching/search.h"

/* Bids per request before the searches take over, and bids in a row that raise no price. */
enum { BIDS_PER_REQUEST = 6, IDLE_BIDS = 3 };

/* What a request would take at the prices, and what its next best option costs. */
struct offer {
  int mentor;     /* -1 = waiting */
  int64_t value;  /* cost of it, price included */
  int64_t second; /* cost of the next best option */
};

struct bidding {
  struct seating *seating;
  int *left; /* requests left to the searches */
  int lefts;
  int64_t bids; /* bids that may still be made */
};

static struct offer best_offer(const struct seating *seating, int request)
{
  const struct permitted *pairs = seating->pairs;
  struct offer best = {-1, seating_wait(seating, request), SEATING_NEVER};
  for (size_t pair = pairs->first[request]; pair < pairs->first[request + 1]; pair++) {
    int mentor = pairs->mentor[pair];
    int64_t value = seating->price[mentor] + seating_cost(seating, request, pair);
    if (value < best.value) {
      best = (struct offer){mentor, value, best.value};
    } else if (value <= best.second) {
      best.second = value;
      if (value == best.value && best.mentor >= 0 && seating_has_free(seating, mentor))
        best.mentor = mentor;
    }
  }
  return best;
}

/* Cost of a seated request's best option other than its mentor, price included. */
static int64_t best_other(const struct seating *seating, int request)
{
  const struct permitted *pairs = seating->pairs;
  int64_t best = seating_wait(seating, request);
  for (size_t pair = pairs->first[request]; pair < pairs->first[request + 1]; pair++) {
    int mentor = pairs->mentor[pair];
    int64_t value = seating->price[mentor] + seating_cost(seating, request, pair);
    if (value < best && mentor != seating->placed[request]) best = value;
  }
  return best;
}

/*
 * The seated request that leaves first when the price rises. Bounds are made exact only where that
 * can still matter: not when all of them are at least enough already.
 */
static int first_to_leave(const struct seating *seating, int mentor, int64_t enough)
{
  const int *seat = seating->seat + seating->first[mentor];
  int exact = -1;
  for (;;) {
    int first = seat[0];
    for (int i = 1; i < seating->taken[mentor]; i++)
      if (seating->leave[seat[i]] < seating->leave[first]) first = seat[i];
    if (first == exact || seating->leave[first] >= enough) return first;
    exact = first;
    seating->leave[first] = best_other(seating, first) - seating->cost[first];
  }
}

/*
 * Bids for the offered mentor, who is full: whoever would leave at the lowest price leaves, and
 * that becomes the price. Gives the one without a seat; *idle counts bids that raised nothing.
 */
static int bid(struct bidding *bidding, int request, const struct offer *offer, int *idle)
{
  struct seating *seating = bidding->seating;
  int mentor = offer->mentor;
  int64_t cost = offer->value - seating->price[mentor];
  int64_t leave = offer->second - cost;
  int first = first_to_leave(seating, mentor, leave);
  int64_t price = leave;
  int leaving = request;
  if (seating->leave[first] < leave) {
    price = seating->leave[first];
    leaving = first;
    seating_swap(seating, mentor, first, request, cost);
    seating->placed[first] = -1;
    seating->leave[request] = leave;
  }
  *idle = price == seating->price[mentor] ? *idle + 1 : 0;
  seating->price[mentor] = price;
  bidding->bids--;
  return leaving;
}

static void place_by_bids(struct bidding *bidding, int request)
{
  struct seating *seating = bidding->seating;
  int idle = 0;
  for (;;) {
    struct offer offer = best_offer(seating, request);
    if (offer.mentor < 0) return;
    if (seating_has_free(seating, offer.mentor)) {
      seating_add(seating, request, offer.mentor, offer.value);
      seating->leave[request] = offer.second - offer.value;
      return;
    }
    if (bidding->bids == 0 || idle >= IDLE_BIDS) {
      bidding->left[bidding->lefts++] = request;
      return;
    }
    request = bid(bidding, request, &offer, &idle);
  }
}

static void search_rest(struct seating *seating, const struct bidding *bidding)
{
  struct search search;
  search_open(&search, seating->pairs->mentors);
  for (int i = 0; i < bidding->lefts; i++) search_place(&search, seating, bidding->left[i]);
  search_close(&search);
}

void coordination_solve(const struct permitted *pairs, const int *places, const int *step2,
                        int *placed)
{
  struct seating seating;
  seating_open(&seating, pairs, places, step2, placed);
  struct bidding bidding = {&seating, memory_ints(pairs->requests, -1), 0,
                            (int64_t)BIDS_PER_REQUEST * pairs->requests};
  for (int request = 0; request < pairs->requests; request++)
    if (step2[request] == STEP2_NONE) place_by_bids(&bidding, request);
  search_rest(&seating, &bidding);
  free(bidding.left);
  seating_close(&seating);
}
