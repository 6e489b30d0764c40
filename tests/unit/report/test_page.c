/* The page holds the model between its parts, whatever the model says. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "client/report/page.h"

static const char nasty[] = "</script><!--<script>&amp; 中学 \\ \" \n";

static char *read_all(const char *path)
{
  FILE *file = fopen(path, "re");
  assert_non_null(file);
  assert_int_equal(fseek(file, 0, SEEK_END), 0);
  const long size = ftell(file);
  assert_true(size > 0);
  rewind(file);
  char *text = calloc(1, (size_t)size + 1);
  assert_non_null(text);
  assert_int_equal(fread(text, 1, (size_t)size, file), (size_t)size);
  (void)fclose(file);
  return text;
}

static void test_the_data_stay_data(void **state)
{
  (void)state;
  char path[] = "/tmp/jiedui-page-XXXXXX";
  const int fd = mkstemp(path);
  assert_true(fd >= 0);
  (void)close(fd);
  struct error error;
  size_t size = 0;
  json_t *model = json_pack("{s:s}", "name", nasty);
  assert_true(page_write(path, true, model, &size, &error));
  char *page = read_all(path);
  assert_int_equal(strlen(page), size);
  char *data = strstr(page, "id=\"data\">");
  assert_non_null(data);
  data += strlen("id=\"data\">");
  char *end = strstr(data, "</script>");
  assert_non_null(end);
  *end = '\0';
  assert_null(strpbrk(data, "<>&"));
  json_t *back = json_loads(data, 0, NULL);
  assert_true(json_equal(back, model));
  json_decref(back);
  json_decref(model);
  free(page);
  (void)unlink(path);
}

int main(void)
{
  const struct CMUnitTest tests[] = {cmocka_unit_test(test_the_data_stay_data)};
  return cmocka_run_group_tests_name("page", tests, NULL, NULL);
}
