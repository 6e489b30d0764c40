/* Owns the writing of the PDF. Never looks at it. */
#include "client/print/output.h"

#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "client/folder.h"
#include "client/text.h"

static bool is_standard(const char *path)
{
  return strcmp(path, "-") == 0;
}

/* folder_write makes folders; a slip of the pen in a path should not. */
static bool check_folder(const char *path, struct error *error)
{
  char folder[PATH_MAX];
  const char *slash = strrchr(path, '/');
  if (slash == NULL || slash == path) return true;
  (void)snprintf(folder, sizeof folder, "%.*s", (int)(slash - path), path);
  return access(folder, W_OK) == 0 ||
         error_set(error, JIEDUI__CODE__LOCAL, text("Cannot write into %s: %s."), folder,
                   strerror(errno));
}

bool output_check(const char *path, bool replace, struct error *error)
{
  struct stat info;
  if (is_standard(path)) {
    return isatty(STDOUT_FILENO) == 0 ||
           error_set(error, JIEDUI__CODE__USAGE,
                     text("A PDF is no text for a terminal: give --output FILE."));
  }
  if (!check_folder(path, error)) return false;
  if (lstat(path, &info) != 0) return true;
  if (S_ISDIR(info.st_mode)) {
    return error_set(error, JIEDUI__CODE__USAGE, text("%s is a folder: give a file in it."), path);
  }
  return replace || error_set(error, JIEDUI__CODE__USAGE,
                              text("%s is there already: give another name, or --yes to "
                                   "replace it."),
                              path);
}

bool output_write(const char *path, const void *data, size_t size, struct error *error)
{
  if (!is_standard(path)) return folder_write(path, data, size, error);
  if (fwrite(data, 1, size, stdout) == size && fflush(stdout) == 0) return true;
  return error_set(error, JIEDUI__CODE__LOCAL, text("Cannot write %s: %s."), "-", strerror(errno));
}
