/* Owns the shortening of replies. Never changes a figure. */
#include "client/report/trim.h"

#include <stdlib.h>

#include "client/text.h"
#include "common/embedded.h"

void trim_absent(json_t *value)
{
  size_t i = 0;
  json_t *item = NULL;
  json_array_foreach(value, i, item) trim_absent(item);
  const char *key = NULL;
  void *next = NULL;
  json_object_foreach_safe(value, next, key, item)
  {
    trim_absent(item);
    if (json_is_null(item) || json_is_false(item)) (void)json_object_del(value, key);
  }
}

/* The sentence in both languages, whichever the client speaks. */
static json_t *both(const char *sentence)
{
  const struct embedded *catalogue = &embedded_chinese[0];
  const char *chinese = text_find(catalogue->data, catalogue->size, sentence);
  json_t *pair =
      json_pack("{s:s, s:s}", "en", sentence, "zh", chinese == NULL ? sentence : chinese);
  if (pair == NULL) abort();
  return pair;
}

json_t *trim_formulas(json_t *rows)
{
  json_t *formulas = json_object();
  size_t i = 0;
  json_t *row = NULL;
  json_array_foreach(rows, i, row)
  {
    const char *figure = json_string_value(json_object_get(row, "figure"));
    const char *formula = json_string_value(json_object_get(row, "formula"));
    if (figure != NULL && formula != NULL && json_object_get(formulas, figure) == NULL) {
      if (json_object_set_new(formulas, figure, both(formula)) != 0) abort();
    }
    (void)json_object_del(row, "formula");
  }
  return formulas;
}
