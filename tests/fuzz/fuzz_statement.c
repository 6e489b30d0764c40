/* fuzz.statement: SQL files of any bytes. No $n without its parameter, no parameter twice. */
#include <assert.h>
#include <string.h>

#include "server/statement.h"
#include "tests/fuzz/target.h"

static void check(const struct statement *statement)
{
  assert(statement->sql != NULL);
  for (size_t i = 0; i < statement->n_parameters; i++) {
    const struct parameter *p = &statement->parameters[i];
    assert((p->kind != PARAMETER_FIELD && p->kind != PARAMETER_ROW_FIELD) || p->field != NULL);
    assert(p->kind != PARAMETER_ROW_FIELD || p->column != NULL);
  }
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
  struct script script = {0};
  struct error error = {0};
  struct arena *arena = arena_new();
  char *text = arena_alloc(arena, size + 1);
  if (size > 0) memcpy(text, bytes, size);
  if (script_parse(&script, "fuzz/input.sql", text, arena, &error)) {
    for (size_t i = 0; i < script.n_statements; i++) check(&script.statements[i]);
  } else {
    assert(error.text[0] != '\0');
  }
  arena_free(arena);
  return 0;
}
