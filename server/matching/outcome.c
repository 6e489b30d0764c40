/* Explains an assignment; changes nothing about it. */
#include "server/matching/outcome.h"

#include "server/matching/blocking.h"
#include "server/matching/choice.h"
#include "server/matching/memory.h"

static enum match_step step_of(const struct outcome *outcome, int request)
{
  int placed = outcome->placed[request];
  if (placed < 0) return MATCH_STEP_NONE;
  if (outcome->instance->lock[request] >= 0) return MATCH_STEP_LOCKED;
  if (outcome->by_hand[request]) return MATCH_STEP_HAND;
  if (outcome->instance->problem->is_loan) return MATCH_STEP_LOAN;
  return placed == outcome->step2[request] ? MATCH_STEP_CHOICE : MATCH_STEP_COORDINATION;
}

/* Best wish other than one: by rank, then fit, then staff number; NULL = none. */
static const struct wish *best_wish(const struct wishes *wishes, int request, int except)
{
  const struct wish *best = NULL;
  for (size_t i = wishes->first[request]; i < wishes->first[request + 1]; i++) {
    const struct wish *wish = &wishes->wish[i];
    if (wish->key == WISH_BARRED || wish->mentor == except) continue;
    if (best == NULL ||
        (wish->rank == best->rank && wish_key_fit(wish->key) > wish_key_fit(best->key)))
      best = wish;
  }
  return best;
}

static int best_other(const struct outcome *outcome, int request, int except)
{
  const struct wish *wish = best_wish(&outcome->wishes, request, except);
  if (wish != NULL) return wish->mentor;
  const struct permitted *permitted = &outcome->permitted;
  int best = -1;
  int fit = -1;
  for (size_t i = permitted->first[request]; i < permitted->first[request + 1]; i++) {
    if (permitted->fit[i] > fit && permitted->mentor[i] != except) {
      best = permitted->mentor[i];
      fit = permitted->fit[i];
    }
  }
  return best;
}

/* taken: per mentor, the placed requests other than locked ones. */
static enum match_reason reason_of(const struct outcome *outcome, int request, const int *taken)
{
  const struct permitted *permitted = &outcome->permitted;
  switch (permitted->permit[request]) {
    case PERMIT_UNQUALIFIED:
      return MATCH_NO_QUALIFIED_MENTOR;
    case PERMIT_BARRED:
      return MATCH_ALL_FORBIDDEN;
    case PERMIT_SOME:
      break;
  }
  for (size_t i = permitted->first[request]; i < permitted->first[request + 1]; i++)
    if (taken[permitted->mentor[i]] < outcome->places[permitted->mentor[i]])
      return MATCH_LEFT_BY_HAND;
  return MATCH_NO_FREE_PLACE;
}

static int mentor_index(const struct outcome *outcome, int mentor)
{
  return mentor < 0 ? -1 : outcome->instance->mentor_at[mentor];
}

static struct match_pair explain(const struct outcome *outcome, int request, const int *taken)
{
  int placed = outcome->placed[request];
  int step2 = outcome->step2[request];
  int instead = step2 >= 0 && step2 != placed ? step2 : best_other(outcome, request, placed);
  struct match_pair pair = {.mentor = mentor_index(outcome, placed),
                            .step = step_of(outcome, request),
                            .step2_mentor = mentor_index(outcome, step2),
                            .instead = mentor_index(outcome, instead)};
  if (placed < 0) {
    pair.reason = reason_of(outcome, request, taken);
    return pair;
  }
  const struct wish *wish = wishes_find(&outcome->wishes, request, placed);
  pair.choice_rank = wish == NULL ? 0 : wish->rank;
  pair.fit = instance_fit(outcome->instance, request, placed);
  return pair;
}

/* Counts a pair once, by what became of its step 2. */
static void count_pair(struct match_summary *summary, const struct match_pair *pair,
                       enum match_group group)
{
  summary->total_fit += pair->fit.value;
  if (pair->mentor < 0) {
    summary->waiting++;
    summary->waiting_of[group]++;
  } else if (pair->step == MATCH_STEP_LOCKED) {
    summary->locked++;
  } else if (pair->step2_mentor < 0) {
    summary->coordinated++;
  } else if (pair->step2_mentor == pair->mentor) {
    summary->chosen++;
  } else {
    summary->moved++;
  }
}

static int *count_taken(const struct outcome *outcome)
{
  int *taken = memory_ints(outcome->instance->mentors, 0);
  for (int request = 0; request < outcome->instance->requests; request++)
    if (outcome->placed[request] >= 0 && outcome->step2[request] != STEP2_OUT)
      taken[outcome->placed[request]]++;
  return taken;
}

void outcome_fill(const struct outcome *outcome, struct match_result *result)
{
  const struct instance *instance = outcome->instance;
  *result = (struct match_result){.summary.requests = instance->requests};
  result->pair = memory_array((size_t)instance->requests, sizeof *result->pair);
  int *taken = count_taken(outcome);
  struct match_summary *summary = &result->summary;
  for (int request = 0; request < instance->requests; request++) {
    struct match_pair *pair = &result->pair[instance->request_at[request]];
    *pair = explain(outcome, request, taken);
    count_pair(summary, pair, instance_request(instance, request)->group);
  }
  free(taken);
  int cap = instance->problem->cap;
  for (int group = 0; group < MATCH_GROUPS; group++)
    summary->shortage[group] =
        summary->waiting_of[group] / cap + (summary->waiting_of[group] % cap != 0);
  result->blocking = blocking_find(outcome, &summary->blocking_pairs);
}
