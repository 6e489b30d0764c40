/* Times the matching engine beside its peers in one run, on campuses of 1,500 requests (P6). */
#include <assert.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "server/matching/choice.h"
#include "server/matching/coordination.h"
#include "tests/bench/matching/bare_choice.h"
#include "tests/unit/matching/lemon_peer.h"
#include "tests/unit/matching/town.h"

enum { CAMPUS_REQUESTS = 1500, CAMPUS_MENTORS = 300, CAMPUSES = 67, ROUNDS = 3 };

/* What is timed; the best of all rounds counts. */
enum measure {
  MEASURE_ORDER,
  MEASURE_PAIRS,
  MEASURE_WISHES,
  MEASURE_CHOICE,
  MEASURE_COORDINATION,
  MEASURE_RUN,
  MEASURE_BARE_CHOICE,
  MEASURE_LEMON_RUN,
  MEASURE_LEMON_BUILD,
  MEASURE_WHOLE,
  MEASURE_WHOLE_LEMON_RUN,
  MEASURE_WHOLE_LEMON_BUILD,
  MEASURES
};

static const char *const measure_name[MEASURES] = {"order",
                                                   "pairs and fit",
                                                   "wishes",
                                                   "choice",
                                                   "coordination",
                                                   "whole match_run",
                                                   "bare choice",
                                                   "lemon run",
                                                   "lemon build",
                                                   "coordination, one graph",
                                                   "lemon run, one graph",
                                                   "lemon build, one graph"};

struct campus {
  struct match_problem *problem;
  struct instance instance;
  struct permitted permitted;
  struct wishes wishes;
  struct bare_choice bare;
  int *places, *step2, *placed;
};

struct bench {
  struct campus campus[CAMPUSES];
  int campuses;
  bool with_whole; /* also as one graph, once: the peer takes long */
  double ms[MEASURES];
  double best[MEASURES];
  int64_t pairs, fit, placed, moved, chosen;
};

static double now_ms(void)
{
  struct timespec now;
  timespec_get(&now, TIME_UTC);
  return (double)now.tv_sec * 1e3 + (double)now.tv_nsec / 1e6;
}

/* Adds the time since *start to a measure and starts anew. */
static void lap(struct bench *bench, enum measure measure, double *start)
{
  double now = now_ms();
  bench->ms[measure] += now - *start;
  *start = now_ms();
}

static void run_steps(struct bench *bench, struct campus *campus)
{
  struct match_fault fault;
  double start = now_ms();
  bool sound = instance_build(&campus->instance, campus->problem, &fault);
  lap(bench, MEASURE_ORDER, &start);
  permitted_build(&campus->permitted, &campus->instance);
  lap(bench, MEASURE_PAIRS, &start);
  wishes_build(&campus->wishes, &campus->instance, &campus->permitted);
  lap(bench, MEASURE_WISHES, &start);
  assert(sound);
  for (int i = 0; i < campus->instance.mentors; i++)
    campus->places[i] = instance_places(&campus->instance, i);
  memset(campus->step2, 0, (size_t)campus->instance.requests * sizeof *campus->step2);
  start = now_ms();
  choice_settle(&campus->wishes, campus->places, campus->instance.mentors, campus->step2);
  lap(bench, MEASURE_CHOICE, &start);
  coordination_solve(&campus->permitted, campus->places, campus->step2, campus->placed);
  lap(bench, MEASURE_COORDINATION, &start);
}

static void run_public(struct bench *bench, const struct campus *campus)
{
  struct match_result result;
  struct match_fault fault;
  double start = now_ms();
  bool sound = match_run(campus->problem, &result, &fault);
  assert(sound);
  lap(bench, MEASURE_RUN, &start);
  bench->placed += result.summary.requests - result.summary.waiting;
  bench->moved += result.summary.moved;
  bench->fit += result.summary.total_fit;
  bench->chosen += result.summary.chosen + result.summary.moved;
  match_result_free(&result);
}

static void run_bare_choice(struct bench *bench, struct campus *campus)
{
  bare_choice_prepare(&campus->bare, &campus->wishes, campus->places, campus->instance.mentors);
  int *mentor_of = malloc((size_t)campus->instance.requests * sizeof *mentor_of);
  double start = now_ms();
  bare_choice_run(&campus->bare, mentor_of);
  lap(bench, MEASURE_BARE_CHOICE, &start);
  assert(memcmp(mentor_of, campus->step2, (size_t)campus->instance.requests * sizeof *mentor_of) ==
         0);
  free(mentor_of);
  bare_choice_free(&campus->bare);
}

/* One graph of all campuses, mentors renumbered. */
static struct permitted join(const struct bench *bench, int *places, int *step2)
{
  struct permitted all = {0};
  int requests = bench->campuses * CAMPUS_REQUESTS;
  all.first = calloc((size_t)requests + 1, sizeof *all.first);
  all.mentor = malloc((size_t)bench->pairs * sizeof *all.mentor);
  all.fit = malloc((size_t)bench->pairs * sizeof *all.fit);
  size_t at = 0;
  for (int i = 0; i < bench->campuses; i++) {
    const struct campus *campus = &bench->campus[i];
    for (int request = 0; request < campus->instance.requests; request++) {
      for (size_t pair = campus->permitted.first[request];
           pair < campus->permitted.first[request + 1]; pair++, at++) {
        all.mentor[at] = campus->permitted.mentor[pair] + all.mentors;
        all.fit[at] = campus->permitted.fit[pair];
      }
      int mentor = campus->step2[request];
      step2[all.requests++] = mentor < 0 ? mentor : mentor + all.mentors;
      all.first[all.requests] = at;
    }
    for (int mentor = 0; mentor < campus->instance.mentors; mentor++)
      places[all.mentors++] = campus->places[mentor];
  }
  return all;
}

static int64_t fit_of(const struct permitted *pairs, const int *placed)
{
  int64_t sum = 0;
  for (int request = 0; request < pairs->requests; request++)
    if (placed[request] >= 0) sum += pairs->fit[permitted_find(pairs, request, placed[request])];
  return sum;
}

static void run_whole(struct bench *bench)
{
  int *places = malloc((size_t)(bench->campuses * CAMPUS_MENTORS) * sizeof *places);
  int *step2 = malloc((size_t)(bench->campuses * CAMPUS_REQUESTS) * sizeof *step2);
  int *placed = malloc((size_t)(bench->campuses * CAMPUS_REQUESTS) * sizeof *placed);
  struct permitted all = join(bench, places, step2);
  double start = now_ms();
  coordination_solve(&all, places, step2, placed);
  lap(bench, MEASURE_WHOLE, &start);
  struct lemon_answer answer = lemon_solve(&all, places, step2);
  bench->ms[MEASURE_WHOLE_LEMON_RUN] += answer.run_ms;
  bench->ms[MEASURE_WHOLE_LEMON_BUILD] += answer.build_ms;
  assert(answer.fit == bench->fit && fit_of(&all, placed) == bench->fit);
  free(places);
  free(step2);
  free(placed);
  permitted_free(&all);
}

static void run_round(struct bench *bench)
{
  int64_t fit = 0;
  bench->pairs = bench->fit = bench->placed = bench->moved = bench->chosen = 0;
  memset(bench->ms, 0, sizeof bench->ms);
  for (int i = 0; i < bench->campuses; i++) {
    struct campus *campus = &bench->campus[i];
    run_steps(bench, campus);
    run_public(bench, campus);
    run_bare_choice(bench, campus);
    struct lemon_answer answer = lemon_solve(&campus->permitted, campus->places, campus->step2);
    bench->ms[MEASURE_LEMON_RUN] += answer.run_ms;
    bench->ms[MEASURE_LEMON_BUILD] += answer.build_ms;
    fit += answer.fit;
    bench->pairs += (int64_t)campus->permitted.first[campus->instance.requests];
  }
  assert(fit == bench->fit);
  if (bench->with_whole && bench->best[MEASURE_WHOLE] == 0.0) run_whole(bench);
  for (int i = 0; i < bench->campuses; i++) {
    wishes_free(&bench->campus[i].wishes);
    permitted_free(&bench->campus[i].permitted);
    instance_free(&bench->campus[i].instance);
  }
  for (int i = 0; i < MEASURES; i++)
    if (bench->ms[i] > 0.0 && (bench->best[i] == 0.0 || bench->ms[i] < bench->best[i]))
      bench->best[i] = bench->ms[i];
}

struct scene {
  const char *title;
  int campuses, places_from, places_to;
  bool with_whole;
};

static void open_bench(struct bench *bench, const struct scene *scene)
{
  *bench = (struct bench){.campuses = scene->campuses, .with_whole = scene->with_whole};
  for (int i = 0; i < scene->campuses; i++) {
    struct campus *campus = &bench->campus[i];
    campus->problem = town_build(&(struct town_shape){i + 1, CAMPUS_REQUESTS, CAMPUS_MENTORS,
                                                      scene->places_from, scene->places_to});
    campus->places = malloc(CAMPUS_MENTORS * sizeof *campus->places);
    campus->step2 = malloc(CAMPUS_REQUESTS * sizeof *campus->step2);
    campus->placed = malloc(CAMPUS_REQUESTS * sizeof *campus->placed);
  }
}

static void close_bench(struct bench *bench)
{
  for (int i = 0; i < bench->campuses; i++) {
    town_free(bench->campus[i].problem);
    free(bench->campus[i].places);
    free(bench->campus[i].step2);
    free(bench->campus[i].placed);
  }
}

/* What each ratio divides, and the most it may be. */
struct ratio {
  const char *name;
  enum measure ours, peer;
  double must;
};

static const struct ratio ratios[] = {
    {"choice / bare Gale-Shapley", MEASURE_CHOICE, MEASURE_BARE_CHOICE, 2.0},
    {"coordination / LEMON run, by campus", MEASURE_COORDINATION, MEASURE_LEMON_RUN, 2.0},
    {"coordination / LEMON run, one graph", MEASURE_WHOLE, MEASURE_WHOLE_LEMON_RUN, 2.0}};

static double ratio_of(const struct bench *bench, const struct ratio *ratio)
{
  return bench->best[ratio->ours] / bench->best[ratio->peer];
}

static void print_table(const struct bench *bench, const char *title)
{
  printf("\n%s: %d requests, %lld permitted pairs, %lld placed, %lld chosen, %lld moved\n", title,
         bench->campuses * CAMPUS_REQUESTS, (long long)bench->pairs, (long long)bench->placed,
         (long long)bench->chosen, (long long)bench->moved);
  for (int i = 0; i < MEASURES; i++)
    if (bench->best[i] > 0.0) printf("  %-36s %10.2f ms\n", measure_name[i], bench->best[i]);
  for (size_t i = 0; i < sizeof ratios / sizeof *ratios; i++)
    if (bench->best[ratios[i].peer] > 0.0)
      printf("  %-36s %10.2f (at most %.1f)\n", ratios[i].name, ratio_of(bench, &ratios[i]),
             ratios[i].must);
}

static void print_json(FILE *out, const struct bench *bench, const char *title, bool is_first)
{
  fprintf(out, "%s\n  {\"case\": \"%s\", \"requests\": %d, \"pairs\": %lld, \"placed\": %lld",
          is_first ? "[" : ",", title, bench->campuses * CAMPUS_REQUESTS, (long long)bench->pairs,
          (long long)bench->placed);
  for (int i = 0; i < MEASURES; i++)
    if (bench->best[i] > 0.0)
      fprintf(out, ",\n   \"%s ms\": %.3f", measure_name[i], bench->best[i]);
  for (size_t i = 0; i < sizeof ratios / sizeof *ratios; i++)
    if (bench->best[ratios[i].peer] > 0.0)
      fprintf(out, ",\n   \"%s\": %.3f", ratios[i].name, ratio_of(bench, &ratios[i]));
  fputs("}", out);
}

/* The growth rows show that the cost is linear in requests. */
static const struct scene scenes[] = {{"places just about suffice", CAMPUSES, 4, 6, true},
                                      {"short of mentors", CAMPUSES, 2, 5, false},
                                      {"places to spare", CAMPUSES, 5, 8, false},
                                      {"growth, 1 campus", 1, 4, 6, false},
                                      {"growth, 8 campuses", 8, 4, 6, false},
                                      {"growth, 32 campuses", 32, 4, 6, false}};

int main(int argc, char **argv)
{
  FILE *json = argc > 1 ? fopen(argv[1], "w") : NULL;
  static struct bench bench;
  for (size_t i = 0; i < sizeof scenes / sizeof *scenes; i++) {
    const struct scene *scene = &scenes[i];
    open_bench(&bench, scene);
    for (int round = 0; round < ROUNDS; round++) run_round(&bench);
    print_table(&bench, scene->title);
    if (json != NULL) print_json(json, &bench, scene->title, i == 0);
    close_bench(&bench);
  }
  if (json == NULL) return 0;
  fputs("\n]\n", json);
  return fclose(json) == 0 ? 0 : 1;
}
