/* The steps of a run in their order; each is a function of its own file. */
#include "server/matching/match.h"

#include "server/matching/check.h"
#include "server/matching/choice.h"
#include "server/matching/coordination.h"
#include "server/matching/memory.h"
#include "server/matching/outcome.h"

static void place_locks(struct outcome *outcome)
{
  const struct instance *instance = outcome->instance;
  outcome->places = memory_ints(instance->mentors, 0);
  outcome->step2 = memory_ints(instance->requests, STEP2_NONE);
  for (int mentor = 0; mentor < instance->mentors; mentor++)
    outcome->places[mentor] = instance_places(instance, mentor);
  for (int request = 0; request < instance->requests; request++) {
    if (instance->lock[request] < 0) continue;
    outcome->places[instance->lock[request]]--;
    outcome->step2[request] = STEP2_OUT;
  }
}

/* Locks, permitted pairs and step 2; the final assignment is still empty. */
static void open_outcome(struct outcome *outcome, const struct instance *instance)
{
  outcome->instance = instance;
  place_locks(outcome);
  permitted_build(&outcome->permitted, instance);
  wishes_build(&outcome->wishes, instance, &outcome->permitted);
  choice_settle(&outcome->wishes, outcome->places, instance->mentors, outcome->step2);
  outcome->placed = memory_ints(instance->requests, -1);
  outcome->by_hand = memory_array((size_t)instance->requests, sizeof *outcome->by_hand);
}

static void close_outcome(struct outcome *outcome)
{
  permitted_free(&outcome->permitted);
  wishes_free(&outcome->wishes);
  free(outcome->places);
  free(outcome->step2);
  free(outcome->placed);
  free(outcome->by_hand);
}

static void run_steps(const struct instance *instance, struct match_result *out)
{
  struct outcome outcome;
  open_outcome(&outcome, instance);
  coordination_solve(&outcome.permitted, outcome.places, outcome.step2, outcome.placed);
  for (int request = 0; request < instance->requests; request++)
    if (instance->lock[request] >= 0) outcome.placed[request] = instance->lock[request];
  outcome_fill(&outcome, out);
  close_outcome(&outcome);
}

static void explain_placed(const struct instance *instance, const struct match_placed *placed,
                           struct match_result *out)
{
  struct outcome outcome;
  open_outcome(&outcome, instance);
  for (int request = 0; request < instance->requests; request++) {
    const struct match_placed *one = &placed[instance->request_at[request]];
    outcome.placed[request] = one->mentor < 0 ? -1 : instance->mentor_position[one->mentor];
    outcome.by_hand[request] = one->by_hand;
  }
  outcome_fill(&outcome, out);
  close_outcome(&outcome);
}

bool match_run(const struct match_problem *problem, struct match_result *out,
               struct match_fault *fault)
{
  struct instance instance;
  bool sound = instance_build(&instance, problem, fault) && check_locks(&instance, fault);
  if (sound) run_steps(&instance, out);
  instance_free(&instance);
  return sound;
}

bool match_check(const struct match_problem *problem, const struct match_placed *placed,
                 struct match_fault *fault)
{
  struct instance instance;
  bool sound = instance_build(&instance, problem, fault) && check_placed(&instance, placed, fault);
  instance_free(&instance);
  return sound;
}

bool match_evaluate(const struct match_problem *problem, const struct match_placed *placed,
                    struct match_result *out, struct match_fault *fault)
{
  struct instance instance;
  bool sound = instance_build(&instance, problem, fault) && check_placed(&instance, placed, fault);
  if (sound) explain_placed(&instance, placed, out);
  instance_free(&instance);
  return sound;
}

void match_result_free(struct match_result *result)
{
  free(result->pair);
  free(result->blocking);
  *result = (struct match_result){0};
}
