/* unit.server.walk: wire bytes that protobuf-c would take, and a caller must not send. */
#include "server/walk.h"

#include "common/buffer.h"
#include "sample.pb-c.h"
#include "tests/support/unit.h"

static struct error error;

static bool walk(const void *bytes, size_t size)
{
  error = (struct error){0};
  return walk_check(&jiedui__sample_values__descriptor, bytes, size, &error);
}

#define PASSES(bytes) assert_true(walk(bytes, sizeof(bytes) - 1))
#define FAILS(bytes, field)                                    \
  do {                                                         \
    assert_false(walk(bytes, sizeof(bytes) - 1));              \
    assert_int_equal(error.code, JIEDUI__CODE__INVALID);       \
    assert_memory_equal(error.text, field ":", sizeof(field)); \
  } while (0)

static void nothing_at_all_passes(void **state)
{
  (void)state;
  PASSES("");
}

static void a_tag_or_a_length_of_six_bytes_fails(void **state)
{
  (void)state;
  FAILS("\x8a\x80\x80\x80\x80\x00\x01x", "SampleValues");
  FAILS("\xfa\x7f\x81\x80\x80\x80\x80\x00x", "SampleValues");
}

static void a_field_of_each_type_passes(void **state)
{
  (void)state;
  PASSES(
      "\x0a\x05\xe5\xad\xa6\x41\x42" /* text */
      "\x12\x03\x00\xff\x80"         /* bytes may hold anything */
      "\x18\x05"
      "\x20\xff\xff\xff\xff\xff\xff\xff\xff\xff\x01" /* -1 in ten bytes */
      "\x28\x07\x30\x01\x38\x05"
      "\x42\x02\x18\x01"
      "\x75\x01\x02\x03\x04");
}

/* `depth` messages, each the `inner` of the one around it. */
static size_t nest(uint8_t *bytes, size_t depth)
{
  size_t size = 0;
  for (size_t i = 0; i < depth; i++) {
    memmove(bytes + 2, bytes, size);
    bytes[0] = 0x42;
    bytes[1] = (uint8_t)size;
    size += 2;
  }
  return size;
}

static void nesting_has_an_end(void **state)
{
  (void)state;
  uint8_t bytes[128];
  assert_true(walk(bytes, nest(bytes, WALK_NESTING)));
  assert_false(walk(bytes, nest(bytes, WALK_NESTING + 1)));
  assert_non_null(strstr(error.text, "nested too deeply"));
}

/* `n` times the same bytes. */
static bool walk_many(const void *bytes, size_t size, size_t n)
{
  struct buffer all = {0};
  for (size_t i = 0; i < n; i++) buffer_append(&all, bytes, size);
  const bool good = walk(buffer_data(&all), buffer_size(&all));
  buffer_free(&all);
  return good;
}

static void elements_are_counted(void **state)
{
  (void)state;
  static const struct {
    const char *bytes;
    size_t size;
    size_t most;
  } cases[] = {
      {"\x62\x00", 2, WALK_ELEMENTS},                     /* rows: empty messages */
      {"\x48\x01", 2, WALK_ELEMENTS},                     /* numbers, one by one */
      {"\x52\x00", 2, WALK_ELEMENTS},                     /* texts: empty */
      {"\x62\x04\x62\x00\x62\x00", 6, WALK_ELEMENTS / 3}, /* rows within rows */
      {"\xa0\x06\x01", 3, WALK_ELEMENTS},                 /* fields nobody knows cost memory too */
  };
  for (size_t i = 0; i < COUNT(cases); i++) {
    assert_true(walk_many(cases[i].bytes, cases[i].size, cases[i].most));
    assert_false(walk_many(cases[i].bytes, cases[i].size, cases[i].most + 1));
    assert_non_null(strstr(error.text, "too many elements"));
  }
}

static bool walk_packed(size_t n)
{
  struct buffer all = {0};
  const uint8_t head[] = {0x4a, (uint8_t)(n & 0x7f) | 0x80, (uint8_t)(n >> 7 & 0x7f) | 0x80,
                          (uint8_t)(n >> 14)};
  buffer_append(&all, head, sizeof head);
  memset(buffer_reserve(&all, n), 1, n);
  buffer_grew(&all, n);
  const bool good = walk(buffer_data(&all), buffer_size(&all));
  buffer_free(&all);
  return good;
}

static void packed_elements_are_counted_too(void **state)
{
  (void)state;
  PASSES("\x4a\x03\x01\x02\x03");
  PASSES("\x5a\x02\x01\x05"); /* colours */
  PASSES("\x4a\x00");
  assert_true(walk_packed(WALK_ELEMENTS));
  assert_false(walk_packed(WALK_ELEMENTS + 1));
  FAILS("\x4a\x02\x01\x80", "numbers"); /* the last one cut */
  FAILS("\x5a\x01\x03", "colours");     /* unknown value */
}

static void only_well_formed_utf8_is_text(void **state)
{
  (void)state;
  PASSES("\x0a\x04\xf0\x9f\x98\x80");        /* U+1F600 */
  PASSES("\x0a\x03\xed\x9f\xbf");            /* U+D7FF, before the surrogates */
  PASSES("\x0a\x04\xf4\x8f\xbf\xbf");        /* U+10FFFF */
  FAILS("\x0a\x02\xc0\x80", "text");         /* overlong NUL */
  FAILS("\x0a\x02\xc1\xbf", "text");         /* overlong letter */
  FAILS("\x0a\x03\xe0\x9f\xbf", "text");     /* overlong in three */
  FAILS("\x0a\x04\xf0\x8f\xbf\xbf", "text"); /* overlong in four */
  FAILS("\x0a\x03\xed\xa0\x80", "text");     /* surrogate */
  FAILS("\x0a\x04\xf4\x90\x80\x80", "text"); /* above U+10FFFF */
  FAILS("\x0a\x01\x80", "text");             /* a tail alone */
  FAILS("\x0a\x02\xe5\xad", "text");         /* cut */
  FAILS("\x0a\x02\xe5\x41", "text");         /* a letter within */
  FAILS("\x0a\x01\xff", "text");
  FAILS("\x52\x01\xff", "texts"); /* in a repeated field as well */
}

static void a_nul_in_text_is_refused(void **state)
{
  (void)state;
  FAILS("\x0a\x03\x61\x00\x62", "text");
  FAILS("\x0a\x01\x00", "text");
}

static void an_unknown_value_of_a_list_is_refused(void **state)
{
  (void)state;
  PASSES("\x38\x02");
  FAILS("\x38\x03", "colour");
  FAILS("\x38\x00", "colour");
  FAILS("\x38\x81\x80\x80\x80\x10", "colour"); /* 1 in its low 32 bits */
  FAILS("\x58\x04", "colours");
}

static void a_singular_field_comes_once(void **state)
{
  (void)state;
  FAILS("\x18\x01\x18\x01", "count");
  FAILS("\x0a\x01\x61\x0a\x01\x61", "text");
  FAILS("\x42\x00\x42\x00", "inner");
  PASSES("\x48\x01\x48\x01");         /* repeated: as often as one likes */
  PASSES("\x18\x01\x42\x02\x18\x01"); /* once in each message */
  FAILS("\x42\x04\x18\x01\x18\x01", "count");
}

static void a_wrong_wire_type_is_refused(void **state)
{
  (void)state;
  FAILS("\x08\x01", "text");              /* a number for a text */
  FAILS("\x1a\x01\x61", "count");         /* bytes for a number */
  FAILS("\x1d\x01\x02\x03\x04", "count"); /* 32 bits for a varint */
  FAILS("\x70\x01", "fixed");
  FAILS("\x40\x01", "inner");
  FAILS("\x50\x01", "texts"); /* texts cannot be packed */
}

static void unknown_fields_pass(void **state)
{
  (void)state;
  PASSES("\xa0\x06\x01");             /* 100: number */
  PASSES("\xa2\x06\x02\xff\x00");     /* 100: bytes of any kind */
  PASSES("\xa5\x06\x01\x02\x03\x04"); /* 100: 32 bits */
  PASSES("\xa1\x06\x01\x02\x03\x04\x05\x06\x07\x08");
  PASSES("\x42\x03\xa0\x06\x01");
}

static void malformed_tags_are_refused(void **state)
{
  (void)state;
  FAILS("\x00\x01", "SampleValues");                 /* field 0 */
  FAILS("\xa3\x06", "SampleValues");                 /* a group begins */
  FAILS("\xa4\x06", "SampleValues");                 /* a group ends */
  FAILS("\xa6\x06", "SampleValues");                 /* a wire type nobody has */
  FAILS("\x80", "SampleValues");                     /* cut */
  FAILS("\xf8\xff\xff\xff\x1f\x01", "SampleValues"); /* above the last number */
  FAILS("\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\x01", "SampleValues");
}

static void what_is_cut_short_is_refused(void **state)
{
  (void)state;
  FAILS("\x0a", "text");
  FAILS("\x0a\x05\x61", "text");
  FAILS("\x0a\xff\xff\xff\xff\x0f\x61", "text");
  FAILS("\x0a\xff\xff\xff\xff\xff\xff\xff\xff\xff\x01", "text");
  FAILS("\x18", "count");
  FAILS("\x18\x80", "count");
  FAILS("\x18\xff\xff\xff\xff\xff\xff\xff\xff\xff\x02", "count"); /* above 64 bits */
  FAILS("\x75\x01\x02\x03", "fixed");
  FAILS("\x42\x05\x18\x01", "inner");
  FAILS("\x42\x01\x18", "count");
  FAILS("\xa5\x06\x01", "SampleValues");
}

/* Whatever passes, protobuf-c unpacks as well: every cut of a good message is one or the other. */
static void what_passes_can_be_unpacked(void **state)
{
  (void)state;
  static const uint8_t whole[] =
      "\x0a\x03\xe5\xad\xa6\x12\x02\x00\xff\x18\x05\x38\x05\x4a\x02\x01\x02\x52\x01\x78"
      "\x62\x04\x0a\x02\x61\x62\xa0\x06\x01\x75\x01\x02\x03\x04";
  for (size_t size = 0; size < sizeof whole; size++) {
    if (!walk(whole, size)) continue;
    Jiedui__SampleValues *values = jiedui__sample_values__unpack(NULL, size, whole);
    assert_non_null(values);
    jiedui__sample_values__free_unpacked(values, NULL);
  }
}

#define TEST(name) cmocka_unit_test(name)

int main(void)
{
  const struct CMUnitTest tests[] = {
      TEST(nothing_at_all_passes),
      TEST(a_tag_or_a_length_of_six_bytes_fails),
      TEST(a_field_of_each_type_passes),
      TEST(nesting_has_an_end),
      TEST(elements_are_counted),
      TEST(packed_elements_are_counted_too),
      TEST(only_well_formed_utf8_is_text),
      TEST(a_nul_in_text_is_refused),
      TEST(an_unknown_value_of_a_list_is_refused),
      TEST(a_singular_field_comes_once),
      TEST(a_wrong_wire_type_is_refused),
      TEST(unknown_fields_pass),
      TEST(malformed_tags_are_refused),
      TEST(what_is_cut_short_is_refused),
      TEST(what_passes_can_be_unpacked),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
