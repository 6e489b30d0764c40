/* Why the system refused, in both languages. */
#include <errno.h>
#include <netdb.h>

#include "client/cause.h"
#include "client/folder.h"
#include "client/text.h"
#include "tests/unit/client/sample.h"

static const int met[] = {ENOENT,       EACCES,     EPERM,     EEXIST,       EISDIR,      ENOTDIR,
                          ENOSPC,       EROFS,      EDQUOT,    ENAMETOOLONG, EMFILE,      ENFILE,
                          ECONNREFUSED, ECONNRESET, ETIMEDOUT, EHOSTUNREACH, ENETUNREACH, EPIPE,
                          EIO,          ENOMEM,     EINVAL,    ELOOP,        EBUSY,       EFBIG,
                          ENOEXEC,      EAGAIN,     ESTALE,    ENETDOWN};
static const int met_in_names[] = {EAI_NONAME, EAI_NODATA, EAI_AGAIN, EAI_FAIL};

static bool is_ascii(const char *word)
{
  while (*word > 0) word++;
  return *word == '\0';
}

static void test_english_is_the_library_s(void **state)
{
  (void)state;
  text_choose("en");
  for (size_t i = 0; i < sizeof met / sizeof *met; i++) {
    assert_string_equal(cause_text(met[i]), strerror(met[i]));
  }
  for (size_t i = 0; i < sizeof met_in_names / sizeof *met_in_names; i++) {
    assert_string_equal(cause_of_resolver(met_in_names[i]), gai_strerror(met_in_names[i]));
  }
}

static void test_chinese_has_no_english_in_it(void **state)
{
  (void)state;
  text_choose("zh");
  for (size_t i = 0; i < sizeof met / sizeof *met; i++) {
    if (is_ascii(cause_text(met[i]))) fail_msg("%s", strerror(met[i]));
  }
  for (size_t i = 0; i < sizeof met_in_names / sizeof *met_in_names; i++) {
    if (is_ascii(cause_of_resolver(met_in_names[i]))) fail_msg("%d", met_in_names[i]);
  }
}

static void test_what_is_rare_stays_as_it_is(void **state)
{
  (void)state;
  text_choose("zh");
  assert_string_equal(cause_text(ENOTUNIQ), strerror(ENOTUNIQ));
  assert_string_equal(cause_of_resolver(EAI_BADFLAGS), gai_strerror(EAI_BADFLAGS));
  assert_null(strstr(cause_text(0), "成功"));
  assert_false(is_ascii(cause_text(0)));
}

static void test_a_sentence_is_of_one_language(void **state)
{
  (void)state;
  struct error error;
  text_choose("zh");
  assert_false(folder_check("/nowhere/at/all", false, &error));
  assert_string_equal(error.text,
                      "无法写入 /nowhere/at/all：没有这个文件或文件夹：请允许写入，或换个位置。");
}

int main(void)
{
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(test_english_is_the_library_s),
      cmocka_unit_test(test_chinese_has_no_english_in_it),
      cmocka_unit_test(test_what_is_rare_stays_as_it_is),
      cmocka_unit_test(test_a_sentence_is_of_one_language),
  };
  return RUN(tests);
}
