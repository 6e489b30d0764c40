/* unit.server.binder: a message's fields as PostgreSQL's parameters. */
#include "server/binder.h"

#include "sample.pb-c.h"
#include "tests/support/unit.h"

static struct arena *arena;
static struct binding binding;

static void bind(const Jiedui__SampleValues *values, const char *sql, size_t low, size_t high)
{
  struct script script;
  struct error error;
  const struct binder_source source = {&values->base, "2026-03-05T00:00:00.000Z",
                                       NULL,          "017f22e2-79b0-7cc3-98c4-dc0c0c07398f",
                                       low,           high,  NULL};
  assert_true(script_parse(&script, "sample/test.sql", sql, arena, &error));
  binder_bind(arena, &script.statements[0], &source, &binding);
}

static void bind_all(const Jiedui__SampleValues *values, const char *sql)
{
  bind(values, sql, 0, SIZE_MAX);
}

static void unset_fields_are_null(void **state)
{
  (void)state;
  const Jiedui__SampleValues values = JIEDUI__SAMPLE_VALUES__INIT;
  bind_all(&values, "select :text, :bytes, :count, :large, :natural, :flag, :colour;");
  assert_int_equal(binding.count, 7);
  for (int i = 0; i < binding.count; i++) assert_null(binding.values[i]);
}

static void values_are_written_as_postgresql_reads_them(void **state)
{
  (void)state;
  Jiedui__SampleValues values = JIEDUI__SAMPLE_VALUES__INIT;
  values.text = (char[]){"学生 \"A\" \\"};
  values.has_count = values.has_large = values.has_natural = values.has_flag = 1;
  values.count = INT32_MIN;
  values.large = INT64_MIN;
  values.natural = UINT32_MAX;
  values.flag = 1;
  values.has_colour = 1;
  values.colour = JIEDUI__SAMPLE_COLOUR__SAMPLE_COLOUR_DARK_BLUE;
  bind_all(&values, "select :text, :count, :large, :natural, :flag, :colour;");
  assert_string_equal(binding.values[0], "学生 \"A\" \\");
  assert_string_equal(binding.values[1], "-2147483648");
  assert_string_equal(binding.values[2], "-9223372036854775808");
  assert_string_equal(binding.values[3], "4294967295");
  assert_string_equal(binding.values[4], "t");
  assert_string_equal(binding.values[5], "dark_blue");
  for (int i = 0; i < binding.count; i++) assert_int_equal(binding.formats[i], 0);
}

static void bytes_travel_as_they_are(void **state)
{
  (void)state;
  Jiedui__SampleValues values = JIEDUI__SAMPLE_VALUES__INIT;
  uint8_t bytes[] = {0, 255, 0, 39};
  values.has_bytes = 1;
  values.bytes = (ProtobufCBinaryData){sizeof bytes, bytes};
  bind_all(&values, "select :bytes;");
  assert_int_equal(binding.formats[0], 1);
  assert_int_equal(binding.lengths[0], 4);
  assert_memory_equal(binding.values[0], bytes, 4);
  values.bytes = (ProtobufCBinaryData){0, NULL};
  bind_all(&values, "select :bytes;");
  assert_non_null(binding.values[0]); /* set and empty is not NULL */
  assert_int_equal(binding.lengths[0], 0);
}

static void an_empty_text_is_not_null(void **state)
{
  (void)state;
  Jiedui__SampleValues values = JIEDUI__SAMPLE_VALUES__INIT;
  values.text = (char[]){""};
  bind_all(&values, "select :text;");
  assert_string_equal(binding.values[0], "");
}

static void repeated_values_are_one_array(void **state)
{
  (void)state;
  Jiedui__SampleValues values = JIEDUI__SAMPLE_VALUES__INIT;
  int32_t numbers[] = {1, -2, 3};
  char *texts[] = {(char[]){"a,b"}, (char[]){"{c}"}, (char[]){"NULL"}, (char[]){""},
                   (char[]){"\"\\"}};
  Jiedui__SampleColour colours[] = {JIEDUI__SAMPLE_COLOUR__SAMPLE_COLOUR_RED,
                                    JIEDUI__SAMPLE_COLOUR__SAMPLE_COLOUR_DARK_BLUE};
  protobuf_c_boolean flags[] = {1, 0};
  uint8_t byte[] = {0xfe};
  ProtobufCBinaryData blobs[] = {{1, byte}, {0, NULL}};
  values.numbers = numbers;
  values.n_numbers = COUNT(numbers);
  values.texts = texts;
  values.n_texts = COUNT(texts);
  values.colours = colours;
  values.n_colours = COUNT(colours);
  values.flags = flags;
  values.n_flags = COUNT(flags);
  values.blobs = blobs;
  values.n_blobs = COUNT(blobs);
  bind_all(&values, "select :numbers, :texts, :colours, :flags, :blobs;");
  assert_string_equal(binding.values[0], "{\"1\",\"-2\",\"3\"}");
  assert_string_equal(binding.values[1], "{\"a,b\",\"{c}\",\"NULL\",\"\",\"\\\"\\\\\"}");
  assert_string_equal(binding.values[2], "{\"red\",\"dark_blue\"}");
  assert_string_equal(binding.values[3], "{\"t\",\"f\"}");
  assert_string_equal(binding.values[4], "{\"\\\\xfe\",\"\\\\x\"}");
  values.n_numbers = 0;
  bind_all(&values, "select :numbers;");
  assert_string_equal(binding.values[0], "{}");
}

enum { ROWS = 4 };

/* Four rows: a complete one, an empty one, one with hard characters, one with bytes. */
static void fill_rows(Jiedui__SampleValues *values, Jiedui__SampleValues rows[ROWS],
                      Jiedui__SampleValues *places[ROWS])
{
  static uint8_t bytes[] = {0, 1};
  static char first[] = "one";
  static char third[] = "a\"b\\c,{d}\n";
  for (size_t i = 0; i < ROWS; i++) {
    jiedui__sample_values__init(&rows[i]);
    places[i] = &rows[i];
  }
  rows[0].text = first;
  rows[0].has_count = 1;
  rows[0].count = 7;
  rows[2].text = third;
  rows[3].has_bytes = 1;
  rows[3].bytes = (ProtobufCBinaryData){sizeof bytes, bytes};
  values->n_rows = ROWS;
  values->rows = places;
}

static void rows_are_an_array_for_each_column(void **state)
{
  (void)state;
  Jiedui__SampleValues values = JIEDUI__SAMPLE_VALUES__INIT;
  Jiedui__SampleValues rows[ROWS];
  Jiedui__SampleValues *places[ROWS];
  fill_rows(&values, rows, places);
  bind_all(&values, "select :rows.text, :rows.count, :rows.bytes;");
  assert_string_equal(binding.values[0], "{\"one\",NULL,\"a\\\"b\\\\c,{d}\n\",NULL}");
  assert_string_equal(binding.values[1], "{\"7\",NULL,NULL,NULL}");
  assert_string_equal(binding.values[2], "{NULL,NULL,NULL,\"\\\\x0001\"}");
  assert_int_equal(binder_row_count(&values.base, "rows"), ROWS);
}

static void a_chunk_takes_its_rows_alone(void **state)
{
  (void)state;
  Jiedui__SampleValues values = JIEDUI__SAMPLE_VALUES__INIT;
  Jiedui__SampleValues rows[ROWS];
  Jiedui__SampleValues *places[ROWS];
  fill_rows(&values, rows, places);
  bind(&values, "select :rows.text;", 0, 2);
  assert_string_equal(binding.values[0], "{\"one\",NULL}");
  bind(&values, "select :rows.count;", 3, 100);
  assert_string_equal(binding.values[0], "{NULL}");
  bind(&values, "select :rows.text;", 1, 1);
  assert_string_equal(binding.values[0], "{}");
}

static void reserved_parameters_come_from_the_daemon(void **state)
{
  (void)state;
  const Jiedui__SampleValues values = JIEDUI__SAMPLE_VALUES__INIT;
  bind_all(&values, "select :now, :new_id, :request_id;");
  assert_string_equal(binding.values[0], "2026-03-05T00:00:00.000Z");
  assert_string_equal(binding.values[1], "017f22e2-79b0-7cc3-98c4-dc0c0c07398f");
  assert_null(binding.values[2]);
}

static void labels_lose_the_prefix_of_their_list(void **state)
{
  (void)state;
  assert_string_equal(binder_enum_label(arena, &jiedui__sample_colour__descriptor, 5), "dark_blue");
  assert_string_equal(binder_enum_label(arena, &jiedui__role__descriptor, 1),
                      "district_administrator");
  assert_null(binder_enum_label(arena, &jiedui__role__descriptor, 99));
}

static int set_up(void **state)
{
  (void)state;
  arena = arena_new();
  return 0;
}

static int tear_down(void **state)
{
  (void)state;
  arena_free(arena);
  return 0;
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int main(void)
{
  const struct CMUnitTest tests[] = {
      TEST(unset_fields_are_null),
      TEST(values_are_written_as_postgresql_reads_them),
      TEST(bytes_travel_as_they_are),
      TEST(an_empty_text_is_not_null),
      TEST(repeated_values_are_one_array),
      TEST(rows_are_an_array_for_each_column),
      TEST(a_chunk_takes_its_rows_alone),
      TEST(reserved_parameters_come_from_the_daemon),
      TEST(labels_lose_the_prefix_of_their_list),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
