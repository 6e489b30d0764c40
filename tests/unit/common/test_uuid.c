/* unit.common.uuid: version 7 sorts by time, and text and bytes say the same. */
#include "common/uuid.h"

#include "tests/support/unit.h"

static void version_7_sorts_by_time(void **state)
{
  (void)state;
  uint8_t earlier[UUID_BYTES];
  uint8_t later[UUID_BYTES];
  const uint64_t start = UINT64_C(1772668800000);
  uuid_v7(earlier, start);
  for (uint64_t step = 1; step < UINT64_C(1) << 40; step *= 3) {
    uuid_v7(later, start + step);
    assert_true(memcmp(earlier, later, UUID_BYTES) < 0);
  }
}

static void version_7_begins_with_its_time(void **state)
{
  (void)state;
  uint8_t id[UUID_BYTES];
  char text[UUID_TEXT];
  uuid_v7(id, UINT64_C(0x017f22e279b0)); /* the example of RFC 9562 */
  uuid_print(id, text);
  assert_memory_equal(text, "017f22e2-79b0-7", 15);
}

static void version_and_variant_stand_in_their_bits(void **state)
{
  (void)state;
  uint8_t id[UUID_BYTES];
  for (int i = 0; i < 200; i++) {
    uuid_v4(id);
    assert_int_equal(id[6] >> 4, 4);
    assert_int_equal(id[8] >> 6, 2);
    uuid_v7(id, 1);
    assert_int_equal(id[6] >> 4, 7);
    assert_int_equal(id[8] >> 6, 2);
  }
}

static void two_of_the_same_moment_differ(void **state)
{
  (void)state;
  uint8_t a[UUID_BYTES];
  uint8_t b[UUID_BYTES];
  uuid_v7(a, 5);
  uuid_v7(b, 5);
  assert_memory_not_equal(a, b, UUID_BYTES);
}

static void printing_and_parsing_go_round(void **state)
{
  (void)state;
  uint8_t id[UUID_BYTES];
  uint8_t again[UUID_BYTES];
  char text[UUID_TEXT];
  for (int i = 0; i < 200; i++) {
    uuid_v4(id);
    uuid_print(id, text);
    assert_int_equal(strlen(text), UUID_TEXT - 1);
    assert_true(uuid_parse(text, again));
    assert_memory_equal(id, again, UUID_BYTES);
  }
  assert_true(uuid_parse("017F22E2-79B0-7CC3-98C4-DC0C0C07398F", id));
  uuid_print(id, text);
  assert_string_equal(text, "017f22e2-79b0-7cc3-98c4-dc0c0c07398f");
}

static void what_is_no_uuid_is_refused(void **state)
{
  (void)state;
  static const char *const texts[] = {"",
                                      "017f22e2",
                                      "017f22e2-79b0-7cc3-98c4-dc0c0c07398",
                                      "017f22e279b07cc398c4dc0c0c07398f",
                                      "017f22e2-79b0-7cc3-98c4-dc0c0c07398fa",
                                      "017f22e2-79b0-7cc3-98c4-dc0c0c07398g",
                                      "017f22e2_79b0_7cc3_98c4_dc0c0c07398f",
                                      "{17f22e2-79b0-7cc3-98c4-dc0c0c07398}"};
  uint8_t id[UUID_BYTES];
  for (size_t i = 0; i < COUNT(texts); i++) assert_false(uuid_parse(texts[i], id));
}

int main(void)
{
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(version_7_sorts_by_time),
      cmocka_unit_test(version_7_begins_with_its_time),
      cmocka_unit_test(version_and_variant_stand_in_their_bits),
      cmocka_unit_test(two_of_the_same_moment_differ),
      cmocka_unit_test(printing_and_parsing_go_round),
      cmocka_unit_test(what_is_no_uuid_is_refused),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
