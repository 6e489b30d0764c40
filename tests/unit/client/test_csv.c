/* Replies as CSV, safe for a spreadsheet. */
#include "client/csv.h"
#include "tests/unit/client/reply.h"

static void test_cells(void **state)
{
  (void)state;
  static const char *const cases[][2] = {{"plain", "plain"}, {"", ""},
                                         {"a,b", "\"a,b\""}, {"a\"b", "\"a\"\"b\""},
                                         {"=1", "\"'=1\""},  {"-5", "\"'-5\""},
                                         {"@x", "\"'@x\""},  {"a=b", "a=b"},
                                         {"＝1", "\"'＝1\""}, {"＋1", "\"'＋1\""},
                                         {"－1", "\"'－1\""}, {"＠x", "\"'＠x\""},
                                         {"'＝1", "\"''＝1\""}, {"\n=1", "\"'\n=1\""},
                                         {"，1", "，1"},
                                         {" x", "\" x\""},   {"x\ny", "\"x\ny\""}};
  for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
    struct arena *arena = arena_new();
    FILE *file = tmpfile();
    csv_cell(file, cases[i][0], true);
    assert_string_equal(sample_written(arena, file), cases[i][1]);
    arena_free(arena);
  }
}

static void test_rows(void **state)
{
  (void)state;
  struct arena *arena = arena_new();
  struct sample_reply sample;
  sample_reply_fill(&sample);
  FILE *file = tmpfile();
  csv_print(file, sample_method("SampleThingService.ListSampleThings")->output, &sample.reply.base);
  assert_string_equal(sample_written(arena, file),
                      "thing_no,name,colour,count,broken,weight,spots,parts,note\r\n"
                      "G990101200001010010,\"'=小车, \"\"快\"\"\",dark_blue,,yes,"
                      "9007199254740993,red;dark_blue,"
                      "\"[{\"\"name\"\":\"\"wheel\"\",\"\"size\"\":4}]\",a note\r\n"
                      "T2,,,7,,,,[],\r\n");
  arena_free(arena);
}

static void test_scalars(void **state)
{
  (void)state;
  struct arena *arena = arena_new();
  Jiedui__Part part = JIEDUI__PART__INIT;
  part.has_size = 1;
  part.size = 3;
  FILE *file = tmpfile();
  csv_print(file, schema_field_find(sample_thing(), "parts")->message, &part.base);
  assert_string_equal(sample_written(arena, file), "name,size\r\n,3\r\n");
  arena_free(arena);
}

int main(void)
{
  const struct CMUnitTest tests[] = {cmocka_unit_test(test_cells), cmocka_unit_test(test_rows),
                                     cmocka_unit_test(test_scalars)};
  return RUN(tests);
}
