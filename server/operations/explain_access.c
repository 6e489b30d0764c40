/* AccessService.ExplainAccess: the contract's rules for one operation, held against the caller. */
#include <string.h>

#include "access.pb-c.h"
#include "internal/access.pb-c.h"
#include "server/database.h"
#include "server/operations/operations.h"

enum { CHECKS = 5 };

static const char find_path[] = "access/explain_access/find.sql";

const struct operation_step explain_access_steps[] = {
    {find_path, &jiedui__access_key__descriptor, &jiedui__access_found__descriptor, NULL},
    {NULL, NULL, NULL, NULL},
};

static void add_check(struct arena *arena, Jiedui__ExplainAccessReply *reply,
                      Jiedui__AccessCheck check, Jiedui__AccessFinding finding)
{
  Jiedui__AccessCheckRow *row = arena_alloc(arena, sizeof *row);
  jiedui__access_check_row__init(row);
  row->has_check = row->has_finding = 1;
  row->check = check;
  row->finding = finding;
  reply->checks[reply->n_checks++] = row;
}

/* By its full name, or the words of its command. */
static const struct operation *find_operation(const struct catalogue *catalogue, const char *name)
{
  for (size_t i = 0; name != NULL && i < catalogue->n_operations; i++) {
    const struct operation *operation = &catalogue->operations[i];
    const struct schema_method *method = operation->method;
    if (strcmp(method->name, name) == 0 || strcmp(method->command, name) == 0) return operation;
  }
  return NULL;
}

/* Whether its SQL asks for consent, so that nothing is claimed that the SQL does not do. */
static bool asks_consent(const struct operation *operation)
{
  for (size_t i = 0; i < operation->n_steps; i++) {
    const struct script *script = &operation->steps[i].script;
    for (size_t j = 0; j < script->n_statements; j++) {
      if (strstr(script->statements[j].sql, "consent_fault(") != NULL) return true;
    }
  }
  return false;
}

static bool is_allowed(const Jiedui__MethodRules *rules, const Jiedui__AccessFound *found)
{
  if (rules->open || rules->member) return true;
  for (size_t i = 0; i < rules->n_allow; i++) {
    for (size_t j = 0; j < found->n_roles; j++) {
      if (rules->allow[i] == found->roles[j]) return true;
    }
  }
  return false;
}

/* What the call has to bring with it, whoever makes it. */
static void add_terms(struct arena *arena, Jiedui__ExplainAccessReply *reply,
                      const struct operation *operation)
{
  const Jiedui__MethodRules *rules = operation->method->rules;
  if (rules->has_reason) {
    add_check(arena, reply, JIEDUI__ACCESS_CHECK__ACCESS_CHECK_REASON,
              rules->reason == JIEDUI__REASON__REASON_EACH
                  ? JIEDUI__ACCESS_FINDING__ACCESS_FINDING_NEEDED_EACH_TIME
                  : JIEDUI__ACCESS_FINDING__ACCESS_FINDING_NEEDED_ONCE);
  }
  if (asks_consent(operation)) {
    add_check(arena, reply, JIEDUI__ACCESS_CHECK__ACCESS_CHECK_CONSENT,
              JIEDUI__ACCESS_FINDING__ACCESS_FINDING_CONSENT_IN_FORCE_ALONE);
  }
}

static void explain(struct request *request, Jiedui__ExplainAccessReply *reply,
                    const struct operation *operation, const Jiedui__AccessFound *found)
{
  struct arena *arena = request->arena;
  const Jiedui__MethodRules *rules = operation->method->rules;
  const Jiedui__ExplainAccessRequest *given =
      (const Jiedui__ExplainAccessRequest *)(const void *)request->input;
  const bool to_all = rules->open || rules->member;
  const bool allowed = is_allowed(rules, found);
  const bool glass = !allowed && rules->break_glass && found->glass;
  reply->checks = arena_alloc(arena, CHECKS * sizeof *reply->checks);
  add_check(arena, reply, JIEDUI__ACCESS_CHECK__ACCESS_CHECK_ROLE,
            to_all    ? JIEDUI__ACCESS_FINDING__ACCESS_FINDING_OPEN_TO_ALL
            : allowed ? JIEDUI__ACCESS_FINDING__ACCESS_FINDING_ROLE_HELD
                      : JIEDUI__ACCESS_FINDING__ACCESS_FINDING_ROLE_MISSING);
  if (given->student != NULL) {
    add_check(arena, reply, JIEDUI__ACCESS_CHECK__ACCESS_CHECK_STUDENT,
              found->reached ? JIEDUI__ACCESS_FINDING__ACCESS_FINDING_WITHIN_REACH
                             : JIEDUI__ACCESS_FINDING__ACCESS_FINDING_NOT_WITHIN_REACH);
  }
  if (!allowed && rules->break_glass) {
    add_check(arena, reply, JIEDUI__ACCESS_CHECK__ACCESS_CHECK_BREAK_GLASS,
              glass ? JIEDUI__ACCESS_FINDING__ACCESS_FINDING_APPROVED
                    : JIEDUI__ACCESS_FINDING__ACCESS_FINDING_NEEDS_APPROVAL);
  }
  add_terms(arena, reply, operation);
  reply->has_may = 1;
  reply->may = glass || (allowed && (given->student == NULL || found->reached));
}

static void on_found(struct work *work, const Jiedui__Status *failure)
{
  struct request *request = work->request;
  const struct operation *operation = request->state;
  const Jiedui__MethodRules *rules = operation->method->rules;
  Jiedui__AccessFound *found = (Jiedui__AccessFound *)(void *)work->output;
  Jiedui__ExplainAccessReply reply = JIEDUI__EXPLAIN_ACCESS_REPLY__INIT;
  request_note(request, work);
  if (failure != NULL) {
    (void)request_fail(request, failure);
    return;
  }
  reply.operation = (char *)(uintptr_t)operation->method->name;
  reply.n_allowed = rules->n_allow;
  reply.allowed = rules->allow;
  reply.n_roles = found->n_roles;
  reply.roles = found->roles;
  explain(request, &reply, operation, found);
  (void)request_answer(request, &reply.base);
}

struct answer *operation_explain_access(struct request *request)
{
  const Jiedui__ExplainAccessRequest *given =
      (const Jiedui__ExplainAccessRequest *)(const void *)request->input;
  const struct operation *operation = find_operation(&request->server->catalogue, given->operation);
  if (operation == NULL) {
    return request_refuse(request, JIEDUI__CODE__NOT_FOUND,
                          "There is no such operation: give a command's words, like \"need show\", "
                          "or an operation's full name.");
  }
  Jiedui__AccessKey *key = arena_alloc(request->arena, sizeof *key);
  jiedui__access_key__init(key);
  key->student = given->student;
  request->state = (void *)(uintptr_t)operation;
  struct answer *answer = request_defer(request);
  database_run(
      database_work(request, catalogue_step(request->operation, find_path), &key->base, on_found));
  return answer;
}
