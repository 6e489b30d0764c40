/* unit.server.envelope: sealed bytes open with their own key and label, and with nothing else. */
#include "server/sealing/envelope.h"
#include "tests/support/unit.h"

enum { SIZE = 20, SEALED = SIZE + ENVELOPE_EXTRA };

static const struct envelope_label label = {
    .what = "need_source.evidence", .campus = 7, .row = {1, 2, 3}, .key = {4, 5, 6},
    .version = 1, .under = 2};
static const uint8_t key[ENVELOPE_KEY] = {9, 8, 7};
static const uint8_t plain[SIZE] = "words of the child";
static uint8_t sealed[SEALED];

static int seal(void **state)
{
  (void)state;
  return envelope_seal(key, &label, plain, SIZE, sealed) ? 0 : 1;
}

static bool opens(const uint8_t *with, const struct envelope_label *as, const uint8_t *bytes,
                  size_t size)
{
  uint8_t out[SEALED] = {0};
  return envelope_open(with, as, bytes, size, out);
}

static void what_was_sealed_opens(void **state)
{
  uint8_t out[SIZE];
  uint8_t nothing[ENVELOPE_EXTRA];
  (void)state;
  assert_true(envelope_open(key, &label, sealed, SEALED, out));
  assert_memory_equal(out, plain, SIZE);
  assert_true(envelope_seal(key, &label, plain, 0, nothing));
  assert_true(opens(key, &label, nothing, sizeof nothing));
}

static void no_byte_can_be_changed_or_lost(void **state)
{
  uint8_t copy[SEALED];
  (void)state;
  for (size_t i = 0; i < SEALED; i++) {
    memcpy(copy, sealed, SEALED);
    copy[i] ^= 1;
    assert_false(opens(key, &label, copy, SEALED));
    assert_false(opens(key, &label, sealed, i));
  }
}

static void another_place_or_key_does_not_open(void **state)
{
  struct envelope_label others[6];
  uint8_t other[ENVELOPE_KEY];
  (void)state;
  for (size_t i = 0; i < 6; i++) others[i] = label;
  others[0].what = "need_source.source";
  others[1].campus = 8;
  others[2].row[15] = 1;
  others[3].key[0] = 1;
  others[4].version = 2;
  others[5].under = 1;
  for (size_t i = 0; i < 6; i++) assert_false(opens(key, &others[i], sealed, SEALED));
  envelope_new_key(other);
  assert_false(opens(other, &label, sealed, SEALED));
}

static void the_same_words_never_look_the_same(void **state)
{
  uint8_t again[SEALED];
  (void)state;
  assert_true(envelope_seal(key, &label, plain, SIZE, again));
  assert_memory_not_equal(sealed, again, SEALED);
}

int main(void)
{
  const struct CMUnitTest tests[] = {
      cmocka_unit_test_setup(what_was_sealed_opens, seal),
      cmocka_unit_test_setup(no_byte_can_be_changed_or_lost, seal),
      cmocka_unit_test_setup(another_place_or_key_does_not_open, seal),
      cmocka_unit_test_setup(the_same_words_never_look_the_same, seal),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
