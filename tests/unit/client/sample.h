/* What every test of the client includes, in cmocka's order. */
#ifndef TESTS_UNIT_CLIENT_SAMPLE_H
#define TESTS_UNIT_CLIENT_SAMPLE_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "common/arena.h"
#include "common/schema.h"
#include "sample.pb-c.h"

#define RUN(tests) cmocka_run_group_tests(tests, NULL, NULL)

/* The sample's method called so, which is there. */
static inline const struct schema_method *sample_method(const char *name)
{
  struct error error;
  const struct schema *schema = schema_get(&error);
  assert_non_null(schema);
  const struct schema_method *method = schema_method_find(schema, name);
  assert_non_null(method);
  return method;
}

static inline const struct schema_message *sample_thing(void)
{
  return schema_field_find(sample_method("SampleThingService.ImportThings")->input, "rows")
      ->message;
}

/* A file of these bytes in a fresh place; the path is the arena's. */
static inline const char *sample_file(struct arena *arena, const void *bytes, size_t size)
{
  char *path = arena_strdup(arena, "/tmp/jiedui-test-XXXXXX");
  const int fd = mkstemp(path);
  assert_true(fd >= 0);
  assert_int_equal(write(fd, bytes, size), (ssize_t)size);
  assert_int_equal(close(fd), 0);
  return path;
}

/* All that was written to the stream, which is closed. */
static inline char *sample_written(struct arena *arena, FILE *file)
{
  (void)fflush(file);
  const long size = ftell(file);
  char *bytes = arena_alloc(arena, (size_t)size + 1);
  rewind(file);
  assert_int_equal(fread(bytes, 1, (size_t)size, file), size);
  (void)fclose(file);
  return bytes;
}

#endif
