/* The file of rejected rows. */
#include <sys/stat.h>

#include "client/rejects.h"
#include "tests/unit/client/sample.h"

static const char *cells[] = {"T1", "a \"b\", c", "old reason"};

static void fill(struct rejects *rejects, struct columns *columns, struct arena *arena,
                 const char *path)
{
  struct error error;
  const char *names[] = {"thing_no", "name", "reason"};
  const struct record header = {.line = 1, .n = 3, .cells = names};
  const struct record row = {.line = 2, .n = 3, .cells = cells};
  assert_true(columns_read(columns, arena, sample_thing(), &header, &error));
  rejects_init(rejects, path, columns);
  assert_true(rejects_add(rejects, &row, "why, \"so\"", &error));
}

static void test_content(void **state)
{
  (void)state;
  struct arena *arena = arena_new();
  struct rejects rejects;
  struct columns columns;
  struct error error;
  struct stat status;
  const char *path = sample_file(arena, "before", 6);
  fill(&rejects, &columns, arena, path);
  assert_int_equal(stat(path, &status), 0);
  assert_int_equal(status.st_size, 6); /* the old file stands until the new one is whole */
  assert_true(rejects_close(&rejects, &error));
  assert_int_equal(stat(path, &status), 0);
  assert_int_equal(status.st_mode & 0777, 0600);
  char content[200] = "";
  FILE *file = fopen(path, "r");
  assert_true(fread(content, 1, sizeof content - 1, file) > 0);
  (void)fclose(file);
  assert_string_equal(content,
                      "\xef\xbb\xbfthing_no,name,reason\r\n"
                      "T1,\"a \"\"b\"\", c\",\"why, \"\"so\"\"\"\r\n");
  (void)unlink(path);
  arena_free(arena);
}

static void test_nothing_rejected(void **state)
{
  (void)state;
  struct rejects rejects;
  struct error error;
  rejects_init(&rejects, "/tmp/jiedui-test-never", NULL);
  assert_true(rejects_close(&rejects, &error));
  assert_int_equal(access("/tmp/jiedui-test-never", F_OK), -1);
}

static void test_no_room(void **state)
{
  (void)state;
  struct arena *arena = arena_new();
  struct rejects rejects;
  struct columns columns;
  struct error error;
  fill(&rejects, &columns, arena, "/dev/full");
  assert_false(rejects_close(&rejects, &error));
  assert_int_equal(error.code, JIEDUI__CODE__LOCAL);
  assert_non_null(strstr(error.text, "--rejects"));
  assert_int_equal(access("/dev/full", F_OK), 0);
  arena_free(arena);
}

int main(void)
{
  const struct CMUnitTest tests[] = {cmocka_unit_test(test_content),
                                     cmocka_unit_test(test_nothing_rejected),
                                     cmocka_unit_test(test_no_room)};
  return RUN(tests);
}
