/* Owns a list for the contract tests: every statement of every operation, as JSON. Runs nothing. */
#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>

#include "server/catalogue.h"

static void on_fault(void *data, const char *text)
{
  (void)data;
  (void)fprintf(stderr, "%s\n", text);
}

static json_t *text_or_null(const char *text)
{
  return text == NULL ? json_null() : json_string(text);
}

static json_t *describe(const struct operation *operation, const struct step *step,
                        const struct statement *statement)
{
  json_t *row = json_object();
  (void)json_object_set_new(row, "method", json_string(operation->method->name));
  (void)json_object_set_new(row, "open", json_boolean(operation->method->rules->open));
  (void)json_object_set_new(row, "path", json_string(step->script.path));
  (void)json_object_set_new(row, "role", text_or_null(step->role));
  (void)json_object_set_new(row, "into", text_or_null(statement->into));
  (void)json_object_set_new(row, "place", json_integer(statement - step->script.statements + 1));
  (void)json_object_set_new(row, "parameters", json_integer((json_int_t)statement->n_parameters));
  (void)json_object_set_new(row, "sql", json_string(statement->sql));
  return row;
}

int main(void)
{
  struct error error;
  struct catalogue catalogue;
  const struct schema *schema = schema_get(&error);
  if (schema == NULL || catalogue_build(&catalogue, schema, on_fault, NULL) > 0) {
    return EXIT_FAILURE;
  }
  json_t *rows = json_array();
  for (size_t i = 0; i < catalogue.n_operations; i++) {
    const struct operation *operation = &catalogue.operations[i];
    for (size_t j = 0; j < operation->n_steps; j++) {
      const struct step *step = &operation->steps[j];
      for (size_t k = 0; k < step->script.n_statements; k++) {
        (void)json_array_append_new(rows, describe(operation, step, &step->script.statements[k]));
      }
    }
  }
  (void)json_dumpf(rows, stdout, JSON_INDENT(1));
  json_decref(rows);
  catalogue_free(&catalogue);
  return EXIT_SUCCESS;
}
