/* Owns the making of files. Never writes into them. */
#include "client/sheet/output.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "client/folder.h"

bool output_begin(struct output *output, const char *path, bool replaces, struct error *error)
{
  *output = (struct output){.path = path, .replaces = replaces};
  if (!folder_check(path, replaces, error)) return false;
  const int length = snprintf(output->fresh, sizeof output->fresh, "%s.XXXXXX", path);
  if (length >= (int)sizeof output->fresh) {
    output->fresh[0] = '\0';
    errno = ENAMETOOLONG;
    return folder_refuse(path, error);
  }
  const int fd = mkostemp(output->fresh, O_CLOEXEC); /* 0600 */
  if (fd >= 0) return close(fd) == 0 || folder_refuse(path, error);
  output->fresh[0] = '\0';
  return folder_refuse(path, error);
}

static bool keep(const struct output *output)
{
  const int fd = open(output->fresh, O_RDONLY | O_CLOEXEC);
  if (fd < 0) return false;
  const bool kept = fsync(fd) == 0;
  return close(fd) == 0 && kept;
}

bool output_finish(struct output *output, struct error *error)
{
  if (!keep(output)) return folder_refuse(output->path, error);
  if (!folder_place(output->fresh, output->path, output->replaces, error)) return false;
  output->fresh[0] = '\0';
  return true;
}

void output_discard(struct output *output)
{
  if (output->fresh[0] != '\0') (void)unlink(output->fresh);
  output->fresh[0] = '\0';
}
