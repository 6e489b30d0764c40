/* unit.server.config: each option's range, and the message that says how to mend it. */
#include "server/config.h"

#include <sys/stat.h>
#include <unistd.h>

#include "tests/support/unit.h"

static char folder[] = "/tmp/jiedui-config-XXXXXX";
static char path[64];
static char secret[64];
static struct error error;

static void write_file(const char *name, const char *text)
{
  FILE *file = fopen(name, "w");
  assert_non_null(file);
  (void)fputs(text, file);
  (void)fclose(file);
}

/* Reads a file that is complete but for `line`. */
static bool read_with(struct config *config, const char *line)
{
  char text[512];
  (void)snprintf(text, sizeof text,
                 "certificate = \"%s\"\nkey = \"%s\"\ndevice_ca = \"%s\"\n"
                 "database = \"dbname=x\"\n%s\n", secret, secret, secret, line);
  write_file(path, text);
  error = (struct error){0};
  return config_read(config, path, &error);
}

static void expect_refusal(const char *line, const char *why)
{
  struct config config;
  assert_false(read_with(&config, line));
  assert_int_equal(error.code, JIEDUI__CODE__INVALID);
  assert_non_null(strstr(error.text, path));
  if (strstr(error.text, why) == NULL) fail_msg("%s: %s", line, error.text);
  config_free(&config);
}

static void what_is_left_out_has_its_default(void **state)
{
  (void)state;
  struct config config;
  assert_true(read_with(&config, ""));
  assert_string_equal(config.listen, "127.0.0.1");
  assert_int_equal(config.port, 7443);
  assert_int_equal(config.pool, 8);
  assert_string_equal(config.log_level, "info");
  assert_string_equal(config.clock, "");
  config_free(&config);
}

static void what_is_given_is_taken(void **state)
{
  (void)state;
  struct config config;
  assert_true(read_with(&config,
                        "listen = \"::1\"\nport = 1\nlog_level = \"debug\"\n"
                        "clock = \"2026-03-05T08:00:00+08:00\"\ndrain_ms = 0\n"));
  assert_string_equal(config.listen, "::1");
  assert_int_equal(config.port, 1);
  assert_string_equal(config.log_level, "debug");
  assert_string_equal(config.clock, "2026-03-05T08:00:00+08:00");
  assert_int_equal(config.drain_ms, 0);
  config_free(&config);
}

static void every_number_has_its_range(void **state)
{
  (void)state;
  static const struct {
    const char *name;
    long low;
    long high;
  } ranges[] = {{"port", 1, 65535},           {"pool", 1, 64},
                {"sessions", 1, 1000000},     {"sessions_per_address", 1, 1000000},
                {"handshake_ms", 100, 60000}, {"login_ms", 100, 600000},
                {"frame_ms", 100, 60000},
                {"stall_ms", 100, 600000},    {"call_ms", 100, 600000},
                {"session_hours", 1, 24},     {"drain_ms", 0, 60000}};
  for (size_t i = 0; i < COUNT(ranges); i++) {
    char line[64];
    char why[64];
    struct config config;
    const long ends[] = {ranges[i].low, ranges[i].high};
    const long beyond[] = {ranges[i].low - 1, ranges[i].high + 1};
    (void)snprintf(why, sizeof why, "must be between %ld and %ld", ranges[i].low, ranges[i].high);
    for (size_t j = 0; j < 2; j++) {
      (void)snprintf(line, sizeof line, "%s = %ld", ranges[i].name, ends[j]);
      assert_true(read_with(&config, line));
      config_free(&config);
      (void)snprintf(line, sizeof line, "%s = %ld", ranges[i].name, beyond[j]);
      expect_refusal(line, why);
      assert_non_null(strstr(error.text, ranges[i].name));
    }
  }
}

static void what_is_missing_is_named_with_its_remedy(void **state)
{
  (void)state;
  expect_refusal("certificate = \"\"", "certificate is missing: add certificate = ");
  expect_refusal("key = \"\"", "key is missing: add key = ");
  expect_refusal("database = \"\"", "database is missing: add database = ");
}

static void files_that_cannot_be_read_are_named(void **state)
{
  (void)state;
  expect_refusal("certificate = \"/nowhere/s.pem\"",
                 "certificate = \"/nowhere/s.pem\" cannot be read");
  expect_refusal("key = \"/nowhere/s.key\"", "No such file or directory");
}

static void words_outside_their_list_are_refused(void **state)
{
  (void)state;
  expect_refusal("log_level = \"loud\"", "must be error, warning, info or debug");
}

static void what_cannot_be_parsed_is_named_with_its_line(void **state)
{
  (void)state;
  expect_refusal("prot = 7443", "line 5");
  expect_refusal("prot = 7443", "prot");
  expect_refusal("port = many", "port");
  expect_refusal("port 7443", "line 5");
}

static void a_file_that_is_not_there_is_named(void **state)
{
  (void)state;
  struct config config;
  assert_false(config_read(&config, "/nowhere/jieduid.conf", &error));
  assert_string_equal(error.text,
                      "/nowhere/jieduid.conf: cannot be read: No such file or directory");
  config_free(&config);
}

static void a_folder_is_no_file(void **state)
{
  (void)state;
  struct config config;
  assert_false(config_read(&config, folder, &error));
  assert_non_null(strstr(error.text, "cannot be read: Is a directory"));
  config_free(&config);
}

static int set_up(void **state)
{
  (void)state;
  if (mkdtemp(folder) == NULL) return 1;
  (void)snprintf(path, sizeof path, "%s/jieduid.conf", folder);
  (void)snprintf(secret, sizeof secret, "%s/server.pem", folder);
  write_file(secret, "pem");
  return 0;
}

static int tear_down(void **state)
{
  (void)state;
  (void)unlink(path);
  (void)unlink(secret);
  return rmdir(folder);
}

int main(void)
{
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(what_is_left_out_has_its_default),
      cmocka_unit_test(what_is_given_is_taken),
      cmocka_unit_test(every_number_has_its_range),
      cmocka_unit_test(what_is_missing_is_named_with_its_remedy),
      cmocka_unit_test(files_that_cannot_be_read_are_named),
      cmocka_unit_test(words_outside_their_list_are_refused),
      cmocka_unit_test(what_cannot_be_parsed_is_named_with_its_line),
      cmocka_unit_test(a_file_that_is_not_there_is_named),
      cmocka_unit_test(a_folder_is_no_file),
  };
  return cmocka_run_group_tests(tests, set_up, tear_down);
}
