/* Owns the unpacking of an archive and its limits. Never knows what the parts say. */
#include "client/sheet/archive.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "client/text.h"

enum { BLOCK = 64 * 1024, RATIO_FROM = 1 << 20 };

static bool refuse_size(const struct archive *archive, struct error *error)
{
  return error_set(error, JIEDUI__CODE__INVALID,
                   text("%s unpacks to far more than a sheet of people has: copy the rows into a "
                        "new workbook and import that."),
                   archive->path);
}

static bool refuse_damaged(const struct archive *archive, struct error *error)
{
  return error_set(error, JIEDUI__CODE__INVALID,
                   text("%s is damaged: open it in the spreadsheet program and save it again, as "
                        ".xlsx or CSV UTF-8."),
                   archive->path);
}

/* A descriptor of its own, since libzip closes what it is given. */
static zip_t *open_zip(int fd)
{
  int cause = 0;
  const int own = fcntl(fd, F_DUPFD_CLOEXEC, 0);
  if (own < 0) return NULL;
  zip_t *zip = zip_fdopen(own, ZIP_CHECKCONS, &cause);
  if (zip == NULL) (void)close(own);
  return zip;
}

bool archive_open(struct archive *archive, int fd, const char *path, struct error *error)
{
  struct stat status;
  *archive = (struct archive){.path = path};
  if (fstat(fd, &status) != 0 || status.st_size > ARCHIVE_MAX) {
    return error_set(error, JIEDUI__CODE__INVALID,
                     text("%s is larger than 64 MiB: leave pictures out, or import it in parts."),
                     path);
  }
  archive->zip = open_zip(fd);
  if (archive->zip == NULL) return refuse_damaged(archive, error);
  if (zip_get_num_entries(archive->zip, 0) > ARCHIVE_ENTRIES_MAX) {
    return refuse_size(archive, error);
  }
  return true;
}

void archive_close(struct archive *archive)
{
  if (archive->zip != NULL) zip_discard(archive->zip);
  archive->zip = NULL;
}

static zip_int64_t find(const struct archive *archive, const char *part)
{
  return zip_name_locate(archive->zip, part, ZIP_FL_NOCASE);
}

bool archive_has(const struct archive *archive, const char *part)
{
  return find(archive, part) >= 0;
}

/* What the archive says of a part, before any of it is unpacked. */
static bool check(const struct archive *archive, zip_uint64_t index, struct error *error)
{
  zip_stat_t stat;
  if (zip_stat_index(archive->zip, index, 0, &stat) != 0) return refuse_damaged(archive, error);
  if ((stat.valid & ZIP_STAT_ENCRYPTION_METHOD) != 0 &&
      stat.encryption_method != ZIP_EM_NONE) {
    return error_set(error, JIEDUI__CODE__INVALID,
                     text("%s is protected by a password: save it without one and import that."),
                     archive->path);
  }
  const zip_uint64_t size = (stat.valid & ZIP_STAT_SIZE) != 0 ? stat.size : 0;
  const zip_uint64_t packed = (stat.valid & ZIP_STAT_COMP_SIZE) != 0 ? stat.comp_size : 0;
  const bool swells = size > RATIO_FROM && size / ARCHIVE_RATIO_MAX > packed;
  if (size > ARCHIVE_PART_MAX || swells) return refuse_size(archive, error);
  return true;
}

/* What the archive said may be untrue, so what comes is counted. */
static bool unpack(struct archive *archive, zip_file_t *file, archive_on_bytes on_bytes,
                   void *data, struct error *error)
{
  char block[BLOCK];
  size_t size = 0;
  for (;;) {
    const zip_int64_t n = zip_fread(file, block, sizeof block);
    if (n < 0) return refuse_damaged(archive, error);
    size += (size_t)n;
    archive->read += (size_t)n;
    if (size > ARCHIVE_PART_MAX || archive->read > ARCHIVE_TOTAL_MAX) {
      return refuse_size(archive, error);
    }
    if (!on_bytes(data, block, (size_t)n, n == 0) || n == 0) return true;
  }
}

bool archive_read(struct archive *archive, const char *part, archive_on_bytes on_bytes, void *data,
                  struct error *error)
{
  const zip_int64_t index = find(archive, part);
  if (index < 0) return refuse_damaged(archive, error);
  if (!check(archive, (zip_uint64_t)index, error)) return false;
  zip_file_t *file = zip_fopen_index(archive->zip, (zip_uint64_t)index, 0);
  if (file == NULL) return refuse_damaged(archive, error);
  const bool read = unpack(archive, file, on_bytes, data, error);
  (void)zip_fclose(file);
  return read;
}
