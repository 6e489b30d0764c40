/* The contract as data: names, commands, options, comments. */
#include "common/schema_build.h"
#include "tests/unit/client/sample.h"

static void test_names(void **state)
{
  (void)state;
  const struct schema_method *list = sample_method("SampleThingService.ListSampleThings");
  assert_string_equal(list->path, "sample_thing/list_sample_things");
  assert_string_equal(list->command, "sample-thing list");
  assert_string_equal(sample_method("SampleThingService.PaintThing")->command, "thing paint");
  assert_string_equal(sample_method("SampleThingService.ImportThings")->command, "import things");
  assert_string_equal(list->input->name, "ListSampleThingsRequest");
}

static void test_comments(void **state)
{
  (void)state;
  const struct schema_method *list = sample_method("SampleThingService.ListSampleThings");
  assert_string_equal(list->help, "List the things.");
  assert_string_equal(list->service_help, "Things, to be listed and stored.");
  assert_string_equal(schema_field_find(list->input, "limit")->help, "How many at most.");
  assert_string_equal(schema_field_find(list->input, "after")->help, "");
}

static void test_options(void **state)
{
  (void)state;
  const struct schema_method *list = sample_method("SampleThingService.ListSampleThings");
  const struct schema_method *paint = sample_method("SampleThingService.PaintThing");
  assert_int_equal(list->rules->n_allow, 1);
  assert_int_equal(list->rules->allow[0], JIEDUI__ROLE__ROLE_MENTOR);
  assert_false(list->rules->idempotent);
  assert_true(paint->rules->idempotent && paint->rules->dry_run);
  const struct schema_field *number = schema_field_find(sample_thing(), "thing_no");
  assert_string_equal(number->rules->label, "编号");
  assert_true(number->rules->key && number->rules->masked && number->rules->required);
  assert_null(schema_field_find(sample_thing(), "weight")->rules->label);
  assert_null(schema_field_find(sample_thing(), "nothing"));
}

static void test_fields_keep_their_order(void **state)
{
  (void)state;
  const struct schema_message *thing = sample_thing();
  assert_string_equal(thing->fields[0].name, "thing_no");
  assert_string_equal(thing->fields[8].name, "note");
  assert_string_equal(thing->fields[7].message->name, "Part");
  assert_string_equal(thing->fields[2].enumeration->name, "Colour");
}

static void test_enums(void **state)
{
  (void)state;
  const struct schema_enum *colour = schema_field_find(sample_thing(), "colour")->enumeration;
  assert_string_equal(colour->values[1].label, "dark_blue");
  assert_string_equal(colour->values[1].name, "COLOUR_DARK_BLUE");
  assert_int_equal(schema_enum_by_word(colour, "红色")->number, 1);
  assert_int_equal(schema_enum_by_word(colour, "Dark_Blue")->number, 2);
  assert_int_equal(schema_enum_by_word(colour, "COLOUR_RED")->number, 1);
  assert_null(schema_enum_by_word(colour, "绿"));
  assert_string_equal(schema_enum_by_number(colour, 2)->label, "dark_blue");
  assert_null(schema_enum_by_number(colour, 7));
}

static void test_unknown_method(void **state)
{
  (void)state;
  struct error error;
  assert_null(schema_method_find(schema_get(&error), "SampleThingService.Nothing"));
}

static void test_damaged_set(void **state)
{
  (void)state;
  struct error error = {JIEDUI__CODE__OK, ""};
  assert_null(schema_build((const uint8_t *)"\x0a\x7f zzz", 6, &error));
  assert_int_equal(error.code, JIEDUI__CODE__INTERNAL);
}

int main(void)
{
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(test_names),       cmocka_unit_test(test_comments),
      cmocka_unit_test(test_options),     cmocka_unit_test(test_fields_keep_their_order),
      cmocka_unit_test(test_enums),       cmocka_unit_test(test_unknown_method),
      cmocka_unit_test(test_damaged_set),
  };
  return RUN(tests);
}
