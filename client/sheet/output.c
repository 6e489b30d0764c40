/* Owns the making of files. Never writes into them. */
#include "client/sheet/output.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "client/text.h"

bool output_refuse(const struct output *output, struct error *error)
{
  return error_set(error, JIEDUI__CODE__LOCAL,
                   text("Cannot write %s: %s. Name another place with --output."), output->path,
                   strerror(errno));
}

static bool refuse_existing(const struct output *output, struct error *error)
{
  return error_set(error, JIEDUI__CODE__CONFLICT,
                   text("%s is there already: name another file, or replace it with --yes."),
                   output->path);
}

bool output_begin(struct output *output, const char *path, bool replaces, struct error *error)
{
  struct stat status;
  *output = (struct output){.path = path, .replaces = replaces};
  if (lstat(path, &status) == 0) {
    if (!replaces) return refuse_existing(output, error);
    errno = S_ISDIR(status.st_mode) ? EISDIR : EINVAL;
    if (!S_ISREG(status.st_mode) && !S_ISLNK(status.st_mode)) return output_refuse(output, error);
  }
  const int length = snprintf(output->fresh, sizeof output->fresh, "%s.XXXXXX", path);
  if (length >= (int)sizeof output->fresh) {
    output->fresh[0] = '\0';
    errno = ENAMETOOLONG;
    return output_refuse(output, error);
  }
  const int fd = mkostemp(output->fresh, O_CLOEXEC); /* 0600 */
  if (fd >= 0) return close(fd) == 0 || output_refuse(output, error);
  output->fresh[0] = '\0';
  return output_refuse(output, error);
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
  if (!keep(output)) return output_refuse(output, error);
  /* A link refuses what has come to its place meanwhile, a rename would not. */
  if (output->replaces) {
    if (rename(output->fresh, output->path) != 0) return output_refuse(output, error);
    output->fresh[0] = '\0';
    return true;
  }
  if (link(output->fresh, output->path) == 0) return true;
  return errno == EEXIST ? refuse_existing(output, error) : output_refuse(output, error);
}

void output_discard(struct output *output)
{
  if (output->fresh[0] != '\0') (void)unlink(output->fresh);
  output->fresh[0] = '\0';
}
