/* unit.common.buffer: bytes in, the same bytes out, in order, wherever they lie. */
#include "common/buffer.h"

#include "tests/support/unit.h"

static void appended_bytes_come_out_in_order(void **state)
{
  (void)state;
  struct buffer buffer = {0};
  buffer_append(&buffer, "abc", 3);
  buffer_append(&buffer, "", 0);
  buffer_append(&buffer, "def", 3);
  assert_int_equal(buffer_size(&buffer), 6);
  assert_memory_equal(buffer_data(&buffer), "abcdef", 6);
  buffer_consume(&buffer, 2);
  assert_memory_equal(buffer_data(&buffer), "cdef", 4);
  buffer_free(&buffer);
  assert_int_equal(buffer_size(&buffer), 0);
}

static void room_is_used_again_after_consuming(void **state)
{
  (void)state;
  struct buffer buffer = {0};
  uint8_t block[100];
  for (unsigned round = 0; round < 1000; round++) {
    memset(block, (int)(round % 251), sizeof block);
    buffer_append(&buffer, block, sizeof block);
    buffer_append(&buffer, block, sizeof block);
    assert_int_equal(buffer_data(&buffer)[0], round == 0 ? 0 : (round - 1) % 251);
    buffer_consume(&buffer, round == 0 ? sizeof block : 2 * sizeof block);
    assert_true(buffer.capacity <= 1024);
  }
  buffer_free(&buffer);
}

static void reserved_room_counts_only_once_grown(void **state)
{
  (void)state;
  struct buffer buffer = {0};
  uint8_t *room = buffer_reserve(&buffer, 5000);
  memset(room, 'x', 5000);
  assert_int_equal(buffer_size(&buffer), 0);
  buffer_grew(&buffer, 5000);
  assert_int_equal(buffer_size(&buffer), 5000);
  assert_int_equal(buffer_data(&buffer)[4999], 'x');
  buffer_free(&buffer);
}

static void an_emptied_large_buffer_gives_its_memory_back(void **state)
{
  (void)state;
  struct buffer buffer = {0};
  (void)buffer_reserve(&buffer, 1 << 20);
  buffer_grew(&buffer, 1 << 20);
  buffer_consume(&buffer, 1 << 20);
  assert_null(buffer.data);
  assert_int_equal(buffer.capacity, 0);
  buffer_append(&buffer, "again", 5);
  buffer_consume(&buffer, 5);
  assert_non_null(buffer.data);
  buffer_free(&buffer);
}

static void a_buffer_never_used_can_be_looked_at(void **state)
{
  (void)state;
  struct buffer buffer = {0};
  assert_null(buffer_data(&buffer)); /* NULL plus 0 would be undefined */
  assert_int_equal(buffer_size(&buffer), 0);
  buffer_consume(&buffer, 0);
  buffer_free(&buffer);
}

int main(void)
{
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(a_buffer_never_used_can_be_looked_at),
      cmocka_unit_test(appended_bytes_come_out_in_order),
      cmocka_unit_test(room_is_used_again_after_consuming),
      cmocka_unit_test(reserved_room_counts_only_once_grown),
      cmocka_unit_test(an_emptied_large_buffer_gives_its_memory_back),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
