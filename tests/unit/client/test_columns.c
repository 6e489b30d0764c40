/* Headers and rows against the fields. */
#include "client/cell.h"
#include "client/columns.h"
#include "client/value.h"
#include "tests/unit/client/sample.h"

static struct arena *arena;
static struct columns columns;
static struct error error;

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

static struct record make(const char **cells)
{
  struct record record = {.line = 1, .cells = cells};
  while (cells[record.n] != NULL) record.n++;
  return record;
}

#define RECORD(...) make((const char *[]){__VA_ARGS__, NULL})

static bool read_header(struct record header)
{
  return columns_read(&columns, arena, sample_thing(), &header, &error);
}

static const char *get(const ProtobufCMessage *row, const char *field)
{
  return cell_text(arena, row, schema_field_find(sample_thing(), field), CELL_PLAIN);
}

static void test_header(void **state)
{
  (void)state;
  assert_true(read_header(RECORD("名称", "odd", "Thing_No", "原因", "颜色", "")));
  assert_string_equal(columns.fields[0]->name, "name");
  assert_null(columns.fields[1]);
  assert_string_equal(columns.fields[2]->name, "thing_no");
  assert_true(columns.is_reason[3]);
  assert_int_equal(columns.n_unknown, 1);
  assert_string_equal(columns_unknown(&columns, arena), "odd");
}

static void test_header_refused(void **state)
{
  (void)state;
  assert_false(read_header(RECORD("颜色")));
  assert_non_null(strstr(error.text, "thing_no (编号), name (名称)"));
  assert_int_equal(error.code, JIEDUI__CODE__INVALID);
  assert_false(read_header(RECORD("name", "名称", "thing_no")));
  assert_non_null(strstr(error.text, "two columns for name"));
}

static void test_rows(void **state)
{
  (void)state;
  assert_true(read_header(RECORD("thing_no", "name", "colour", "spots", "broken", "weight")));
  ProtobufCMessage *row = value_message(arena, sample_thing());
  const struct record full = RECORD("T1", "'=1+1", "深蓝", "red; 深蓝;", "否", "12");
  assert_true(columns_fill(&columns, arena, &full, row, &error));
  assert_string_equal(get(row, "name"), "=1+1");
  assert_string_equal(get(row, "colour"), "dark_blue");
  assert_string_equal(get(row, "spots"), "red;dark_blue");
  assert_string_equal(get(row, "broken"), "no");
  row = value_message(arena, sample_thing());
  const struct record brief = RECORD("T1", "");
  assert_true(columns_fill(&columns, arena, &brief, row, &error));
  assert_string_equal(get(row, "name"), "");
  assert_int_equal(cell_count(row, schema_field_find(sample_thing(), "name")), 0);
}

static void test_rows_refused(void **state)
{
  (void)state;
  assert_true(read_header(RECORD("颜色", "thing_no", "name")));
  ProtobufCMessage *row = value_message(arena, sample_thing());
  const struct record wrong = RECORD("绿", "T1", "n");
  assert_false(columns_fill(&columns, arena, &wrong, row, &error));
  assert_non_null(strstr(error.text, "颜色: \"绿\" is not one of"));
  assert_string_equal(get(row, "thing_no"), "T1"); /* its key is known all the same */
  const struct record wide = RECORD("红", "T1", "n", "more");
  row = value_message(arena, sample_thing());
  assert_false(columns_fill(&columns, arena, &wide, row, &error));
  assert_non_null(strstr(error.text, "\"more\""));
}

int main(void)
{
  const struct CMUnitTest tests[] = {
      cmocka_unit_test_setup_teardown(test_header, set_up, tear_down),
      cmocka_unit_test_setup_teardown(test_header_refused, set_up, tear_down),
      cmocka_unit_test_setup_teardown(test_rows, set_up, tear_down),
      cmocka_unit_test_setup_teardown(test_rows_refused, set_up, tear_down),
  };
  return RUN(tests);
}
