/* Replies as JSON. */
#include "client/json.h"
#include "tests/unit/client/reply.h"

static void test_reply(void **state)
{
  (void)state;
  struct sample_reply sample;
  sample_reply_fill(&sample);
  json_t *object =
      json_of(sample_method("SampleThingService.ListSampleThings")->output, &sample.reply.base);
  char *text = json_dumps(object, JSON_COMPACT);
  assert_string_equal(
      text,
      "{\"total\":2,\"rows\":[{\"thing_no\":\"G990101200001010010\","
      "\"name\":\"=小车, \\\"快\\\"\",\"colour\":\"dark_blue\",\"count\":null,\"broken\":true,"
      "\"weight\":9007199254740993,\"spots\":[\"red\",\"dark_blue\"],"
      "\"parts\":[{\"name\":\"wheel\",\"size\":4}],\"note\":\"a note\"},"
      "{\"thing_no\":\"T2\",\"name\":null,\"colour\":null,\"count\":7,\"broken\":null,"
      "\"weight\":null,\"spots\":[],\"parts\":[],\"note\":null}],\"digest\":\"0aff\"}");
  free(text);
  json_decref(object);
}

static void test_bad_bytes(void **state)
{
  (void)state;
  Jiedui__Part part = JIEDUI__PART__INIT;
  part.name = (char *)(uintptr_t) "a\xff";
  const struct schema_message *type = schema_field_find(sample_thing(), "parts")->message;
  json_t *object = json_of(type, &part.base);
  assert_string_equal(json_string_value(json_object_get(object, "name")), "a?");
  json_decref(object);
}

int main(void)
{
  const struct CMUnitTest tests[] = {cmocka_unit_test(test_reply),
                                     cmocka_unit_test(test_bad_bytes)};
  return RUN(tests);
}
