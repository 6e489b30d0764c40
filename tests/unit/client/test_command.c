/* Finding the command a line means, and the nearest one where it means none. */
#include "client/command.h"
#include "tests/unit/client/sample.h"

static bool find(struct command *command, struct error *error, const char *const *words)
{
  struct arguments arguments = {.tokens = words};
  while (words[arguments.n] != NULL) arguments.n++;
  return command_find(schema_get(error), &arguments, command, error);
}

#define FIND(...) find(&command, &error, (const char *const[]){__VA_ARGS__, NULL})

static void test_found(void **state)
{
  (void)state;
  struct command command;
  struct error error;
  assert_true(FIND("sample-thing", "list"));
  assert_string_equal(command.words, "sample-thing list");
  assert_true(FIND("--profile", "thing", "sample", "thing", "list", "x"));
  assert_string_equal(command.words, "sample-thing list");
  assert_true(FIND("import", "things", "f"));
  assert_string_equal(command.words, "import things");
  assert_true(FIND("import", "other", "f"));
  assert_string_equal(command.words, "import");
  assert_null(command.method);
}

static void test_suggested(void **state)
{
  (void)state;
  struct command command;
  struct error error;
  assert_false(FIND("thing", "piant"));
  assert_non_null(strstr(error.text, "thing paint"));
  assert_false(FIND("thing"));
  assert_non_null(strstr(error.text, "further word"));
  assert_false(FIND("zzzzzzz"));
  assert_non_null(strstr(error.text, "jiedui help"));
  assert_int_equal(error.code, JIEDUI__CODE__USAGE);
}

static void test_words_are_unique(void **state)
{
  (void)state;
  struct error error;
  struct command a;
  struct command b;
  const struct schema *schema = schema_get(&error);
  for (size_t i = 0; command_get(schema, i, &a); i++) {
    for (size_t j = 0; j < i && command_get(schema, j, &b); j++) {
      assert_string_not_equal(a.words, b.words);
    }
  }
}

int main(void)
{
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(test_found),
      cmocka_unit_test(test_suggested),
      cmocka_unit_test(test_words_are_unique),
  };
  return RUN(tests);
}
