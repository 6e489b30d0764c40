/* The queue's files: added, loaded, replaced, removed, never opened by another key. */
#include <dirent.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

#include "client/folder.h"
#include "client/queue.h"
#include "tests/unit/client/sample.h"

static struct arena *arena;
static struct error error;
static uint8_t id[16] = {1, 2, 3};

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

static Jiedui__QueuedCall call_of(const char *account)
{
  Jiedui__QueuedCall call = JIEDUI__QUEUED_CALL__INIT;
  call.method = (char *)(uintptr_t) "RecordService.AddRecord";
  call.has_request_id = 1;
  call.request_id = (ProtobufCBinaryData){sizeof id, id};
  call.account = (char *)(uintptr_t)account;
  return call;
}

static int32_t add(const char *profile, const char *account)
{
  struct queue queue;
  int32_t number = 0;
  const Jiedui__QueuedCall call = call_of(account);
  assert_true(queue_open(&queue, arena, profile, true, &error));
  assert_true(queue_add(&queue, &call, &number, &error));
  queue_close(&queue);
  return number;
}

static void test_numbers_only_rise(void **state)
{
  (void)state;
  struct queue queue;
  assert_int_equal(queue_count(arena, "p"), 0);
  for (int32_t n = 1; n <= 12; n++) assert_int_equal(add("p", "m"), n);
  assert_int_equal(queue_count(arena, "p"), 12);
  assert_int_equal(queue_count(arena, "other"), 0);
  assert_true(queue_open(&queue, arena, "p", false, &error));
  const int32_t *numbers = queue_numbers(&queue, &error);
  for (int32_t n = 1; n <= 12; n++) assert_int_equal(numbers[n - 1], n); /* 10 after 9 */
  assert_int_equal(numbers[12], 0);
  for (int32_t n = 1; n <= 12; n++) assert_true(queue_remove(&queue, n, &error));
  assert_int_equal(queue_numbers(&queue, &error)[0], 0);
  queue_close(&queue);
  assert_int_equal(add("p", "m"), 13);
}

static void test_an_item_comes_back_and_is_replaced(void **state)
{
  (void)state;
  struct queue queue;
  const int32_t number = add("p", "m.one");
  assert_true(queue_open(&queue, arena, "p", false, &error));
  Jiedui__QueuedCall *call = queue_load(&queue, number, &error);
  assert_non_null(call);
  assert_string_equal(call->account, "m.one");
  assert_memory_equal(call->request_id.data, id, sizeof id);
  call->has_unsure = call->unsure = 1;
  assert_true(queue_save(&queue, number, call, &error));
  assert_true(queue_load(&queue, number, &error)->unsure);
  assert_null(queue_load(&queue, number + 1, &error));
  assert_int_equal(error.code, JIEDUI__CODE__NOT_FOUND);
  queue_close(&queue);
}

static char *item_path(const char *profile, int32_t number)
{
  return folder_path(arena, FOLDER_STATE, arena_printf(arena, "queue/%s/%d.item", profile, number),
                     &error);
}

static void test_no_other_key_or_profile_opens_it(void **state)
{
  (void)state;
  struct queue queue;
  const int32_t one = add("one", "m");
  const int32_t two = add("two", "m");
  assert_int_equal(rename(item_path("one", one), item_path("two", two)), 0);
  assert_true(queue_open(&queue, arena, "two", false, &error));
  assert_null(queue_load(&queue, two, &error));
  assert_int_equal(error.code, JIEDUI__CODE__LOCAL);
  queue_close(&queue);
}

static void test_a_lost_key_is_not_replaced(void **state)
{
  (void)state;
  struct queue queue;
  (void)add("p", "m");
  char *key = folder_path(arena, FOLDER_CONFIG, "queues/p.key", &error);
  assert_int_equal(truncate(key, 5), 0);
  assert_false(queue_open(&queue, arena, "p", true, &error));
  queue_close(&queue);
  assert_int_equal(unlink(key), 0);
  assert_false(queue_open(&queue, arena, "p", true, &error));
  assert_int_equal(error.code, JIEDUI__CODE__LOCAL);
  queue_close(&queue);
}

static void test_what_is_cut_does_not_open(void **state)
{
  (void)state;
  struct stat stat_of;
  struct queue queue;
  const int32_t number = add("p", "m");
  const char *path = item_path("p", number);
  assert_int_equal(stat(path, &stat_of), 0);
  assert_true(queue_open(&queue, arena, "p", false, &error));
  for (off_t size = stat_of.st_size - 1; size >= 0; size--) {
    assert_int_equal(truncate(path, size), 0);
    assert_null(queue_load(&queue, number, &error));
  }
  queue_close(&queue);
}

static void test_one_sender_at_a_time(void **state)
{
  (void)state;
  struct queue first;
  struct queue second;
  (void)add("p", "m");
  assert_true(queue_open(&first, arena, "p", false, &error));
  assert_true(queue_open(&second, arena, "p", false, &error));
  assert_true(queue_hold(&first, &error));
  assert_false(queue_hold(&second, &error));
  assert_int_equal(error.code, JIEDUI__CODE__CONFLICT);
  assert_int_equal(add("p", "m"), 2); /* writing need not wait for it */
  queue_close(&first);
  assert_true(queue_hold(&second, &error));
  queue_close(&second);
}

int main(void)
{
  const struct CMUnitTest tests[] = {
      cmocka_unit_test_setup_teardown(test_numbers_only_rise, set_up, tear_down),
      cmocka_unit_test_setup_teardown(test_an_item_comes_back_and_is_replaced, set_up, tear_down),
      cmocka_unit_test_setup_teardown(test_no_other_key_or_profile_opens_it, set_up, tear_down),
      cmocka_unit_test_setup_teardown(test_a_lost_key_is_not_replaced, set_up, tear_down),
      cmocka_unit_test_setup_teardown(test_what_is_cut_does_not_open, set_up, tear_down),
      cmocka_unit_test_setup_teardown(test_one_sender_at_a_time, set_up, tear_down),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
