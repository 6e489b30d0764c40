/* What a notice looks like to each service, by figures computed with another implementation. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <string.h>
#include <cmocka.h>

#include "server/webhook.h"

static const uint64_t now_ms = 1772668800123;
static uint8_t secret_bytes[] = "SEC0123456789abcdef";
static const ProtobufCBinaryData secret = {sizeof secret_bytes - 1, secret_bytes};
static const ProtobufCBinaryData none = {0, NULL};

static void test_wecom_signs_nothing(void **state)
{
  struct arena *arena = *state;
  const struct webhook_post post =
      webhook_post_of(arena, JIEDUI__WEBHOOK_KIND__WEBHOOK_KIND_WECOM, "https://w.example/s?key=k",
                      secret, "逾期 \"3\"", now_ms);
  assert_string_equal(post.url, "https://w.example/s?key=k");
  assert_string_equal(post.body, "{\"msgtype\":\"text\",\"text\":{\"content\":\"逾期 \\\"3\\\"\"}}");
}

static void test_dingtalk_signs_in_the_query(void **state)
{
  struct arena *arena = *state;
  const struct webhook_post post =
      webhook_post_of(arena, JIEDUI__WEBHOOK_KIND__WEBHOOK_KIND_DINGTALK,
                      "https://d.example/robot/send?access_token=t", secret, "x", now_ms);
  assert_string_equal(post.url, "https://d.example/robot/send?access_token=t"
                                "&timestamp=1772668800123"
                                "&sign=xAFgUZP89cle7ydFen9kF2q8yizusmms0%2Bo9VHEYfBw%3D");
  assert_string_equal(post.body, "{\"msgtype\":\"text\",\"text\":{\"content\":\"x\"}}");
  const struct webhook_post bare = webhook_post_of(
      arena, JIEDUI__WEBHOOK_KIND__WEBHOOK_KIND_DINGTALK, "https://d.example/s", none, "x", now_ms);
  assert_string_equal(bare.url, "https://d.example/s");
}

static void test_feishu_signs_in_the_body(void **state)
{
  struct arena *arena = *state;
  const struct webhook_post post =
      webhook_post_of(arena, JIEDUI__WEBHOOK_KIND__WEBHOOK_KIND_FEISHU, "https://f.example/hook/h",
                      secret, "x", now_ms);
  assert_string_equal(post.url, "https://f.example/hook/h");
  assert_string_equal(post.body, "{\"msg_type\":\"text\",\"content\":{\"text\":\"x\"},"
                                 "\"timestamp\":\"1772668800\","
                                 "\"sign\":\"DYZJcfEKYipFhPgT28y1mMXX/gcQ4QfUl1fCXHivFng=\"}");
}

static void test_an_answer_says_whether_it_was_taken(void **state)
{
  struct arena *arena = *state;
  const char *fault = NULL;
  assert_true(webhook_was_taken(arena, "{\"errcode\":0,\"errmsg\":\"ok\"}", &fault));
  assert_true(webhook_was_taken(arena, "{\"code\":0}", &fault));
  assert_null(fault);
  assert_false(webhook_was_taken(arena, "{\"errcode\":310000}", &fault));
  assert_string_equal(fault, "the service answered code 310000");
  assert_false(webhook_was_taken(arena, "<html>", &fault));
  assert_false(webhook_was_taken(arena, "{\"errcode\":\"0\"}", &fault));
}

static void test_only_named_hosts_are_written_to(void **state)
{
  const char *hosts = "https://a.example  https://b.example:8443";
  (void)state;
  assert_true(webhook_is_allowed("https://a.example/x", hosts));
  assert_true(webhook_is_allowed("https://b.example:8443/", hosts));
  assert_false(webhook_is_allowed("https://a.example.evil/x", hosts));
  assert_false(webhook_is_allowed("https://a.example@evil/x", hosts));
  assert_false(webhook_is_allowed("http://a.example/x", hosts));
  assert_false(webhook_is_allowed("https://127.0.0.1/x", hosts));
  assert_false(webhook_is_allowed("https://a.example", hosts));
  assert_false(webhook_is_allowed("https://a.example/x", ""));
}

static int setup(void **state)
{
  *state = arena_new();
  return 0;
}

static int teardown(void **state)
{
  arena_free(*state);
  return 0;
}

int main(void)
{
  const struct CMUnitTest tests[] = {
      cmocka_unit_test_setup_teardown(test_wecom_signs_nothing, setup, teardown),
      cmocka_unit_test_setup_teardown(test_dingtalk_signs_in_the_query, setup, teardown),
      cmocka_unit_test_setup_teardown(test_feishu_signs_in_the_body, setup, teardown),
      cmocka_unit_test_setup_teardown(test_an_answer_says_whether_it_was_taken, setup, teardown),
      cmocka_unit_test(test_only_named_hosts_are_written_to),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
