/* Turns choices and answers into lists that the two-way choice and its checks can walk. */
#include "server/matching/wishes.h"

#include "server/matching/memory.h"

uint64_t wish_key(int rank, int fit, int severity, int request)
{
  uint64_t ranked = rank > 0 ? (uint64_t)rank : MATCH_RANK_MAX + 1;
  uint64_t distance = (uint64_t)(100 - fit);
  uint64_t mildness = (uint64_t)(MATCH_SEVERITY_MAX - severity);
  return ranked << 47 | distance << 40 | mildness << 32 | (uint64_t)request;
}

static uint64_t key_of(const struct instance *instance, const struct permitted *permitted,
                       int request, int mentor)
{
  size_t pair = permitted_find(permitted, request, mentor);
  if (pair == (size_t)-1) return WISH_BARRED;
  const struct fact *answer = facts_find(&instance->answers, request, mentor);
  return wish_key(answer == NULL ? 0 : answer->value, permitted->fit[pair],
                  instance_request(instance, request)->severity, request);
}

/* Insertion into the row that starts at first: lists are short. */
static void insert(struct wishes *wishes, size_t first, size_t count, struct wish wish)
{
  struct wish *row = wishes->wish + first;
  size_t at = count;
  for (; at > 0 && row[at - 1].rank > wish.rank; at--) row[at] = row[at - 1];
  row[at] = wish;
}

void wishes_build(struct wishes *wishes, const struct instance *instance,
                  const struct permitted *permitted)
{
  const struct facts *choices = &instance->choices;
  wishes->requests = instance->requests;
  wishes->first = memory_array((size_t)instance->requests + 1, sizeof *wishes->first);
  wishes->wish = memory_array(choices->first[instance->requests], sizeof *wishes->wish);
  size_t total = 0;
  for (int request = 0; request < instance->requests; request++) {
    size_t start = total;
    int last = -1;
    for (size_t i = choices->first[request]; i < choices->first[request + 1]; i++) {
      const struct fact *choice = &choices->fact[i];
      if (choice->mentor == last) continue;
      last = choice->mentor;
      struct wish wish = {key_of(instance, permitted, request, last), last, choice->value};
      insert(wishes, start, total++ - start, wish);
    }
    wishes->first[request + 1] = total;
  }
}

void wishes_free(struct wishes *wishes)
{
  free(wishes->first);
  free(wishes->wish);
}

const struct wish *wishes_find(const struct wishes *wishes, int request, int mentor)
{
  for (size_t i = wishes->first[request]; i < wishes->first[request + 1]; i++)
    if (wishes->wish[i].mentor == mentor) return &wishes->wish[i];
  return NULL;
}
