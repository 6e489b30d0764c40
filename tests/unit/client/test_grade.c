/* Grades by word: what is shown is read again, schools' other words too, and nothing else. */
#include "client/grade.h"
#include "tests/unit/client/sample.h"

static void test_what_is_shown_is_read(void **state)
{
  (void)state;
  size_t known = 0;
  for (int32_t grade = -1; grade < 100; grade++) {
    const char *word = grade_word(grade);
    int32_t again = 0;
    if (word == NULL) continue;
    assert_true(grade_read(word, &again));
    assert_int_equal(again, grade);
    known++;
  }
  assert_int_equal(known, 14); /* six years, four, and four */
  assert_string_equal(grade_word(31), "高一");
}

static void test_other_words(void **state)
{
  (void)state;
  int32_t grade = 0;
  assert_true(grade_read("七年级", &grade) && grade == 21);
  assert_true(grade_read("九年级", &grade) && grade == 23);
  assert_true(grade_read("小六", &grade) && grade == 16);
}

static void test_what_is_none(void **state)
{
  (void)state;
  int32_t grade = 7;
  assert_false(grade_read("大一", &grade) || grade_read("", &grade) || grade_read("高", &grade) ||
               grade_read("高一班", &grade) || grade_read("31", &grade));
  assert_int_equal(grade, 7);
  assert_null(grade_word(17));
  assert_null(grade_word(41));
}

int main(void)
{
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(test_what_is_shown_is_read),
      cmocka_unit_test(test_other_words),
      cmocka_unit_test(test_what_is_none),
  };
  return RUN(tests);
}
