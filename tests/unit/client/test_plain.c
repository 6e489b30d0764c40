/* What is UTF-8, what may reach a terminal, and how wide it is there. */
#include "client/plain.h"
#include "client/text.h"
#include "tests/unit/client/sample.h"

static void test_utf8(void **state)
{
  (void)state;
  static const char *const good[] = {"", "a", "é", "中", "𠮷", "\xef\xbf\xbf", "\xf4\x8f\xbf\xbf"};
  static const char *const bad[] = {"\x80",
                                    "\xc0\x80",
                                    "\xc1\xbf",
                                    "\xe0\x80\x80",
                                    "\xed\xa0\x80",
                                    "\xf0\x80\x80\x80",
                                    "\xf4\x90\x80\x80",
                                    "\xf8\x88",
                                    "\xe4\xb8",
                                    "a\xff"};
  for (size_t i = 0; i < sizeof good / sizeof good[0]; i++) {
    assert_true(plain_is_utf8(good[i], strlen(good[i])));
  }
  for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
    assert_false(plain_is_utf8(bad[i], strlen(bad[i])));
  }
}

static void test_clean(void **state)
{
  (void)state;
  char text[] = "a\tb\x1b\x7f\xc2\x9b中\xff\n";
  plain_clean(text);
  assert_string_equal(text, "a?b????中??");
}

static void test_width(void **state)
{
  (void)state;
  text_choose("en");
  assert_int_equal(plain_width("abc"), 3);
  assert_int_equal(plain_width("中文a"), 5);
  assert_int_equal(plain_width("𠮷"), 2);
  assert_int_equal(plain_width("e\xcc\x81"), 1); /* a combining accent takes none */
  assert_int_equal(plain_width(""), 0);
}

int main(void)
{
  const struct CMUnitTest tests[] = {cmocka_unit_test(test_utf8), cmocka_unit_test(test_clean),
                                     cmocka_unit_test(test_width)};
  return RUN(tests);
}
