/* Owns the way to the client's other programs. Never knows what they do. */
#include "client/helper.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <spawn.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "client/arguments.h"
#include "client/cause.h"
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

static bool refuse_start(const char *path, int cause, struct error *error)
{
  return error_set(error, JIEDUI__CODE__LOCAL, text("Cannot start %s: %s."), path,
                   cause_text(cause));
}

bool helper_start(const char *path, const char *const *words, int in, int *out, pid_t *pid,
                  struct error *error)
{
  enum { WORDS_MAX = 8 };
  const char *all[WORDS_MAX + 4] = {path, "--lang", text_is_chinese() ? "zh" : "en"};
  int ends[2];
  for (size_t i = 0; i < WORDS_MAX && words[i] != NULL; i++) all[i + 3] = words[i];
  if (pipe2(ends, O_CLOEXEC) != 0) return refuse_start(path, errno, error);
  posix_spawn_file_actions_t actions;
  (void)posix_spawn_file_actions_init(&actions);
  (void)posix_spawn_file_actions_adddup2(&actions, in, STDIN_FILENO);
  (void)posix_spawn_file_actions_adddup2(&actions, ends[1], STDOUT_FILENO);
  const int cause =
      posix_spawn(pid, path, &actions, NULL, (char *const *)(uintptr_t)all, environ);
  (void)posix_spawn_file_actions_destroy(&actions);
  (void)close(ends[1]);
  *out = ends[0];
  if (cause == 0) return true;
  (void)close(ends[0]);
  return refuse_start(path, cause, error);
}

int helper_wait(pid_t pid)
{
  int status = 0;
  while (waitpid(pid, &status, 0) < 0) {
    if (errno != EINTR) return -1;
  }
  return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

void helper_become(const char *path, const char *const *tokens, size_t n, struct error *error)
{
  const char *words[ARGUMENTS_MAX + 2] = {path};
  for (size_t i = 0; i < n && i < ARGUMENTS_MAX; i++) words[i + 1] = tokens[i];
  (void)execv(path, (char *const *)(uintptr_t)words);
  (void)refuse_start(path, errno, error);
}
