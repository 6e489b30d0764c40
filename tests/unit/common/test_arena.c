/* unit.common.arena: pieces are zeroed, aligned, apart from each other, and freed at once. */
#include "common/arena.h"

#include "options.pb-c.h"
#include "tests/support/unit.h"

static void pieces_are_zeroed_aligned_and_apart(void **state)
{
  (void)state;
  struct arena *arena = arena_new();
  unsigned char *pieces[300];
  for (size_t i = 0; i < COUNT(pieces); i++) {
    const size_t size = i * 37 % 900 + 1;
    pieces[i] = arena_alloc(arena, size);
    assert_int_equal((uintptr_t)pieces[i] % 16, 0);
    for (size_t j = 0; j < size; j++) assert_int_equal(pieces[i][j], 0);
    memset(pieces[i], (int)(i % 256), size);
  }
  for (size_t i = 0; i < COUNT(pieces); i++) {
    assert_int_equal(pieces[i][0], i % 256);
    assert_int_equal(pieces[i][i * 37 % 900], i % 256);
  }
  arena_free(arena);
}

static void a_large_piece_leaves_the_room_of_the_small_ones(void **state)
{
  (void)state;
  struct arena *arena = arena_new();
  char *first = arena_alloc(arena, 16);
  memset(arena_alloc(arena, 1 << 20), 1, 1 << 20);
  char *second = arena_alloc(arena, 16);
  assert_ptr_equal(second, first + 16);
  arena_free(arena);
}

static void texts_are_copied_and_printed(void **state)
{
  (void)state;
  struct arena *arena = arena_new();
  char text[] = "before";
  const char *copy = arena_strdup(arena, text);
  text[0] = 'B';
  assert_string_equal(copy, "before");
  assert_string_equal(arena_printf(arena, "%s-%d", "row", 7), "row-7");
  const char *empty = arena_copy(arena, "", 0);
  assert_non_null(empty);
  arena_free(arena);
  arena_free(NULL);
}

static void messages_are_unpacked_into_it(void **state)
{
  (void)state;
  struct arena *arena = arena_new();
  const uint8_t bytes[] = {0x8a, 0xb5, 0x18, 0x01, 'x'}; /* FieldRules.label, number 50001 */
  Jiedui__FieldRules *rules =
      jiedui__field_rules__unpack(arena_allocator(arena), sizeof bytes, bytes);
  assert_non_null(rules);
  assert_string_equal(rules->label, "x");
  jiedui__field_rules__free_unpacked(rules, arena_allocator(arena));
  assert_string_equal(rules->label, "x");
  arena_free(arena);
}

int main(void)
{
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(pieces_are_zeroed_aligned_and_apart),
      cmocka_unit_test(a_large_piece_leaves_the_room_of_the_small_ones),
      cmocka_unit_test(texts_are_copied_and_printed),
      cmocka_unit_test(messages_are_unpacked_into_it),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
