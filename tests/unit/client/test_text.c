/* The catalogue's reader, on good and damaged catalogues, and the choice of language. */
#include "client/text.h"
#include "common/embedded.h"
#include "tests/unit/client/sample.h"

static const char sentence[] = "No command is given. See `jiedui help`.";

static void test_language(void **state)
{
  (void)state;
  text_choose("en");
  assert_string_equal(text(sentence), sentence);
  text_choose("zh_CN.UTF-8");
  assert_true(text_is_chinese());
  assert_string_not_equal(text(sentence), sentence);
  assert_string_equal(text("no such sentence"), "no such sentence");
  assert_string_equal(text(""), "");
  text_choose("en");
}

static void test_environment(void **state)
{
  (void)state;
  (void)setenv("LC_ALL", "zh_CN.UTF-8", 1);
  text_choose(NULL);
  assert_true(text_is_chinese());
  (void)setenv("LC_ALL", "", 1);
  (void)setenv("LC_MESSAGES", "en_US", 1);
  (void)setenv("LANG", "zh_CN", 1);
  text_choose(NULL);
  assert_false(text_is_chinese());
}

/* Every cut and every changed byte of the header's tables is survived. */
static void test_damage(void **state)
{
  (void)state;
  const size_t whole = embedded_chinese[0].size;
  assert_non_null(text_find(embedded_chinese[0].data, whole, sentence));
  for (size_t size = 0; size < whole; size++) {
    unsigned char *part = malloc(size + 1); /* so that a byte too far is noticed */
    assert_non_null(part);
    memcpy(part, embedded_chinese[0].data, size);
    (void)text_find(part, size, sentence);
    free(part);
  }
  unsigned char *copy = malloc(whole);
  assert_non_null(copy);
  for (size_t i = 0; i < 200 && i < whole; i++) {
    memcpy(copy, embedded_chinese[0].data, whole);
    copy[i] ^= 0xff;
    (void)text_find(copy, whole, sentence);
  }
  free(copy);
}

int main(void)
{
  const struct CMUnitTest tests[] = {cmocka_unit_test(test_language),
                                     cmocka_unit_test(test_environment),
                                     cmocka_unit_test(test_damage)};
  return RUN(tests);
}
