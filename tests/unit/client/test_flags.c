/* From a command line to a request message. */
#include "client/cell.h"
#include "client/command.h"
#include "client/flags.h"
#include "client/value.h"
#include "tests/unit/client/sample.h"

enum { WORDS_MAX = 12 };

struct parsed {
  struct arena *arena;
  struct options options;
  ProtobufCMessage *message;
  const struct schema_message *fields;
  struct error error;
  bool done;
};

/* Parses the words, ended by NULL, as `jiedui` would. */
static void parse(struct parsed *parsed, const char *const *words)
{
  struct arguments arguments = {.tokens = words};
  struct command command;
  *parsed = (struct parsed){.arena = arena_new()};
  options_init(&parsed->options);
  while (words[arguments.n] != NULL) arguments.n++;
  parsed->done = command_find(schema_get(&parsed->error), &arguments, &command, &parsed->error);
  if (!parsed->done) return;
  parsed->fields = command.method->input;
  parsed->message = value_message(parsed->arena, parsed->fields);
  struct flag_set set = {.arena = parsed->arena,
                         .options = &parsed->options,
                         .fields = parsed->fields,
                         .message = parsed->message};
  parsed->done = flags_parse(&set, &arguments, &parsed->error);
}

#define PARSE(parsed, ...) parse(&(parsed), (const char *const[]){__VA_ARGS__, NULL})

static const char *get(struct parsed *parsed, const char *field)
{
  return cell_text(parsed->arena, parsed->message, schema_field_find(parsed->fields, field),
                   CELL_PLAIN);
}

static void test_values(void **state)
{
  (void)state;
  struct parsed p;
  PARSE(p, "sample-thing", "list", "--limit", "-5", "--mine", "--as-of=2026-01-02");
  assert_true(p.done);
  assert_string_equal(get(&p, "limit"), "-5");
  assert_string_equal(get(&p, "mine"), "yes");
  assert_string_equal(get(&p, "as_of"), "2026-01-02");
  assert_string_equal(get(&p, "after"), "");
  arena_free(p.arena);
}

static void test_options_stand_anywhere(void **state)
{
  (void)state;
  struct parsed p;
  PARSE(p, "-o", "json", "sample", "thing", "--profile=x", "list", "--colour", "红");
  assert_false(p.done); /* but not between the words */
  arena_free(p.arena);
  PARSE(p, "-ojson", "--colour", "红", "sample", "thing", "list", "--timeout", "1.5", "--colour",
        "dark_blue");
  assert_true(p.done);
  assert_int_equal(p.options.format, FORMAT_JSON);
  assert_in_range(p.options.timeout_ms, 1500, 1501);
  assert_string_equal(get(&p, "colour"), "red;dark_blue");
  arena_free(p.arena);
}

static void test_positionals(void **state)
{
  (void)state;
  struct parsed p;
  PARSE(p, "thing", "paint", "T1", "深蓝");
  assert_true(p.done);
  assert_string_equal(get(&p, "thing_no"), "T1");
  assert_string_equal(get(&p, "colour"), "dark_blue");
  arena_free(p.arena);
  PARSE(p, "thing", "paint", "red", "--thing-no", "T1");
  assert_true(p.done);
  assert_string_equal(get(&p, "colour"), "red");
  arena_free(p.arena);
  PARSE(p, "thing", "paint", "--", "-T1");
  assert_true(p.done);
  assert_string_equal(get(&p, "thing_no"), "-T1");
  arena_free(p.arena);
  PARSE(p, "thing", "paint", "T1", "red", "much");
  assert_false(p.done);
  assert_non_null(strstr(p.error.text, "\"much\""));
  arena_free(p.arena);
}

static void test_own_flag_before_common(void **state)
{
  (void)state;
  struct parsed p;
  PARSE(p, "thing", "paint", "T1", "--campus", "33");
  assert_true(p.done);
  assert_string_equal(get(&p, "campus"), "33");
  assert_null(p.options.campus);
  arena_free(p.arena);
  PARSE(p, "sample-thing", "list", "--campus", "33");
  assert_true(p.done);
  assert_string_equal(p.options.campus, "33");
  arena_free(p.arena);
}

static void assert_refused(struct parsed *p, const char *says)
{
  assert_false(p->done);
  assert_int_equal(p->error.code, JIEDUI__CODE__USAGE);
  if (strstr(p->error.text, says) == NULL) fail_msg("%s", p->error.text);
  arena_free(p->arena);
}

static void test_refusals(void **state)
{
  (void)state;
  struct parsed p;
  PARSE(p, "thing", "paint", "--password", "x");
  assert_refused(&p, "--password-stdin");
  PARSE(p, "thing", "paint", "--colour", "绿");
  assert_refused(&p, "red, dark_blue");
  PARSE(p, "thing", "paint", "--colou", "red");
  assert_refused(&p, "--colour");
  PARSE(p, "sample-thing", "list", "--limit", "3x");
  assert_refused(&p, "\"3x\" is not a whole number");
  PARSE(p, "sample-thing", "list", "--limit", "99999999999");
  assert_refused(&p, "whole number");
  PARSE(p, "sample-thing", "list", "--limit", "1", "--limit", "2");
  assert_refused(&p, "twice");
  PARSE(p, "sample-thing", "list", "--limit");
  assert_refused(&p, "needs a value");
  PARSE(p, "sample-thing", "list", "--timeout", "0");
  assert_refused(&p, "--timeout");
  PARSE(p, "sample-thing", "list", "--mine=perhaps");
  assert_refused(&p, "neither yes nor no");
  PARSE(p, "sample-thing", "list", "--qqqqqqqqqq");
  assert_refused(&p, "--help");
}

int main(void)
{
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(test_values),      cmocka_unit_test(test_options_stand_anywhere),
      cmocka_unit_test(test_positionals), cmocka_unit_test(test_own_flag_before_common),
      cmocka_unit_test(test_refusals),
  };
  return RUN(tests);
}
