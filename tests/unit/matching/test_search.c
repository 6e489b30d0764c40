/* The proof of optimality a search leaves: at the prices, nobody would rather be elsewhere. */
#include <stdlib.h>

#include "server/matching/choice.h"
#include "server/matching/search.h"
#include "tests/unit/matching/town.h"
#include "tests/unit/matching/unit.h"

enum { MENTORS = 40, REQUESTS = 200, TOWNS = 30 };

struct bench {
  struct match_problem *problem;
  struct instance instance;
  struct permitted permitted;
  struct wishes wishes;
  int places[MENTORS];
  int step2[REQUESTS];
  int placed[REQUESTS];
};

static void open_bench(struct bench *bench, int seed)
{
  struct match_fault fault;
  bench->problem = town_build(&(struct town_shape){seed, REQUESTS, MENTORS, 1, 3 + seed % 6});
  assert_true(instance_build(&bench->instance, bench->problem, &fault));
  permitted_build(&bench->permitted, &bench->instance);
  wishes_build(&bench->wishes, &bench->instance, &bench->permitted);
  for (int i = 0; i < MENTORS; i++) bench->places[i] = instance_places(&bench->instance, i);
  for (int i = 0; i < REQUESTS; i++) bench->step2[i] = STEP2_NONE;
  choice_settle(&bench->wishes, bench->places, MENTORS, bench->step2);
}

static void close_bench(struct bench *bench)
{
  wishes_free(&bench->wishes);
  permitted_free(&bench->permitted);
  instance_free(&bench->instance);
  town_free(bench->problem);
}

/* Cost of what a request has, price included. */
static int64_t present(const struct seating *seating, int request)
{
  int mentor = seating->placed[request];
  if (mentor < 0) return seating_wait(seating, request);
  return seating->price[mentor] + seating->cost[request];
}

static void check_request(const struct seating *seating, int request)
{
  const struct permitted *pairs = seating->pairs;
  int64_t own = present(seating, request);
  assert_true(own <= seating_wait(seating, request));
  for (size_t pair = pairs->first[request]; pair < pairs->first[request + 1]; pair++)
    assert_true(own <= seating->price[pairs->mentor[pair]] + seating_cost(seating, request, pair));
}

/* The price its mentor would have to reach before a seated request leaves. */
static int64_t true_leave(const struct seating *seating, int request)
{
  const struct permitted *pairs = seating->pairs;
  int64_t best = seating_wait(seating, request);
  for (size_t pair = pairs->first[request]; pair < pairs->first[request + 1]; pair++) {
    int mentor = pairs->mentor[pair];
    int64_t value = seating->price[mentor] + seating_cost(seating, request, pair);
    if (mentor != seating->placed[request] && value < best) best = value;
  }
  return best - seating->cost[request];
}

static void check_mentor(const struct seating *seating, int mentor)
{
  if (seating_has_free(seating, mentor)) assert_true(seating->price[mentor] == 0);
  for (int i = 0; i < seating->taken[mentor]; i++) {
    int request = seating->seat[seating->first[mentor] + (size_t)i];
    assert_int_equal(seating->placed[request], mentor);
    assert_true(seating->leave[request] <= true_leave(seating, request));
    assert_true(seating->floor[mentor] <= true_leave(seating, request));
  }
}

static void after_each_search_everyone_has_the_cheapest_option(void **state)
{
  (void)state;
  for (int seed = 1; seed <= TOWNS; seed++) {
    struct bench bench;
    struct seating seating;
    struct search search;
    open_bench(&bench, seed);
    seating_open(&seating, &bench.permitted, bench.places, bench.step2, bench.placed);
    search_open(&search, MENTORS);
    for (int request = 0; request < REQUESTS; request++) {
      if (bench.step2[request] != STEP2_NONE) continue;
      search_place(&search, &seating, request);
      for (int i = 0; i < REQUESTS; i++)
        if (i <= request || bench.step2[i] >= 0) check_request(&seating, i);
      for (int i = 0; i < MENTORS; i++) check_mentor(&seating, i);
    }
    search_close(&search);
    seating_close(&seating);
    close_bench(&bench);
  }
}

int main(void)
{
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(after_each_search_everyone_has_the_cheapest_option)};
  return cmocka_run_group_tests(tests, NULL, NULL);
}
