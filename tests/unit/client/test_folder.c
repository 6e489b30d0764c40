/* Where a file that the user named may be written, and what then stands there. */
#include <fcntl.h>
#include <stdio.h>
#include <sys/stat.h>

#include "client/folder.h"
#include "tests/unit/client/sample.h"

static struct arena *arena;
static struct error error;
static char *folder;

static int set_up(void **state)
{
  (void)state;
  char name[] = "/tmp/jiedui-folder-XXXXXX";
  arena = arena_new();
  assert_non_null(mkdtemp(name));
  folder = arena_strdup(arena, name);
  return 0;
}

static int tear_down(void **state)
{
  (void)state;
  static const char *const names[] = {"kept", "fresh", "pipe", "link"};
  for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
    (void)unlink(arena_printf(arena, "%s/%s", folder, names[i]));
  }
  assert_int_equal(rmdir(folder), 0); /* nothing half written is left */
  arena_free(arena);
  return 0;
}

static const char *in_folder(const char *name)
{
  return arena_printf(arena, "%s/%s", folder, name);
}

static void assert_says(const char *path, const char *what)
{
  char content[64] = "";
  FILE *file = fopen(path, "re");
  assert_non_null(file);
  content[fread(content, 1, sizeof content - 1, file)] = '\0';
  (void)fclose(file);
  assert_string_equal(content, what);
}

static void refused(bool done, const char *why)
{
  assert_false(done);
  assert_int_equal(error.code, JIEDUI__CODE__LOCAL);
  if (strstr(error.text, why) == NULL) fail_msg("%s", error.text);
}

static void test_a_file_is_replaced_only_when_told(void **state)
{
  (void)state;
  struct stat info;
  const char *path = in_folder("kept");
  assert_true(folder_check(path, false, &error));
  assert_true(folder_save(path, "mine", 4, false, &error));
  assert_int_equal(stat(path, &info), 0);
  assert_int_equal(info.st_mode & 0777, 0600);
  refused(folder_check(path, false, &error), "is there already");
  refused(folder_save(path, "theirs", 6, false, &error), "is there already");
  assert_says(path, "mine");
  assert_true(folder_check(path, true, &error));
  assert_true(folder_save(path, "theirs", 6, true, &error));
  assert_says(path, "theirs");
}

static void test_what_came_meanwhile_stays(void **state)
{
  (void)state;
  const char *path = in_folder("kept");
  const char *fresh = in_folder("fresh");
  assert_true(folder_save(fresh, "new", 3, false, &error));
  assert_true(folder_check(path, false, &error));
  assert_true(folder_save(path, "meanwhile", 9, false, &error));
  refused(folder_place(fresh, path, false, &error), "is there already");
  assert_says(path, "meanwhile");
  assert_true(folder_place(fresh, path, true, &error));
  assert_says(path, "new");
  assert_int_equal(access(fresh, F_OK), -1);
}

static void test_what_is_no_file_is_never_replaced(void **state)
{
  (void)state;
  const char *pipe = in_folder("pipe");
  assert_int_equal(mkfifo(pipe, 0600), 0);
  refused(folder_check(folder, true, &error), "is a folder");
  refused(folder_check(pipe, true, &error), "is no plain file");
  refused(folder_check("/dev/null", true, &error), "");
}

static void test_a_link_is_replaced_and_not_what_it_names(void **state)
{
  (void)state;
  const char *path = in_folder("kept");
  const char *link = in_folder("link");
  assert_true(folder_save(path, "mine", 4, false, &error));
  assert_int_equal(symlink(path, link), 0);
  refused(folder_check(link, false, &error), "is there already");
  assert_true(folder_check(link, true, &error));
  assert_true(folder_save(link, "other", 5, true, &error));
  assert_says(path, "mine");
}

static void test_a_folder_that_is_not_there(void **state)
{
  (void)state;
  refused(folder_check(in_folder("no/such"), false, &error), "No such file or directory");
  refused(folder_save(in_folder("no/such"), "x", 1, false, &error), "No such file or directory");
  char longest[300];
  memset(longest, 'x', sizeof longest - 1);
  longest[sizeof longest - 1] = '\0';
  refused(folder_save(in_folder(longest), "x", 1, false, &error), "File name too long");
}

int main(void)
{
  const struct CMUnitTest tests[] = {
      cmocka_unit_test_setup_teardown(test_a_file_is_replaced_only_when_told, set_up, tear_down),
      cmocka_unit_test_setup_teardown(test_what_came_meanwhile_stays, set_up, tear_down),
      cmocka_unit_test_setup_teardown(test_what_is_no_file_is_never_replaced, set_up, tear_down),
      cmocka_unit_test_setup_teardown(test_a_link_is_replaced_and_not_what_it_names, set_up,
                                      tear_down),
      cmocka_unit_test_setup_teardown(test_a_folder_that_is_not_there, set_up, tear_down),
  };
  return RUN(tests);
}
