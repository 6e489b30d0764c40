/* Owns the table of operations. Never runs one. */
#include "server/catalogue.h"

#include <assert.h>
#include <stdio.h>
#include <string.h>

#include "common/embedded.h"
#include "server/house.h"

struct builder {
  struct catalogue *catalogue;
  void (*on_fault)(void *data, const char *text);
  void *data;
  size_t faults;
  bool used[1024]; /* by place in embedded_operations */
};

static void fault(struct builder *b, const char *format, const char *subject, const char *object)
{
  char text[640];
  (void)snprintf(text, sizeof text, format, subject, object);
  b->on_fault(b->data, text);
  b->faults++;
}

static const struct embedded *find_file(struct builder *b, const char *path)
{
  for (size_t i = 0; embedded_operations[i].path != NULL; i++) {
    if (strcmp(embedded_operations[i].path, path) != 0) continue;
    assert(i < sizeof b->used);
    b->used[i] = true;
    return &embedded_operations[i];
  }
  return NULL;
}

static void add_step(struct builder *b, struct operation *operation, struct step step,
                     const char *path)
{
  struct error error;
  const struct embedded *file = find_file(b, path);
  if (file == NULL) {
    fault(b, "%s has no SQL file: write sql/operations/%s", operation->method->name, path);
    return;
  }
  if (!script_parse(&step.script, arena_strdup(b->catalogue->arena, path), (const char *)file->data,
                    b->catalogue->arena, &error)) {
    fault(b, "%s%s", error.text, "");
    return;
  }
  operation->steps[operation->n_steps++] = step;
}

static const struct operation_in_c *find_handler(const char *method)
{
  for (const struct operation_in_c *c = operations_in_c; c->method != NULL; c++) {
    if (strcmp(c->method, method) == 0) return c;
  }
  return NULL;
}

static void add_c_steps(struct builder *b, struct operation *operation,
                        const struct operation_step *steps)
{
  size_t n = 0;
  while (steps != NULL && steps[n].path != NULL) n++;
  operation->steps = arena_alloc(b->catalogue->arena, (n + 1) * sizeof *operation->steps);
  for (size_t i = 0; i < n; i++) {
    const struct operation_step *s = &steps[i];
    const char *role = s->role != NULL ? s->role : operation->method->rules->role;
    add_step(b, operation, (struct step){s->input, s->output, role, {0}}, s->path);
  }
}

static void add_sql_step(struct builder *b, struct operation *operation)
{
  const struct schema_method *m = operation->method;
  operation->steps = arena_alloc(b->catalogue->arena, sizeof *operation->steps);
  const char *path = arena_printf(b->catalogue->arena, "%s.sql", m->path);
  add_step(b, operation,
           (struct step){m->input->descriptor, m->output->descriptor, m->rules->role, {0}}, path);
}

/* What the contract alone must say: who may call, and under which database role. */
static void check_rules(struct builder *b, const struct schema_method *m)
{
  const Jiedui__MethodRules *rules = m->rules;
  const int ways = (rules->n_allow > 0) + rules->open + rules->member;
  if (ways == 0) fault(b, "%s has no access rule: write (allow)%s", m->name, "");
  if (ways > 1) fault(b, "%s: only one of (allow), (member), (open) can be%s", m->name, "");
  if (rules->role == NULL && !rules->local) {
    fault(b, "%s has no database role: write (role)%s", m->name, "");
  }
  if (!rules->has_audit)
    fault(b, "%s does not say what it leaves in the audit: (audit)%s", m->name, "");
  if (rules->dry_run && !rules->idempotent) {
    fault(b, "%s: (dry_run) is for writes: write (idempotent)%s", m->name, "");
  }
}

static void add_operation(struct builder *b, size_t place)
{
  struct operation *operation = &b->catalogue->operations[place];
  const struct schema_method *m = &b->catalogue->schema->methods[place];
  const struct operation_in_c *in_c = find_handler(m->name);
  operation->method = m;
  check_rules(b, m);
  if (in_c != NULL) {
    operation->handler = in_c->handler;
    add_c_steps(b, operation, in_c->steps);
  } else {
    add_sql_step(b, operation);
  }
}

/* An operation without an rpc or rules: its steps run under roles of their own. */
static void add_house(struct builder *b)
{
  static const Jiedui__MethodRules rules = JIEDUI__METHOD_RULES__INIT;
  static const struct schema_method method = {.name = "house", .path = "house", .rules = &rules};
  b->catalogue->house.method = &method;
  add_c_steps(b, &b->catalogue->house, house_steps);
}

size_t catalogue_build(struct catalogue *catalogue, const struct schema *schema,
                       void (*on_fault)(void *data, const char *text), void *data)
{
  struct builder b = {.catalogue = catalogue, .on_fault = on_fault, .data = data};
  *catalogue = (struct catalogue){.schema = schema, .arena = arena_new()};
  catalogue->n_operations = schema->n_methods;
  catalogue->operations =
      arena_alloc(catalogue->arena, schema->n_methods * sizeof *catalogue->operations);
  for (size_t i = 0; i < schema->n_methods; i++) add_operation(&b, i);
  add_house(&b);
  for (size_t i = 0; embedded_operations[i].path != NULL; i++) {
    if (!b.used[i]) {
      fault(&b, "sql/operations/%s belongs to no rpc: remove it or write one%s",
            embedded_operations[i].path, "");
    }
  }
  for (const struct operation_in_c *c = operations_in_c; c->method != NULL; c++) {
    if (schema_method_find(schema, c->method) == NULL) {
      fault(&b, "server/operations has %s, and no .proto has%s", c->method, "");
    }
  }
  return b.faults;
}

void catalogue_free(struct catalogue *catalogue)
{
  arena_free(catalogue->arena);
  *catalogue = (struct catalogue){0};
}

const struct operation *catalogue_find(const struct catalogue *catalogue, const char *method)
{
  const struct schema_method *found = schema_method_find(catalogue->schema, method);
  return found == NULL ? NULL : &catalogue->operations[found - catalogue->schema->methods];
}

const struct step *catalogue_step(const struct operation *operation, const char *path)
{
  size_t i = 0;
  while (i < operation->n_steps && strcmp(operation->steps[i].script.path, path) != 0) i++;
  assert(i < operation->n_steps); /* operations.c lists every step */
  return &operation->steps[i];
}
