/* Deferred acceptance; each mentor keeps its accepted requests in a heap, the worst on top. */
#include "server/matching/choice.h"

#include "server/matching/memory.h"

struct mentors {
  size_t *first;  /* offset of each mentor's heap */
  int *held;      /* heap size */
  uint64_t *heap; /* keys, the highest (worst) first */
};

static void open_heaps(struct mentors *open, const struct wishes *wishes, const int *places,
                       int mentors)
{
  open->first = memory_array((size_t)mentors + 1, sizeof *open->first);
  open->held = memory_ints(mentors, 0);
  for (int i = 0; i < mentors; i++) {
    int room = places[i] < wishes->requests ? places[i] : wishes->requests;
    open->first[i + 1] = open->first[i] + (size_t)room;
  }
  open->heap = memory_array(open->first[mentors], sizeof *open->heap);
}

static void push(uint64_t *heap, int held, uint64_t key)
{
  int at = held;
  for (; at > 0 && heap[(at - 1) / 2] < key; at = (at - 1) / 2) heap[at] = heap[(at - 1) / 2];
  heap[at] = key;
}

static void replace_top(uint64_t *heap, int held, uint64_t key)
{
  int at = 0;
  for (;;) {
    int child = 2 * at + 1;
    if (child >= held) break;
    if (child + 1 < held && heap[child + 1] > heap[child]) child++;
    if (heap[child] <= key) break;
    heap[at] = heap[child];
    at = child;
  }
  heap[at] = key;
}

/* Proposes one wish; gives the request that is without a mentor afterwards, or -1. */
static int propose(struct mentors *open, const struct wish *wish, int request, int *step2)
{
  size_t first = open->first[wish->mentor];
  int room = (int)(open->first[wish->mentor + 1] - first);
  int *held = &open->held[wish->mentor];
  uint64_t *heap = open->heap + first;
  if (*held < room) {
    push(heap, (*held)++, wish->key);
    step2[request] = wish->mentor;
    return -1;
  }
  if (room == 0 || heap[0] < wish->key) return request;
  int rejected = wish_key_request(heap[0]);
  replace_top(heap, room, wish->key);
  step2[request] = wish->mentor;
  step2[rejected] = STEP2_NONE;
  return rejected;
}

void choice_settle(const struct wishes *wishes, const int *places, int mentors, int *step2)
{
  struct mentors open;
  open_heaps(&open, wishes, places, mentors);
  size_t *next = memory_array((size_t)wishes->requests, sizeof *next);
  for (int i = 0; i < wishes->requests; i++) next[i] = wishes->first[i];
  for (int i = 0; i < wishes->requests; i++) {
    if (step2[i] == STEP2_OUT) continue;
    int request = i;
    step2[request] = STEP2_NONE;
    while (request >= 0 && next[request] < wishes->first[request + 1]) {
      const struct wish *wish = &wishes->wish[next[request]++];
      if (wish->key != WISH_BARRED) request = propose(&open, wish, request, step2);
    }
  }
  free(next);
  free(open.first);
  free(open.held);
  free(open.heap);
}
