/* Typed words into fields of every type, and fields back into text. */
#include "client/cell.h"
#include "client/text.h"
#include "client/value.h"
#include "tests/unit/client/sample.h"

static struct arena *arena;
static ProtobufCMessage *thing;

static int set_up(void **state)
{
  (void)state;
  arena = arena_new();
  thing = value_message(arena, sample_thing());
  return 0;
}

static int tear_down(void **state)
{
  (void)state;
  arena_free(arena);
  return 0;
}

static bool put(const char *field, const char *word)
{
  struct error error;
  return value_set(arena, thing, schema_field_find(sample_thing(), field), word, &error);
}

static const char *get(const char *field, enum cell_style style)
{
  return cell_text(arena, thing, schema_field_find(sample_thing(), field), style);
}

static void test_types(void **state)
{
  (void)state;
  assert_true(put("name", "𠮷·李") && put("colour", "深蓝") && put("count", "-3") &&
              put("broken", "是") && put("weight", "9007199254740993"));
  assert_string_equal(get("name", CELL_PLAIN), "𠮷·李");
  assert_string_equal(get("colour", CELL_PLAIN), "dark_blue");
  assert_string_equal(get("count", CELL_PLAIN), "-3");
  assert_string_equal(get("broken", CELL_PLAIN), "yes");
  assert_string_equal(get("weight", CELL_PLAIN), "9007199254740993");
  assert_string_equal(get("note", CELL_PLAIN), "");
}

static void test_refused(void **state)
{
  (void)state;
  assert_false(put("count", "2147483648"));
  assert_false(put("count", ""));
  assert_false(put("count", "1.5"));
  assert_false(put("weight", "9223372036854775808"));
  assert_false(put("broken", "maybe"));
  assert_false(put("colour", "green"));
}

static void test_list(void **state)
{
  (void)state;
  assert_true(put("spots", "red") && put("spots", "深蓝") && put("spots", "red"));
  assert_string_equal(get("spots", CELL_PLAIN), "red;dark_blue;red");
}

static void test_shown(void **state)
{
  (void)state;
  assert_true(put("thing_no", "G99010000000000010") && put("colour", "red") &&
              put("broken", "no") && put("name", "a\x1b[31mb\xff"));
  assert_string_equal(get("thing_no", CELL_SHOWN), "G9901*********0010");
  assert_string_equal(get("thing_no", CELL_PLAIN), "G99010000000000010");
  assert_string_equal(get("name", CELL_SHOWN), "a?[31mb?");
  text_choose("zh");
  assert_string_equal(get("colour", CELL_SHOWN), "红");
  assert_string_equal(get("colour", CELL_PLAIN), "red");
  text_choose("en");
  assert_string_equal(get("colour", CELL_SHOWN), "red");
}

static void test_mask(void **state)
{
  (void)state;
  assert_string_equal(cell_mask(arena, "G990101200001010010"), "G9901**********0010");
  assert_string_equal(cell_mask(arena, "123456789"), "*********");
  assert_string_equal(cell_mask(arena, "1234567890"), "12345*7890");
  assert_string_equal(cell_mask(arena, ""), "");
}

int main(void)
{
  const struct CMUnitTest tests[] = {
      cmocka_unit_test_setup_teardown(test_types, set_up, tear_down),
      cmocka_unit_test_setup_teardown(test_refused, set_up, tear_down),
      cmocka_unit_test_setup_teardown(test_list, set_up, tear_down),
      cmocka_unit_test_setup_teardown(test_shown, set_up, tear_down),
      cmocka_unit_test_setup_teardown(test_mask, set_up, tear_down),
  };
  return RUN(tests);
}
