/* Every form built in names only what the contract has; what it has not is refused by name. */
#include <jansson.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "client/print/forms.h"
#include "client/print/read.h"

struct world {
  struct arena *arena;
  const struct schema *schema;
};

static int set_up(void **state)
{
  static struct world world;
  struct error error;
  world.arena = arena_new();
  world.schema = schema_get(&error);
  *state = &world;
  return world.schema == NULL ? -1 : 0;
}

static int tear_down(void **state)
{
  struct world *world = *state;
  arena_free(world->arena);
  return 0;
}

static void test_every_form_fits_the_contract(void **state)
{
  struct world *world = *state;
  struct error error;
  const char *name;
  size_t n = 0;
  for (; (name = forms_name(world->arena, n)) != NULL; n++) {
    const struct form *form = read_form(world->arena, world->schema, name, &error);
    if (form == NULL) fail_msg("%s", error.text);
    assert_true(form->n_parts > 0);
    assert_true(strncmp(form->number, "JD-", 3) == 0);
  }
  assert_true(n > 4);
}

/* What is said of a form with that JSON, which has a fault. */
static const char *fault_of(struct world *world, const char *call, const char *part)
{
  static struct error error;
  char text[2048];
  json_error_t fault;
  (void)snprintf(text, sizeof text,
                 "{\"number\": \"JD-00\", \"title\": [\"题\", \"T\"], \"help\": [\"助\", \"H\"],"
                 " \"calls\": [{\"as\": \"p\", %s}], \"parts\": [%s]}",
                 call, part);
  json_t *json = json_loads(text, 0, &fault);
  if (json == NULL) fail_msg("%s: %s", text, fault.text);
  const struct form *form = read_json(world->arena, world->schema, "bad", json, &error);
  json_decref(json);
  return form == NULL ? error.text : "";
}

static void test_what_the_contract_has_not_is_named(void **state)
{
  static const char good_call[] = "\"method\": \"PairingService.ListPairings\"";
  static const char good_part[] = "{\"table\": \"p.rows\", \"columns\": [\"group\"]}";
  static const char *const parts[][2] = {
      {"{\"table\": \"p.row\", \"columns\": [\"group\"]}", "no such field: p.row."},
      {"{\"table\": \"p.rows\", \"columns\": [\"rank\"]}", "no such field: rank."},
      {"{\"table\": \"p.rows\", \"columns\": [\"group\"], \"colour\": 1}", "unknown key: colour."},
      {"{\"grid\": [\"p.rows\"]}", "a list is no value: rows."},
      {"{\"say\": [\"{p.nothing}\", \"\"]}", "no such field: p.nothing."},
      {"{\"say\": [\"只有中文\"]}", "[Chinese, English] is wanted: 只有中文."},
      {"{\"checks\": \"session.account\", \"label\": [\"甲\", \"A\"]}",
       "neither options nor an enum: session.account."},
      {"{\"poem\": 1}", "a part of no known kind"}};
  assert_string_equal(fault_of(*state, good_call, good_part), "");
  for (size_t i = 0; i < sizeof parts / sizeof parts[0]; i++) {
    const char *fault = fault_of(*state, good_call, parts[i][0]);
    if (strstr(fault, parts[i][1]) == NULL) fail_msg("%s: %s", parts[i][0], fault);
  }
  assert_non_null(strstr(fault_of(*state, "\"method\": \"PairingService.Guess\"", good_part),
                         "no such method: PairingService.Guess."));
  assert_non_null(
      strstr(fault_of(*state, "\"method\": \"PairingService.ListPairings\", \"with\": {\"x\": 1}",
                      good_part),
             "no such field of the request: x."));
}

int main(void)
{
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(test_every_form_fits_the_contract),
      cmocka_unit_test(test_what_the_contract_has_not_is_named),
  };
  return cmocka_run_group_tests(tests, set_up, tear_down);
}
