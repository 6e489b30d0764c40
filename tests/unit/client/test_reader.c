/* Records and the lines they begin in. */
#include "client/reader.h"
#include "tests/unit/client/sample.h"

static struct arena *arena;

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

struct seen {
  const char *text; /* line:cell|cell; of all records */
  size_t stop_after;
  size_t n;
};

static bool on_record(void *data, const struct record *record)
{
  struct seen *seen = data;
  seen->text = arena_printf(arena, "%s%zu:", seen->text, record->line);
  for (size_t i = 0; i < record->n; i++) {
    seen->text = arena_printf(arena, "%s%s%s", seen->text, i == 0 ? "" : "|", record->cells[i]);
  }
  seen->text = arena_printf(arena, "%s;", seen->text);
  return ++seen->n != seen->stop_after;
}

static bool read_bytes(const void *bytes, size_t size, struct seen *seen, struct error *error)
{
  struct source source;
  const char *path = sample_file(arena, bytes, size);
  assert_true(source_open(&source, path, error));
  const bool read = reader_run(&source, on_record, seen, error);
  source_close(&source);
  (void)unlink(path);
  return read;
}

static void assert_read(const char *text, const char *expected)
{
  struct seen seen = {.text = ""};
  struct error error;
  assert_true(read_bytes(text, strlen(text), &seen, &error));
  assert_string_equal(seen.text, expected);
}

static void test_records(void **state)
{
  (void)state;
  assert_read("a,b\n1,2\n", "1:a|b;2:1|2;");
  assert_read("a,b\r\n1,2", "1:a|b;2:1|2;");
  assert_read("\n\na,b\n\n \n,,\n1,2\n", "3:a|b;7:1|2;");
  assert_read("a\n\"x\ny\",\"\"\"q\"\"\"\nz\n", "1:a;2:x\ny|\"q\";4:z;");
  assert_read(
      "a , \xc2\xa0"
      "b\xe3\x80\x80,\"  c \"\n",
      "1:a|b|c;");
  assert_read("a\tb\n1\t2,3\n", "1:a|b;2:1|2,3;");
}

static void test_stopped(void **state)
{
  (void)state;
  struct seen seen = {.text = "", .stop_after = 2};
  struct error error;
  assert_true(read_bytes("a\nb\nc\n", 6, &seen, &error));
  assert_string_equal(seen.text, "1:a;2:b;");
}

static void assert_refused(const char *bytes, size_t size, const char *says)
{
  struct seen seen = {.text = ""};
  struct error error;
  assert_false(read_bytes(bytes, size, &seen, &error));
  assert_int_equal(error.code, JIEDUI__CODE__INVALID);
  if (strstr(error.text, says) == NULL) fail_msg("%s", error.text);
}

static void test_refusals(void **state)
{
  (void)state;
  assert_refused("a\n\"b\nc\n", 7, "line 2 is never closed");
  char wide[600];
  memset(wide, ',', sizeof wide);
  assert_refused(wide, sizeof wide, "256 cells");
  const size_t size = 3 * 1024 * 1024;
  char *open_quote = arena_alloc(arena, size);
  for (size_t i = 0; i < size; i++) open_quote[i] = i % 80 == 79 ? '\n' : 'x';
  open_quote[0] = '"';
  assert_refused(open_quote, size, "longer than 1 MiB");
}

int main(void)
{
  const struct CMUnitTest tests[] = {
      cmocka_unit_test_setup_teardown(test_records, set_up, tear_down),
      cmocka_unit_test_setup_teardown(test_stopped, set_up, tear_down),
      cmocka_unit_test_setup_teardown(test_refusals, set_up, tear_down),
  };
  return RUN(tests);
}
