/* Owns the writing of the PDF. Never looks at it. */
#include "client/print/output.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "client/cause.h"
#include "client/folder.h"
#include "client/text.h"

static bool is_standard(const char *path)
{
  return strcmp(path, "-") == 0;
}

bool output_check(const char *path, bool replace, struct error *error)
{
  if (is_standard(path)) {
    return isatty(STDOUT_FILENO) == 0 ||
           error_set(error, JIEDUI__CODE__USAGE,
                     text("A PDF is no text for a terminal: give --output FILE."));
  }
  return folder_check(path, replace, error);
}

bool output_write(const char *path, const void *data, size_t size, bool replace,
                  struct error *error)
{
  if (!is_standard(path)) return folder_save(path, data, size, replace, error);
  if (fwrite(data, 1, size, stdout) == size && fflush(stdout) == 0) return true;
  return error_set(error, JIEDUI__CODE__LOCAL, text("Cannot write to standard output: %s."),
                   cause_text(errno));
}
