/* Owns which forms there are. Never knows what stands in one. */
#include "client/print/forms.h"

#include <string.h>

#include "client/suggest.h"

static const char ending[] = ".form";

const char *forms_name(struct arena *arena, size_t i)
{
  const char *path = embedded_forms[i].path;
  if (path == NULL) return NULL;
  return arena_printf(arena, "%.*s", (int)(strlen(path) - (sizeof ending - 1)), path);
}

const struct embedded *forms_find(const char *name)
{
  const size_t length = strlen(name);
  for (const struct embedded *file = embedded_forms; file->path != NULL; file++) {
    if (strncmp(file->path, name, length) == 0 && strcmp(file->path + length, ending) == 0) {
      return file;
    }
  }
  return NULL;
}

const char *forms_suggest(struct arena *arena, const char *typed)
{
  const char *best = NULL;
  const char *name;
  for (size_t i = 0; (name = forms_name(arena, i)) != NULL; i++) {
    suggest_consider(typed, name, &best);
  }
  return best;
}
