/* Owns the statuses of what the engine cannot do. The sentences stand in the database. */
#include "server/operations/match_refusal.h"

#include <assert.h>
#include <string.h>

/* As the SQL function masked: the first five and the last four characters. */
static char *mask(struct arena *arena, const char *student_no)
{
  enum { HEAD = 5, TAIL = 4 };
  const size_t size = strlen(student_no);
  char *text = arena_strdup(arena, student_no);
  if (size > HEAD + TAIL) memset(text + HEAD, '*', size - HEAD - TAIL);
  return text;
}

static void add_value(struct arena *arena, Jiedui__Status *status, const char *name,
                      const char *text)
{
  Jiedui__StatusValue *value = arena_alloc(arena, sizeof *value);
  jiedui__status_value__init(value);
  value->name = arena_strdup(arena, name);
  value->value = arena_strdup(arena, text);
  status->values[status->n_values++] = value;
}

struct answer *match_refuse(struct request *request, const char *name, const char *student_no,
                            const char *staff_no)
{
  enum { VALUES = 2 };
  struct arena *arena = request->arena;
  const struct rule *rule = rules_find(request_rules(request), name);
  assert(rule != NULL); /* of sql/seed, as the daemon's own */
  Jiedui__Status *status = failure_new(arena, rule->code, rule->sentence);
  status->constraint = arena_strdup(arena, name);
  status->values = arena_alloc(arena, VALUES * sizeof *status->values);
  if (student_no != NULL) add_value(arena, status, "student_no", mask(arena, student_no));
  if (staff_no != NULL) add_value(arena, status, "staff_no", staff_no);
  return request_fail(request, status);
}

struct answer *match_refuse_input(struct request *request, const struct match_input *input,
                                  enum match_input_fault fault)
{
  if (fault == MATCH_INPUT_SUBJECTS) {
    return match_refuse(request, "run_subjects_within_64", NULL, NULL);
  }
  const Jiedui__MatchInputLock *lock = input->fault_lock;
  return match_refuse(request, "lock_mentor_qualified", lock->student_no, lock->staff_no);
}

static const char *lock_rule(enum match_fault_kind kind)
{
  switch (kind) {
    case MATCH_PAIR_FORBIDDEN:
      return "lock_pair_not_forbidden";
    case MATCH_OVER_PLACES:
      return "lock_within_places";
    case MATCH_SOUND:
    case MATCH_REQUEST_TWICE:
    case MATCH_MENTOR_TWICE:
    case MATCH_LOCKED_TWICE:
    case MATCH_NOT_QUALIFIED:
    case MATCH_PAIR_REFUSED:
    case MATCH_LOCK_BROKEN:
      break;
  }
  return "lock_mentor_qualified";
}

struct answer *match_refuse_lock(struct request *request, const struct match_problem *problem,
                                 const struct match_fault *fault)
{
  return match_refuse(request, lock_rule(fault->kind),
                      fault->request < 0 ? NULL : problem->request[fault->request].student_no,
                      fault->mentor < 0 ? NULL : problem->mentor[fault->mentor].staff_no);
}
