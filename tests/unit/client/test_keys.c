/* A key counts once in a file, however many there are. */
#include "client/keys.h"
#include "client/value.h"
#include "tests/unit/client/sample.h"

static size_t add(struct keys *keys, const char *key, size_t line)
{
  struct arena *arena = arena_new();
  struct error error;
  ProtobufCMessage *row = value_message(arena, sample_thing());
  const struct schema_field *field = schema_field_find(sample_thing(), "thing_no");
  if (key != NULL) assert_true(value_set(arena, row, field, key, &error));
  const size_t before = keys_add(keys, sample_thing(), row, line);
  arena_free(arena);
  return before;
}

static void test_once(void **state)
{
  (void)state;
  struct keys keys;
  keys_init(&keys);
  for (size_t i = 0; i < 5000; i++) {
    char key[32];
    (void)snprintf(key, sizeof key, "K%zu", i);
    assert_int_equal(add(&keys, key, i + 2), 0);
  }
  assert_int_equal(add(&keys, "K0", 9999), 2);
  assert_int_equal(add(&keys, "K4999", 9999), 5001);
  assert_int_equal(add(&keys, "k0", 9999), 0);
  keys_free(&keys);
}

static void test_no_key(void **state)
{
  (void)state;
  struct keys keys;
  keys_init(&keys);
  assert_int_equal(add(&keys, NULL, 2), 0);
  assert_int_equal(add(&keys, NULL, 3), 0);
  keys_free(&keys);
}

int main(void)
{
  const struct CMUnitTest tests[] = {cmocka_unit_test(test_once), cmocka_unit_test(test_no_key)};
  return RUN(tests);
}
