/* unit.common.frame: where a frame begins and ends, and which lengths end the stream. */
#include "common/frame.h"

#include "tests/support/unit.h"

static enum frame_state state_of(const void *bytes, size_t size, size_t max)
{
  struct buffer in = {0};
  const uint8_t *body = NULL;
  size_t length = 0;
  buffer_append(&in, bytes, size);
  const enum frame_state found = frame_next(&in, max, &body, &length);
  buffer_free(&in);
  return found;
}

static void a_length_of_zero_is_refused(void **state)
{
  (void)state;
  assert_int_equal(state_of("\0\0\0\0", 4, FRAME_MAX), FRAME_REFUSED);
}

static void the_largest_length_passes_and_one_more_is_refused(void **state)
{
  (void)state;
  uint8_t header[FRAME_HEADER];
  frame_header(header, FRAME_MAX);
  assert_int_equal(state_of(header, 4, FRAME_MAX), FRAME_INCOMPLETE);
  assert_int_equal(state_of(header, 4, FRAME_MAX_BEFORE_LOGIN), FRAME_REFUSED);
  frame_header(header, FRAME_MAX + 1);
  assert_int_equal(state_of(header, 4, FRAME_MAX), FRAME_REFUSED);
  frame_header(header, FRAME_MAX_BEFORE_LOGIN);
  assert_int_equal(state_of(header, 4, FRAME_MAX_BEFORE_LOGIN), FRAME_INCOMPLETE);
  frame_header(header, FRAME_MAX_BEFORE_LOGIN + 1);
  assert_int_equal(state_of(header, 4, FRAME_MAX_BEFORE_LOGIN), FRAME_REFUSED);
}

static void the_length_of_all_ones_is_refused(void **state)
{
  (void)state;
  assert_int_equal(state_of("\xff\xff\xff\xff", 4, FRAME_MAX), FRAME_REFUSED);
  assert_int_equal(state_of("\x80\0\0\0", 4, FRAME_MAX), FRAME_REFUSED);
}

static void a_cut_header_waits_for_more(void **state)
{
  (void)state;
  for (size_t size = 0; size < FRAME_HEADER; size++) {
    assert_int_equal(state_of("\xff\xff\xff\xff", size, FRAME_MAX), FRAME_INCOMPLETE);
  }
}

static void a_whole_frame_of_the_largest_size_is_ready(void **state)
{
  (void)state;
  struct buffer in = {0};
  uint8_t header[FRAME_HEADER];
  const uint8_t *body = NULL;
  size_t size = 0;
  frame_header(header, FRAME_MAX);
  buffer_append(&in, header, sizeof header);
  memset(buffer_reserve(&in, FRAME_MAX), 'z', FRAME_MAX);
  buffer_grew(&in, FRAME_MAX - 1);
  assert_int_equal(frame_next(&in, FRAME_MAX, &body, &size), FRAME_INCOMPLETE);
  buffer_grew(&in, 1);
  assert_int_equal(frame_next(&in, FRAME_MAX, &body, &size), FRAME_READY);
  assert_int_equal(size, FRAME_MAX);
  assert_int_equal(body[size - 1], 'z');
  buffer_free(&in);
}

static void a_frame_fed_a_byte_at_a_time_is_ready_at_its_last_byte(void **state)
{
  (void)state;
  static const char stream[] = "\0\0\0\x05hello";
  struct buffer in = {0};
  const uint8_t *body = NULL;
  size_t size = 0;
  for (size_t i = 0; i < sizeof stream - 1; i++) {
    assert_int_equal(frame_next(&in, FRAME_MAX, &body, &size), FRAME_INCOMPLETE);
    buffer_append(&in, stream + i, 1);
  }
  assert_int_equal(frame_next(&in, FRAME_MAX, &body, &size), FRAME_READY);
  assert_int_equal(size, 5);
  assert_memory_equal(body, "hello", 5);
  buffer_free(&in);
}

static void two_frames_in_one_read_come_one_after_the_other(void **state)
{
  (void)state;
  struct buffer in = {0};
  const uint8_t *body = NULL;
  size_t size = 0;
  buffer_append(&in,
                "\0\0\0\x01"
                "a"
                "\0\0\0\x02"
                "bc"
                "\0\0",
                13);
  assert_int_equal(frame_next(&in, FRAME_MAX, &body, &size), FRAME_READY);
  assert_memory_equal(body, "a", 1);
  buffer_consume(&in, FRAME_HEADER + size);
  assert_int_equal(frame_next(&in, FRAME_MAX, &body, &size), FRAME_READY);
  assert_int_equal(size, 2);
  assert_memory_equal(body, "bc", 2);
  buffer_consume(&in, FRAME_HEADER + size);
  assert_int_equal(frame_next(&in, FRAME_MAX, &body, &size), FRAME_INCOMPLETE);
  buffer_free(&in);
}

static void a_header_is_written_big_endian(void **state)
{
  (void)state;
  uint8_t header[FRAME_HEADER];
  frame_header(header, 0x010203);
  assert_memory_equal(header, "\x00\x01\x02\x03", 4);
}

int main(void)
{
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(a_length_of_zero_is_refused),
      cmocka_unit_test(the_largest_length_passes_and_one_more_is_refused),
      cmocka_unit_test(the_length_of_all_ones_is_refused),
      cmocka_unit_test(a_cut_header_waits_for_more),
      cmocka_unit_test(a_whole_frame_of_the_largest_size_is_ready),
      cmocka_unit_test(a_frame_fed_a_byte_at_a_time_is_ready_at_its_last_byte),
      cmocka_unit_test(two_frames_in_one_read_come_one_after_the_other),
      cmocka_unit_test(a_header_is_written_big_endian),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
