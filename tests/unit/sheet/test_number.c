/* Which formats are days, and what a cell's number says to a person. */
#include "tests/support/unit.h"

#include "client/sheet/number.h"
#include "client/sheet/strings.h"

static void test_formats(void **state)
{
  (void)state;
  static const struct {
    const char *format;
    enum number_kind kind;
    int width;
  } cases[] = {
      {"General", NUMBER_PLAIN, 0},
      {"0.00", NUMBER_PLAIN, 0},
      {"#,##0;[Red]-#,##0", NUMBER_PLAIN, 0},
      {"0.00E+00", NUMBER_PLAIN, 0},
      {"@", NUMBER_PLAIN, 0},
      {"\"day\" 0", NUMBER_PLAIN, 0},
      {"\\d0", NUMBER_PLAIN, 0},
      {"[Red]0", NUMBER_PLAIN, 0},
      {"yyyy-mm-dd", NUMBER_DATE, 0},
      {"yyyy\"年\"m\"月\"d\"日\"", NUMBER_DATE, 0},
      {"[$-804]yyyy\"年\"m\"月\";@", NUMBER_DATE, 0},
      {"m/d", NUMBER_DATE, 0},
      {"mmm", NUMBER_DATE, 0},
      {"yyyy/m/d h:mm", NUMBER_DATE, 0},
      {"h:mm AM/PM", NUMBER_TIME, 0},
      {"[h]:mm", NUMBER_TIME, 0},
      {"mm:ss", NUMBER_TIME, 0},
      {"000000", NUMBER_PADDED, 6},
      {"0", NUMBER_PLAIN, 0},
      {"\"unclosed", NUMBER_PLAIN, 0},
      {"\\", NUMBER_PLAIN, 0},
      {"[unclosed", NUMBER_PLAIN, 0},
  };
  for (size_t i = 0; i < COUNT(cases); i++) {
    const struct style style = styles_of_format(cases[i].format);
    if (style.kind != cases[i].kind) fail_msg("%s is %d", cases[i].format, (int)style.kind);
    assert_int_equal(style.width, cases[i].width);
  }
}

static void test_numbers(void **state)
{
  (void)state;
  static const struct {
    const char *value;
    struct style style;
    bool is_1904;
    enum number_fault fault;
    const char *text;
  } cases[] = {
      {"31", {NUMBER_PLAIN, 0}, false, NUMBER_SOUND, "31"},
      {"-0", {NUMBER_PLAIN, 0}, false, NUMBER_SOUND, "0"},
      {"61.5", {NUMBER_PLAIN, 0}, false, NUMBER_SOUND, "61.5"},
      {"0.1", {NUMBER_PLAIN, 0}, false, NUMBER_SOUND, "0.1"},
      {"61.099999999999994", {NUMBER_PLAIN, 0}, false, NUMBER_SOUND, "61.1"},
      {"1.0000000000000001E-5", {NUMBER_PLAIN, 0}, false, NUMBER_SOUND, "0.00001"},
      {"3451990001", {NUMBER_PLAIN, 0}, false, NUMBER_SOUND, "3451990001"},
      {"7", {NUMBER_PADDED, 4}, false, NUMBER_SOUND, "0007"},
      {"999999999999999", {NUMBER_PLAIN, 0}, false, NUMBER_SOUND, "999999999999999"},
      {"1.23E+18", {NUMBER_PLAIN, 0}, false, NUMBER_TOO_LONG, NULL},
      {"nan", {NUMBER_PLAIN, 0}, false, NUMBER_UNREADABLE, NULL},
      {"1x", {NUMBER_PLAIN, 0}, false, NUMBER_UNREADABLE, NULL},
      {"1", {NUMBER_DATE, 0}, false, NUMBER_SOUND, "1900-01-01"},
      {"59", {NUMBER_DATE, 0}, false, NUMBER_SOUND, "1900-02-28"},
      {"60", {NUMBER_DATE, 0}, false, NUMBER_NO_DAY, NULL},
      {"61", {NUMBER_DATE, 0}, false, NUMBER_SOUND, "1900-03-01"},
      {"40239", {NUMBER_DATE, 0}, false, NUMBER_SOUND, "2010-03-02"},
      {"38777", {NUMBER_DATE, 0}, true, NUMBER_SOUND, "2010-03-02"},
      {"0", {NUMBER_DATE, 0}, true, NUMBER_SOUND, "1904-01-01"},
      {"45351", {NUMBER_DATE, 0}, false, NUMBER_SOUND, "2024-02-29"},
      {"73109", {NUMBER_DATE, 0}, false, NUMBER_SOUND, "2100-02-28"},
      {"73110", {NUMBER_DATE, 0}, false, NUMBER_SOUND, "2100-03-01"},
      {"2958465", {NUMBER_DATE, 0}, false, NUMBER_SOUND, "9999-12-31"},
      {"2958466", {NUMBER_DATE, 0}, false, NUMBER_NO_DAY, NULL},
      {"-1", {NUMBER_DATE, 0}, false, NUMBER_NO_DAY, NULL},
      {"46086.6041666667", {NUMBER_DATE, 0}, false, NUMBER_SOUND, "2026-03-05 14:30"},
      {"46086.9999999", {NUMBER_DATE, 0}, false, NUMBER_SOUND, "2026-03-06"},
      {"46086.60434027778", {NUMBER_DATE, 0}, false, NUMBER_SOUND, "2026-03-05 14:30:15"},
      {"0.3368055556", {NUMBER_TIME, 0}, false, NUMBER_SOUND, "08:05"},
      {"0", {NUMBER_TIME, 0}, false, NUMBER_SOUND, "00:00"},
  };
  struct arena *arena = arena_new();
  for (size_t i = 0; i < COUNT(cases); i++) {
    enum number_fault fault;
    const char *text =
        number_text(arena, cases[i].value, cases[i].style, cases[i].is_1904, &fault);
    if (fault != cases[i].fault) fail_msg("%s: fault %d", cases[i].value, (int)fault);
    if (cases[i].text == NULL) {
      assert_null(text);
    } else {
      assert_string_equal(text, cases[i].text);
    }
  }
  assert_string_equal(number_iso(arena, "2026-03-05T14:30:00"), "2026-03-05 14:30");
  assert_string_equal(number_iso(arena, "2026-03-05T00:00:00"), "2026-03-05");
  assert_string_equal(number_iso(arena, "2026-03-05"), "2026-03-05");
  arena_free(arena);
}

static void test_escapes(void **state)
{
  (void)state;
  static const char *const plain[] = {"",         "a_x",      "_x0041_",       "_x005F_x0041_",
                                      "_x_x000D_", "_x000d_b_", "__x0041__x0041_", "_x00"};
  struct arena *arena = arena_new();
  for (size_t i = 0; i < COUNT(plain); i++) {
    char *back = arena_strdup(arena, strings_escape(arena, plain[i]));
    strings_unescape(back);
    assert_string_equal(back, plain[i]);
  }
  char text[] = "a_x000D_b_x4E2D_";
  strings_unescape(text);
  assert_string_equal(text, "a\rb_x4E2D_");
  arena_free(arena);
}

int main(void)
{
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(test_formats),
      cmocka_unit_test(test_numbers),
      cmocka_unit_test(test_escapes),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
