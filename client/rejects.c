/* Owns the writing of rejected rows. Never decides that one is. */
#include "client/rejects.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/stat.h>
#include <unistd.h>

#include "client/cause.h"
#include "client/csv.h"
#include "client/helper.h"
#include "client/text.h"

bool rejects_is_workbook(const char *path)
{
  const size_t length = strlen(path);
  return length > 5 && strcasecmp(path + length - 5, ".xlsx") == 0;
}

void rejects_init(struct rejects *rejects, const char *path, const struct columns *columns)
{
  *rejects = (struct rejects){.path = path, .columns = columns};
}

static bool refuse(struct rejects *rejects, struct error *error)
{
  const int cause = errno;
  if (rejects->file != NULL) (void)fclose(rejects->file);
  if (rejects->fresh[0] != '\0') (void)unlink(rejects->fresh);
  rejects->file = NULL;
  return error_set(error, JIEDUI__CODE__LOCAL,
                   text("Cannot write the rejected rows to %s: %s. Name another place with "
                        "--rejects."),
                   rejects->path, cause_text(cause));
}

/* A plain file is written beside its place and moved there whole; a device is written as it is. */
static int open_file(struct rejects *rejects)
{
  struct stat status;
  rejects->fresh[0] = '\0';
  if (stat(rejects->path, &status) == 0 && S_ISDIR(status.st_mode)) {
    errno = EISDIR;
    return -1;
  }
  if (stat(rejects->path, &status) == 0 && !S_ISREG(status.st_mode)) {
    return open(rejects->path, O_WRONLY | O_CLOEXEC);
  }
  const int length = snprintf(rejects->fresh, sizeof rejects->fresh, "%s.XXXXXX", rejects->path);
  if (length >= (int)sizeof rejects->fresh) {
    rejects->fresh[0] = '\0';
    errno = ENAMETOOLONG;
    return -1;
  }
  const int fd = mkostemp(rejects->fresh, O_CLOEXEC); /* 0600 */
  if (fd < 0) rejects->fresh[0] = '\0';
  return fd;
}

static void write_header(struct rejects *rejects)
{
  const struct columns *columns = rejects->columns;
  (void)fputs("\xef\xbb\xbf", rejects->file);
  for (size_t i = 0; i < columns->n; i++) {
    if (columns->is_reason[i]) continue;
    csv_cell(rejects->file, columns->names[i], false);
    (void)fputc(',', rejects->file);
  }
  (void)fprintf(rejects->file, "%s\r\n", columns_reason_name(columns->type));
}

static bool start(struct rejects *rejects, struct error *error)
{
  const int fd = open_file(rejects);
  if (fd < 0) return refuse(rejects, error);
  rejects->file = fdopen(fd, "w");
  if (rejects->file == NULL) abort();
  write_header(rejects);
  return true;
}

bool rejects_add(struct rejects *rejects, const struct record *record, const char *reason,
                 struct error *error)
{
  const struct columns *columns = rejects->columns;
  if (rejects->file == NULL && !start(rejects, error)) return false;
  for (size_t i = 0; i < columns->n; i++) {
    if (columns->is_reason[i]) continue;
    csv_cell(rejects->file, i < record->n ? record->cells[i] : "", false);
    (void)fputc(',', rejects->file);
  }
  csv_cell(rejects->file, reason, true);
  (void)fputs("\r\n", rejects->file);
  rejects->n++;
  return ferror(rejects->file) == 0 || refuse(rejects, error);
}

/* The rows so far are CSV; jiedui-sheet writes them as a workbook over themselves, whole or not. */
static bool make_workbook(struct rejects *rejects, struct error *error)
{
  int out = -1;
  pid_t pid = 0;
  struct arena *scratch = arena_new();
  const char *program = helper_find(scratch, "jiedui-sheet", error);
  const char *const words[] = {"--rejected", rejects->fresh, NULL};
  const int in = program == NULL ? -1 : open(rejects->fresh, O_RDONLY | O_CLOEXEC);
  const bool started = in >= 0 && helper_start(program, words, in, &out, &pid, error);
  if (in >= 0) (void)close(in);
  if (out >= 0) (void)close(out);
  const bool written = started && helper_wait(pid) == 0;
  arena_free(scratch);
  if (started && !written) errno = EIO;
  return written || (program != NULL && refuse(rejects, error));
}

bool rejects_close(struct rejects *rejects, struct error *error)
{
  if (rejects->file == NULL) return true;
  const bool plain = rejects->fresh[0] != '\0';
  if (fflush(rejects->file) != 0 || (plain && fsync(fileno(rejects->file)) != 0)) {
    return refuse(rejects, error);
  }
  const int result = fclose(rejects->file);
  rejects->file = NULL;
  if (result != 0) return refuse(rejects, error);
  if (plain && rejects_is_workbook(rejects->path) && !make_workbook(rejects, error)) return false;
  if (plain && rename(rejects->fresh, rejects->path) != 0) return refuse(rejects, error);
  return true;
}
