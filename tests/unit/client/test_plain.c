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

/* What turns the writing round, or breaks the line, makes a text look like another. */
static void test_direction(void **state)
{
  (void)state;
  char text[] = "甲\u202e乙\u2066丙\u2069\u2028丁\u2029\u202a";
  char plain[] = "\u200e\u200f\u2027\u202f\u2065\u206a";
  char *same = strdup(plain);
  plain_clean(text);
  plain_clean(plain);
  assert_string_equal(text, "甲???乙???丙??????丁??????");
  assert_string_equal(plain, same);
  free(same);
}

static void test_lines(void **state)
{
  (void)state;
  char text[] = "a,b\r\nc\td\re\x1b[2J\n\u202e\xc2\x9b";
  plain_clean_lines(text);
  assert_string_equal(text, "a,b\r\nc\td?e?[2J\n?????");
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
                                     cmocka_unit_test(test_direction), cmocka_unit_test(test_lines),
                                     cmocka_unit_test(test_width)};
  return RUN(tests);
}
