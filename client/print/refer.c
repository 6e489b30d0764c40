/* Owns the meaning of names in a form. Never reads a value. */
#include "client/print/refer.h"

#include <string.h>

static bool find_in(const struct form *form, const char *slot, const char *field,
                    struct reference *found)
{
  for (size_t i = form->n_slots; i-- > 0;) {
    if (strcmp(form->slots[i].name, slot) != 0) continue;
    *found = (struct reference){i, schema_field_find(form->slots[i].type, field)};
    return found->field != NULL;
  }
  return false;
}

bool refer_find(const struct form *form, const char *name, struct reference *found)
{
  const char *dot = strchr(name, '.');
  if (dot == NULL) return find_in(form, "", name, found);
  return find_in(form, arena_printf(form->arena, "%.*s", (int)(dot - name), name), dot + 1, found);
}

bool refer_is_good(const struct form *form, const char *text, const char **bad)
{
  struct reference found;
  for (const char *open = strchr(text, '{'); open != NULL; open = strchr(open + 1, '{')) {
    const char *close = strchr(open, '}');
    *bad = open;
    if (close == NULL) return false;
    *bad = arena_printf(form->arena, "%.*s", (int)(close - open - 1), open + 1);
    if (!refer_find(form, *bad, &found) || found.field->message != NULL) return false;
  }
  return true;
}
