/* Files in every encoding, and files that are none. */
#include <iconv.h>
#include <sys/stat.h>

#include "client/source.h"
#include "common/buffer.h"
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

/* The file's text, or NULL with the error. */
static const char *read_text(const void *bytes, size_t size, struct error *error)
{
  struct source source;
  struct buffer all = {0};
  char block[SOURCE_BLOCK * 2];
  size_t n = 1;
  const char *path = sample_file(arena, bytes, size);
  bool going = source_open(&source, path, error);
  while (going && n > 0) {
    going = source_read(&source, block, &n, error);
    if (going) buffer_append(&all, block, n);
  }
  source_close(&source);
  (void)unlink(path);
  buffer_append(&all, "", 1);
  const char *text = going ? arena_strdup(arena, (const char *)buffer_data(&all)) : NULL;
  buffer_free(&all);
  return text;
}

static size_t encode(const char *encoding, const char *text, char *out, size_t room)
{
  iconv_t converter = iconv_open(encoding, "UTF-8");
  char *from = (char *)(uintptr_t)text;
  size_t left = strlen(text);
  const size_t before = room;
  assert_int_equal(iconv(converter, &from, &left, &out, &room), 0);
  (void)iconv_close(converter);
  return before - room;
}

/* Long enough that characters are cut by every kind of block. */
static const char *long_text(void)
{
  const size_t copies = 9000;
  static const char line[] = "编号,姓名𠮷a\n";
  char *text = arena_alloc(arena, copies * (sizeof line - 1) + 1);
  for (size_t i = 0; i < copies; i++) memcpy(text + i * (sizeof line - 1), line, sizeof line - 1);
  return text;
}

static void test_encodings(void **state)
{
  (void)state;
  static const char *const encodings[] = {"UTF-8", "UTF-16LE", "UTF-16BE", "GB18030"};
  static const char *const marks[] = {"\xef\xbb\xbf", "\xff\xfe", "\xfe\xff", ""};
  const char *text = long_text();
  const size_t room = strlen(text) * 2 + 8;
  for (size_t i = 0; i < sizeof encodings / sizeof encodings[0]; i++) {
    struct error error;
    char *bytes = arena_alloc(arena, room);
    const size_t mark = strlen(marks[i]);
    memcpy(bytes, marks[i], mark);
    const size_t size = mark + encode(encodings[i], text, bytes + mark, room - mark);
    const char *back = read_text(bytes, size, &error);
    assert_non_null(back);
    assert_string_equal(back, text);
  }
  struct error error;
  assert_string_equal(read_text(text, strlen(text), &error), text);
}

static void assert_refused(const void *bytes, size_t size, const char *says)
{
  struct error error;
  assert_null(read_text(bytes, size, &error));
  assert_int_equal(error.code, JIEDUI__CODE__INVALID);
  if (strstr(error.text, says) == NULL) fail_msg("%s", error.text);
}

static void test_refusals(void **state)
{
  (void)state;
  assert_refused("", 0, "is empty");
  assert_refused("a,b\n1,\0\n", 9, "line 2: there is a NUL byte");
  assert_refused("\xd0\xcf\x11\xe0....", 8, "workbook");
  assert_refused("a,b\n\xff\xff\xff", 7, "neither UTF-8");
  assert_refused(
      "\xef\xbb\xbf"
      "a\xb0\xa1",
      6, "begins as UTF-8");
  assert_refused("\xff\xfe\0\0a\0", 6, "NUL");
  assert_refused(
      "\xff\xfe"
      "a\0b",
      5, "neither UTF-8");
  const size_t size = SOURCE_LINE_MAX + 10;
  char *line = arena_alloc(arena, size);
  memset(line, 'x', size);
  assert_refused(line, size, "longer than 1 MiB");
}

static void test_no_files(void **state)
{
  (void)state;
  struct source source;
  struct error error;
  assert_false(source_open(&source, "/tmp", &error));
  assert_int_equal(error.code, JIEDUI__CODE__LOCAL);
  assert_non_null(strstr(error.text, "folder"));
  source_close(&source);
  assert_false(source_open(&source, "/nonexistent/file.csv", &error));
  assert_int_equal(error.code, JIEDUI__CODE__LOCAL);
  source_close(&source);
  assert_false(source_open(&source, "/dev/zero", &error));
  assert_non_null(strstr(error.text, "ordinary"));
  source_close(&source);
}

int main(void)
{
  const struct CMUnitTest tests[] = {
      cmocka_unit_test_setup_teardown(test_encodings, set_up, tear_down),
      cmocka_unit_test_setup_teardown(test_refusals, set_up, tear_down),
      cmocka_unit_test_setup_teardown(test_no_files, set_up, tear_down),
  };
  return RUN(tests);
}
