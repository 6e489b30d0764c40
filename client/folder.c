/* Owns where the client's files are and how they are replaced. Never knows what they say. */
#include "client/folder.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "client/cause.h"
#include "client/text.h"

char *folder_path(struct arena *arena, enum folder folder, const char *name, struct error *error)
{
  const char *base = getenv(folder == FOLDER_CONFIG ? "XDG_CONFIG_HOME" : "XDG_STATE_HOME");
  if (base != NULL && base[0] == '/') return arena_printf(arena, "%s/jiedui/%s", base, name);
  const char *home = getenv("HOME");
  if (home == NULL || home[0] != '/') {
    (void)error_set(error, JIEDUI__CODE__LOCAL,
                    text("Neither XDG_CONFIG_HOME and XDG_STATE_HOME nor HOME is set: set HOME."));
    return NULL;
  }
  const char *below = folder == FOLDER_CONFIG ? ".config" : ".local/state";
  return arena_printf(arena, "%s/%s/jiedui/%s", home, below, name);
}

void folder_make(const char *path)
{
  char folder[4096];
  for (const char *slash = strchr(path + 1, '/'); slash != NULL; slash = strchr(slash + 1, '/')) {
    (void)snprintf(folder, sizeof folder, "%.*s", (int)(slash - path), path);
    (void)mkdir(folder, 0700);
  }
}

static bool write_all(int fd, const char *data, size_t size)
{
  while (size > 0) {
    const ssize_t n = write(fd, data, size);
    if (n < 0 && errno == EINTR) continue;
    if (n < 0) return false;
    data += n;
    size -= (size_t)n;
  }
  return fsync(fd) == 0;
}

static bool refuse(const char *path, struct error *error)
{
  return error_set(error, JIEDUI__CODE__LOCAL,
                   text("Cannot write %s: %s: make room or permit it, then try again."), path,
                   cause_text(errno));
}

/* A name comes or goes for good when its folder is on the disk, too. */
static bool sync_folder(const char *path)
{
  char folder[4096];
  const char *slash = strrchr(path, '/');
  if (slash == NULL || slash == path) return true;
  (void)snprintf(folder, sizeof folder, "%.*s", (int)(slash - path), path);
  const int fd = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (fd < 0) return errno == EACCES; /* one that may be written and not read */
  const bool synced = fsync(fd) == 0;
  (void)close(fd);
  return synced;
}

bool folder_remove(const char *path, struct error *error)
{
  return (unlink(path) == 0 && sync_folder(path)) || refuse(path, error);
}

bool folder_write(const char *path, const char *data, size_t size, struct error *error)
{
  char fresh[4096];
  if (snprintf(fresh, sizeof fresh, "%s.XXXXXX", path) >= (int)sizeof fresh) {
    errno = ENAMETOOLONG;
    return refuse(path, error);
  }
  folder_make(path);
  const int fd = mkostemp(fresh, O_CLOEXEC); /* 0600 */
  if (fd < 0) return refuse(path, error);
  bool written = write_all(fd, data, size);
  const int cause = errno;
  if (close(fd) != 0) written = false;
  if (written && rename(fresh, path) == 0) return sync_folder(path) || refuse(path, error);
  if (!written && cause != 0) errno = cause;
  (void)refuse(path, error);
  (void)unlink(fresh);
  return false;
}

bool folder_refuse(const char *path, struct error *error)
{
  return error_set(error, JIEDUI__CODE__LOCAL,
                   text("Cannot write %s: %s: permit it, or name another place."), path,
                   cause_text(errno));
}

static bool refuse_taken(const char *path, struct error *error)
{
  return error_set(error, JIEDUI__CODE__LOCAL,
                   text("%s is there already: give another name, or --yes to replace it."), path);
}

static bool check_parent(const char *path, struct error *error)
{
  char parent[PATH_MAX];
  const char *slash = strrchr(path, '/');
  (void)snprintf(parent, sizeof parent, "%.*s", slash == NULL ? 1 : (int)(slash - path) + 1,
                 slash == NULL ? "." : path);
  return access(parent, W_OK) == 0 || folder_refuse(path, error);
}

bool folder_check(const char *path, bool replace, struct error *error)
{
  struct stat info;
  if (!check_parent(path, error)) return false;
  if (lstat(path, &info) != 0) return true;
  if (S_ISDIR(info.st_mode)) {
    return error_set(error, JIEDUI__CODE__LOCAL, text("%s is a folder: give a file in it."), path);
  }
  if (!replace) return refuse_taken(path, error);
  if (S_ISREG(info.st_mode) || S_ISLNK(info.st_mode)) return true;
  return error_set(error, JIEDUI__CODE__LOCAL,
                   text("%s is no plain file: give another name."), path);
}

/* Sticks and shares know no links, and some no rename that replaces nothing: what came to the place
 * in the last moment is looked for there. */
static bool move_beside(const char *fresh, const char *path)
{
  struct stat info;
  if (renameat2(AT_FDCWD, fresh, AT_FDCWD, path, RENAME_NOREPLACE) == 0) return true;
  if (errno != EINVAL && errno != ENOSYS) return false;
  if (lstat(path, &info) != 0) return rename(fresh, path) == 0;
  errno = EEXIST;
  return false;
}

bool folder_place(const char *fresh, const char *path, bool replace, struct error *error)
{
  if (replace ? rename(fresh, path) == 0 : move_beside(fresh, path)) {
    return sync_folder(path) || folder_refuse(path, error);
  }
  return errno == EEXIST ? refuse_taken(path, error) : folder_refuse(path, error);
}

bool folder_save(const char *path, const void *data, size_t size, bool replace,
                 struct error *error)
{
  char fresh[PATH_MAX];
  if (snprintf(fresh, sizeof fresh, "%s.XXXXXX", path) >= (int)sizeof fresh) {
    errno = ENAMETOOLONG;
    return folder_refuse(path, error);
  }
  const int fd = mkostemp(fresh, O_CLOEXEC); /* 0600 */
  if (fd < 0) return folder_refuse(path, error);
  const bool written = write_all(fd, data, size);
  const int cause = errno;
  const bool closed = close(fd) == 0;
  if (!written) errno = cause;
  if (written && closed && folder_place(fresh, path, replace, error)) return true;
  if (!written || !closed) (void)folder_refuse(path, error);
  (void)unlink(fresh);
  return false;
}
