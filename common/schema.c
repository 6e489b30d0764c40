/* Owns the program's one schema and the looking up in it. Never changes it. */
#include "common/schema.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "common/embedded.h"
#include "common/schema_build.h"

/* A method begins with its name. */
static int compare_names(const void *a, const void *b)
{
  return strcmp(*(const char *const *)a, *(const char *const *)b);
}

const struct schema *schema_get(struct error *error)
{
  static const struct schema *schema; /* the one thing kept between calls: it never changes */
  if (schema == NULL)
    schema = schema_build(embedded_schema[0].data, embedded_schema[0].size, error);
  return schema;
}

const struct schema_method *schema_method_find(const struct schema *schema, const char *name)
{
  return bsearch(&name, schema->methods, schema->n_methods, sizeof *schema->methods, compare_names);
}

const struct schema_field *schema_field_find(const struct schema_message *message, const char *name)
{
  for (size_t i = 0; i < message->n_fields; i++) {
    if (strcmp(message->fields[i].name, name) == 0) return &message->fields[i];
  }
  return NULL;
}

const struct schema_enum_value *schema_enum_by_number(const struct schema_enum *e, int number)
{
  for (size_t i = 0; i < e->n_values; i++) {
    if (e->values[i].number == number) return &e->values[i];
  }
  return NULL;
}

static bool is_value(const struct schema_enum_value *value, const char *word)
{
  if (strcasecmp(value->label, word) == 0 || strcmp(value->name, word) == 0) return true;
  for (size_t i = 0; i < value->n_words; i++) {
    if (strcmp(value->words[i], word) == 0) return true;
  }
  return false;
}

const struct schema_enum_value *schema_enum_by_word(const struct schema_enum *e, const char *word)
{
  for (size_t i = 0; i < e->n_values; i++) {
    if (is_value(&e->values[i], word)) return &e->values[i];
  }
  return NULL;
}
