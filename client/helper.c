/* Owns the way to the client's other programs. Never knows what they do. */
#include "client/helper.h"

#include <errno.h>
#include <limits.h>
#include <string.h>
#include <unistd.h>

#include "client/arguments.h"
#include "client/text.h"

/* The folder of the running program, "." where the system does not say. */
static const char *own_folder(struct arena *arena)
{
  char path[PATH_MAX];
  const ssize_t length = readlink("/proc/self/exe", path, sizeof path - 1);
  if (length <= 0) return ".";
  path[length] = '\0';
  char *slash = strrchr(path, '/');
  if (slash == NULL) return ".";
  *slash = '\0';
  return arena_strdup(arena, path);
}

const char *helper_find(struct arena *arena, const char *name, struct error *error)
{
  const char *folder = own_folder(arena);
  const char *short_name = strchr(name, '-') == NULL ? name : strchr(name, '-') + 1;
  const char *places[] = {
      arena_printf(arena, "%s/../libexec/jiedui/%s", folder, name),
      arena_printf(arena, "%s/%s/%s", folder, short_name, name),
  };
  for (size_t i = 0; i < sizeof places / sizeof places[0]; i++) {
    if (access(places[i], X_OK) == 0) return places[i];
  }
  (void)error_set(error, JIEDUI__CODE__LOCAL,
                  text("This needs the program %s: install the package jiedui-tools."), name);
  return NULL;
}

void helper_become(const char *path, const char *const *tokens, size_t n, struct error *error)
{
  const char *words[ARGUMENTS_MAX + 2] = {path};
  for (size_t i = 0; i < n && i < ARGUMENTS_MAX; i++) words[i + 1] = tokens[i];
  (void)execv(path, (char *const *)(uintptr_t)words);
  (void)error_set(error, JIEDUI__CODE__LOCAL, text("Cannot start %s: %s."), path, strerror(errno));
}
