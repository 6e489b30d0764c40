/* Owns the files of slips. Never sends a password, nor shows one on a screen. */
#include "client/slips.h"

#include <errno.h>
#include <fcntl.h>
#include <libgen.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "client/cause.h"
#include "client/cell.h"
#include "client/secret.h"
#include "client/text.h"
#include "client/value.h"

static const char cut_line[] =
    "- - - - - - - - - - - - - - - - 8< - - - - - - - - - - - - - - - -\n";

const struct schema_field *slips_field(const struct schema_message *type)
{
  for (size_t i = 0; i < type->n_fields; i++) {
    if (type->fields[i].rules->one_time) return &type->fields[i];
  }
  return NULL;
}

void slips_init(struct slips *slips, struct arena *arena, const char *path,
                const struct schema_message *type, const struct caller *caller)
{
  *slips = (struct slips){.arena = arena, .type = type, .caller = caller, .path = path};
  slips->pending = arena_printf(arena, "%s.pending", path);
  slips->secret = slips_field(type);
}

bool slips_fill(const struct slips *slips, struct arena *arena, ProtobufCMessage *row,
                struct error *error)
{
  char made[SECRET_MADE];
  if (slips->secret == NULL) return true;
  secret_make(made);
  const bool set = value_set(arena, row, slips->secret, made, error);
  explicit_bzero(made, sizeof made);
  return set;
}

static bool refuse(const char *path, FILE *file, struct error *error)
{
  const int cause = errno;
  if (file != NULL) (void)fclose(file);
  return error_set(error, JIEDUI__CODE__LOCAL,
                   text("Cannot write the slips to %s: %s. Name another place with --slips."), path,
                   cause_text(cause));
}

/* A plain file that nobody else may read, to be written at its end. */
static FILE *open_private(const char *path, int flags)
{
  struct stat status;
  const int fd = open(path, O_WRONLY | O_APPEND | O_CREAT | O_NOFOLLOW | O_CLOEXEC | flags, 0600);
  if (fd < 0) return NULL;
  const bool plain = fstat(fd, &status) == 0 && S_ISREG(status.st_mode);
  FILE *file = plain && fchmod(fd, 0600) == 0 ? fdopen(fd, "a") : NULL;
  if (file == NULL) {
    if (!plain) errno = EINVAL;
    const int cause = errno;
    (void)close(fd);
    errno = cause;
  }
  return file;
}

static bool sync_folder(const char *path)
{
  char copy[4096];
  if (snprintf(copy, sizeof copy, "%s", path) >= (int)sizeof copy) {
    errno = ENAMETOOLONG;
    return false;
  }
  const int fd = open(dirname(copy), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  const bool synced = fd >= 0 && fsync(fd) == 0;
  if (fd >= 0) (void)close(fd);
  return synced;
}

/* On disk, the name in its folder too. */
static bool close_synced(const char *path, FILE *file, struct error *error)
{
  if (ferror(file) != 0 || fflush(file) != 0 || fsync(fileno(file)) != 0) {
    return refuse(path, file, error);
  }
  if (fclose(file) != 0 || !sync_folder(path)) return refuse(path, NULL, error);
  return true;
}

static void write_slip(const struct slips *slips, struct arena *arena, FILE *file,
                       const ProtobufCMessage *row)
{
  const struct profile *profile = &slips->caller->profile;
  for (size_t i = 0; i < slips->type->n_fields; i++) {
    const struct schema_field *field = &slips->type->fields[i];
    if (field->rules->secret || cell_count(row, field) == 0) continue;
    (void)fprintf(file, "%s: %s\n", cell_label(arena, field),
                  cell_text(arena, row, field, CELL_SHOWN));
  }
  (void)fprintf(file, "%s: %s\n", text("One-time password"),
                cell_text(arena, row, slips->secret, CELL_PLAIN));
  (void)fprintf(file, text("Log in at %s, port %ld: jiedui login --account NAME"), profile->host,
                profile->port);
  (void)fprintf(file, "\n%s\n%s",
                text("The password is good for the first login only: set your own then with "
                     "jiedui password."),
                cut_line);
}

/* What an earlier run could not confirm goes among the slips, under a line that says so. */
static bool take_over(const struct slips *slips, struct error *error)
{
  char bytes[4096];
  FILE *before = fopen(slips->pending, "re");
  if (before == NULL) return errno == ENOENT || refuse(slips->pending, NULL, error);
  FILE *file = open_private(slips->path, 0);
  if (file == NULL) {
    (void)refuse(slips->path, NULL, error);
    (void)fclose(before);
    return false;
  }
  (void)fprintf(file, "%s\n%s",
                text("Not confirmed: the answer to these was lost. Where there is a later slip for "
                     "the same account, that one holds; else this one does."),
                cut_line);
  for (size_t n = 0; (n = fread(bytes, 1, sizeof bytes, before)) > 0;) {
    (void)fwrite(bytes, 1, n, file);
  }
  explicit_bzero(bytes, sizeof bytes);
  const bool whole = ferror(before) == 0;
  (void)fclose(before);
  if (!whole) return refuse(slips->pending, file, error);
  return close_synced(slips->path, file, error) &&
         (unlink(slips->pending) == 0 || refuse(slips->pending, NULL, error));
}

bool slips_promise(struct slips *slips, const struct chunk *chunk, struct error *error)
{
  if (slips->secret == NULL || slips->caller->dry_run) return true;
  if (!take_over(slips, error)) return false;
  FILE *file = open_private(slips->pending, O_EXCL);
  if (file == NULL) return refuse(slips->pending, NULL, error);
  for (size_t i = 0; i < chunk->n_sent; i++) {
    write_slip(slips, chunk->arena, file, chunk->sent[i]);
  }
  if (!close_synced(slips->pending, file, error)) return false;
  slips->promised = true;
  return true;
}

bool slips_keep(struct slips *slips, const struct chunk *chunk, struct error *error)
{
  FILE *file = NULL;
  if (!slips->promised) return true;
  for (size_t i = 0; i < chunk->n; i++) {
    const struct chunk_row *row = &chunk->rows[i];
    if (row->message == NULL || row->reason != NULL || row->kept) continue;
    if (file == NULL) file = open_private(slips->path, 0);
    if (file == NULL) return refuse(slips->path, NULL, error);
    write_slip(slips, chunk->arena, file, row->message);
    slips->n++;
  }
  if (file != NULL && !close_synced(slips->path, file, error)) return false;
  slips->promised = false;
  return unlink(slips->pending) == 0 || errno == ENOENT || refuse(slips->pending, NULL, error);
}
