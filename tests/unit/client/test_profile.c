/* Profiles and sessions in the user's folders. */
#include <sys/stat.h>

#include "client/folder.h"
#include "client/profile.h"
#include "client/session.h"
#include "tests/unit/client/sample.h"

static struct arena *arena;
static struct error error;

static int set_up(void **state)
{
  (void)state;
  char folder[] = "/tmp/jiedui-test-XXXXXX";
  arena = arena_new();
  assert_non_null(mkdtemp(folder));
  (void)setenv("XDG_CONFIG_HOME", arena_printf(arena, "%s/config", folder), 1);
  (void)setenv("XDG_STATE_HOME", arena_printf(arena, "%s/state", folder), 1);
  return 0;
}

static int tear_down(void **state)
{
  (void)state;
  arena_free(arena);
  return 0;
}

static void test_round_trip(void **state)
{
  (void)state;
  const struct profile profile = {.name = "lead.gp",
                                  .host = "127.0.0.1",
                                  .port = 7443,
                                  .ca = "/a \"b\"/ca.pem",
                                  .account = "lead"};
  struct profile back;
  assert_true(profile_save(arena, &profile, &error));
  assert_true(profile_load(arena, NULL, &back, &error)); /* the first is the default */
  assert_string_equal(back.name, "lead.gp");
  assert_string_equal(back.host, "127.0.0.1");
  assert_int_equal(back.port, 7443);
  assert_string_equal(back.ca, "/a \"b\"/ca.pem");
  assert_string_equal(back.server_name, "127.0.0.1");
  assert_string_equal(back.account, "lead");
  char **names = profile_names(arena, &error);
  assert_string_equal(names[0], "lead.gp");
  assert_null(names[1]);
}

static void test_missing(void **state)
{
  (void)state;
  struct profile profile;
  assert_false(profile_load(arena, "nobody", &profile, &error));
  assert_int_equal(error.code, JIEDUI__CODE__LOCAL);
  assert_non_null(strstr(error.text, "jiedui profile add nobody"));
  assert_false(profile_load(arena, "../x", &profile, &error));
  assert_int_equal(error.code, JIEDUI__CODE__USAGE);
}

static void test_beside_the_profile(void **state)
{
  (void)state;
  const struct profile profile = {.name = "p", .host = "h", .port = 1, .ca = "../ca.pem"};
  struct profile back;
  assert_true(profile_save(arena, &profile, &error));
  assert_true(profile_load(arena, "p", &back, &error));
  assert_non_null(strstr(back.ca, "/jiedui/profiles/../ca.pem"));
}

static void test_damaged(void **state)
{
  (void)state;
  static const char *const contents[] = {"host = ", "host = \"h\"\nport = x\n", "nonsense = 1\n",
                                         "host = \"h\"\nca = \"c\"\nport = 70000\n",
                                         "port = 1\nca = \"c\"\n"};
  const char *path = folder_path(arena, FOLDER_CONFIG, "profiles/d.conf", &error);
  struct profile profile;
  for (size_t i = 0; i < sizeof contents / sizeof contents[0]; i++) {
    assert_true(folder_write(path, contents[i], strlen(contents[i]), &error));
    assert_false(profile_load(arena, "d", &profile, &error));
    assert_int_equal(error.code, JIEDUI__CODE__LOCAL);
  }
}

static void test_session(void **state)
{
  (void)state;
  struct stat status;
  uint8_t session[SESSION_BYTES];
  uint8_t back[SESSION_BYTES];
  for (size_t i = 0; i < SESSION_BYTES; i++) session[i] = (uint8_t)(i * 9);
  assert_false(session_load(arena, "p", back, &error));
  assert_int_equal(error.code, JIEDUI__CODE__UNAUTHENTICATED);
  assert_true(session_save(arena, "p", session, "m.one", &error));
  const char *path = folder_path(arena, FOLDER_STATE, "p.session", &error);
  assert_int_equal(stat(path, &status), 0);
  assert_int_equal(status.st_mode & 0777, 0600);
  assert_true(session_load(arena, "p", back, &error));
  assert_memory_equal(back, session, SESSION_BYTES);
  assert_true(folder_write(path, "abcd", 4, &error));
  assert_false(session_load(arena, "p", back, &error));
  session_forget(arena, "p");
  assert_int_equal(access(path, F_OK), -1);
}

int main(void)
{
  const struct CMUnitTest tests[] = {
      cmocka_unit_test_setup_teardown(test_round_trip, set_up, tear_down),
      cmocka_unit_test_setup_teardown(test_missing, set_up, tear_down),
      cmocka_unit_test_setup_teardown(test_beside_the_profile, set_up, tear_down),
      cmocka_unit_test_setup_teardown(test_damaged, set_up, tear_down),
      cmocka_unit_test_setup_teardown(test_session, set_up, tear_down),
  };
  return RUN(tests);
}
