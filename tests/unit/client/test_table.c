/* Replies on a screen: labels, widths, masks. */
#include "client/plain.h"
#include "client/table.h"
#include "client/text.h"
#include "tests/unit/client/reply.h"

static char *print(struct arena *arena)
{
  struct sample_reply sample;
  sample_reply_fill(&sample);
  FILE *file = tmpfile();
  table_print(file, sample_method("SampleThingService.ListSampleThings")->output,
              &sample.reply.base);
  return sample_written(arena, file);
}

static void test_english(void **state)
{
  (void)state;
  struct arena *arena = arena_new();
  text_choose("en");
  char *text = print(arena);
  assert_non_null(strstr(text, "total:  2\n"));
  assert_non_null(strstr(text, "G9901**********0010"));
  assert_null(strstr(text, "G990101200001010010"));
  assert_null(strstr(text, "a note"));
  assert_null(strstr(text, "hush"));
  assert_non_null(strstr(text, "thing no"));
  assert_non_null(strstr(text, "dark_blue"));
  assert_non_null(strstr(text, "wheel"));
  arena_free(arena);
}

/* The column after a Chinese one begins at the same place in every line. */
static void test_chinese_widths(void **state)
{
  (void)state;
  struct arena *arena = arena_new();
  text_choose("zh");
  char *text = print(arena);
  assert_non_null(strstr(text, "总数:   2"));
  char *header = strstr(text, "编号");
  char *row = strstr(text, "G9901***");
  assert_true(header != NULL && row != NULL);
  char *colour = strstr(header, "颜色");
  char *value = strstr(row, "深蓝");
  assert_true(colour != NULL && value != NULL);
  *colour = *value = '\0';
  assert_int_equal(plain_width(header), plain_width(row));
  text_choose("en");
  arena_free(arena);
}

static void test_empty(void **state)
{
  (void)state;
  struct arena *arena = arena_new();
  Jiedui__ListSampleThingsReply reply = JIEDUI__LIST_SAMPLE_THINGS_REPLY__INIT;
  FILE *file = tmpfile();
  table_print(file, sample_method("SampleThingService.ListSampleThings")->output, &reply.base);
  assert_string_equal(sample_written(arena, file), "");
  arena_free(arena);
}

int main(void)
{
  const struct CMUnitTest tests[] = {cmocka_unit_test(test_english),
                                     cmocka_unit_test(test_chinese_widths),
                                     cmocka_unit_test(test_empty)};
  return RUN(tests);
}
