/* unit.server.password: hashes fit their own password alone; an unknown account costs the same. */
#include "server/password.h"

#include <sodium.h>
#include <time.h>

#include "tests/support/unit.h"

static void a_hash_fits_its_own_password_alone(void **state)
{
  (void)state;
  char hash[PASSWORD_HASH];
  assert_true(password_hash("a long passphrase", hash));
  assert_memory_equal(hash, "$argon2id$", 10);
  assert_true(password_matches("a long passphrase", hash));
  assert_false(password_matches("A long passphrase", hash));
  assert_false(password_matches("", hash));
}

static double seconds_for(const char *hash)
{
  struct timespec from;
  struct timespec to;
  (void)clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &from);
  assert_false(password_matches("a long passphrase", hash));
  (void)clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &to);
  return (double)(to.tv_sec - from.tv_sec) + (double)(to.tv_nsec - from.tv_nsec) / 1e9;
}

static void an_unknown_account_costs_the_same_work(void **state)
{
  (void)state;
  char hash[PASSWORD_HASH];
  assert_true(password_hash("another passphrase", hash));
  (void)seconds_for(NULL); /* what is made once */
  const double known = seconds_for(hash);
  const double unknown = seconds_for(NULL);
  assert_true(unknown > known / 3 && unknown < known * 3);
  assert_false(password_matches("a long passphrase", ""));
}

static void unfit_passwords_are_told_why(void **state)
{
  (void)state;
  char text[PASSWORD_LONGEST + 2];
  memset(text, 'x', sizeof text);
  text[PASSWORD_SHORTEST] = '\0';
  assert_null(password_unfit(text));
  text[PASSWORD_SHORTEST - 1] = '\0';
  assert_non_null(password_unfit(text));
  memset(text, 'x', sizeof text);
  text[PASSWORD_LONGEST] = '\0';
  assert_null(password_unfit(text));
  text[PASSWORD_LONGEST] = 'x';
  text[PASSWORD_LONGEST + 1] = '\0';
  assert_non_null(password_unfit(text));
  assert_non_null(password_unfit(NULL));
}

int main(void)
{
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(a_hash_fits_its_own_password_alone),
      cmocka_unit_test(an_unknown_account_costs_the_same_work),
      cmocka_unit_test(unfit_passwords_are_told_why),
  };
  if (sodium_init() < 0) return 1;
  return cmocka_run_group_tests(tests, NULL, NULL);
}
