/* Owns opening and decoding of files. Never knows what is in them. */
#include "client/source.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "client/cause.h"
#include "client/helper.h"
#include "client/plain.h"
#include "client/text.h"

enum { BOM_BYTES = 3, LONGEST_CHARACTER = 4 };

static bool refuse(const struct source *source, struct error *error)
{
  return error_set(error, JIEDUI__CODE__LOCAL,
                   text("Cannot read %s: %s: check its name and permissions."), source->path,
                   cause_text(errno));
}

static ssize_t read_some(const struct source *source, char *bytes, size_t size)
{
  for (;;) {
    const ssize_t n = read(source->fd, bytes, size);
    if (n >= 0 || errno != EINTR) return n;
  }
}

/* What the first look through a file without a mark remembers between blocks. */
struct scan {
  size_t line;    /* from 1 */
  size_t length;  /* of the line, in bytes */
  bool utf8;      /* so far */
  size_t carried; /* bytes of a character cut by the block's end */
};

/* False with `error` at a byte that no text has, or a line that is too long. */
static bool scan_lines(const struct source *source, struct scan *scan, const char *bytes,
                       size_t size, struct error *error)
{
  for (size_t i = 0; i < size; i++) {
    if (bytes[i] == '\0') {
      return error_set(error, JIEDUI__CODE__INVALID,
                       text("%s, line %zu: there is a NUL byte, so this is no text file: save the "
                            "sheet as CSV UTF-8."),
                       source->path, scan->line);
    }
    scan->length++;
    if (bytes[i] == '\n') {
      scan->line++;
      scan->length = 0;
    }
    if (scan->length > SOURCE_LINE_MAX) {
      return error_set(error, JIEDUI__CODE__INVALID,
                       text("%s, line %zu is longer than 1 MiB: is this the right file?"),
                       source->path, scan->line);
    }
  }
  return true;
}

/* The last character may be cut by the block's end: how many of its bytes to keep for later. */
static size_t cut_character(const char *bytes, size_t size)
{
  for (size_t back = 1; back < LONGEST_CHARACTER && back <= size; back++) {
    const unsigned char c = (unsigned char)bytes[size - back];
    if ((c & 0xc0) == 0x80) continue;
    const size_t length = c >= 0xf0 ? 4 : c >= 0xe0 ? 3 : c >= 0xc0 ? 2 : 1;
    return length > back ? back : 0;
  }
  return 0;
}

/* Reads the file through: whether every byte is UTF-8. */
static bool scan_file(struct source *source, bool *utf8, struct error *error)
{
  struct scan scan = {.line = 1, .utf8 = true};
  char *bytes = source->raw;
  for (;;) {
    const ssize_t n = read_some(source, bytes + scan.carried, SOURCE_BLOCK - scan.carried);
    if (n < 0) return refuse(source, error);
    if (n == 0) break;
    if (!scan_lines(source, &scan, bytes + scan.carried, (size_t)n, error)) return false;
    const size_t size = scan.carried + (size_t)n;
    scan.carried = scan.utf8 ? cut_character(bytes, size) : 0;
    scan.utf8 = scan.utf8 && plain_is_utf8(bytes, size - scan.carried);
    if (scan.carried > 0) memmove(bytes, bytes + size - scan.carried, scan.carried);
  }
  *utf8 = scan.utf8 && scan.carried == 0;
  if (lseek(source->fd, 0, SEEK_SET) != 0) return refuse(source, error);
  return true;
}

/* A workbook is opened by a process that has no session and no socket; it gets the file itself. */
static bool start_sheet(struct source *source, const char *sheet, struct error *error)
{
  int rows = -1;
  struct arena *scratch = arena_new();
  const char *program = helper_find(scratch, "jiedui-sheet", error);
  const char *words[] = {"--read", source->path, sheet == NULL ? NULL : "--sheet", sheet, NULL};
  const bool started = program != NULL && helper_start(program, words, source->fd, &rows,
                                                       &source->sheet, error);
  arena_free(scratch);
  if (!started) return false;
  (void)close(source->fd);
  source->fd = rows;
  return true;
}

static bool refuse_old_workbook(const struct source *source, struct error *error)
{
  return error_set(error, JIEDUI__CODE__INVALID,
                   text("%s is a workbook of the old kind (.xls, .et) or protected by a password: "
                        "save it as .xlsx without a password, or as CSV UTF-8."),
                   source->path);
}

static bool start_converter(struct source *source, const char *encoding, off_t skip,
                            struct error *error)
{
  if (encoding != NULL) {
    source->converter = iconv_open("UTF-8", encoding);
    if (source->converter == (iconv_t)-1) {
      return error_set(error, JIEDUI__CODE__LOCAL,
                       text("%s is written in %s, which this machine cannot convert: save it as "
                            "UTF-8."),
                       source->path, encoding);
    }
  }
  return lseek(source->fd, skip, SEEK_SET) == skip || refuse(source, error);
}

static bool find_encoding(struct source *source, const char *sheet, struct error *error)
{
  char head[LONGEST_CHARACTER] = {0};
  const ssize_t n = read_some(source, head, sizeof head);
  if (n < 0 || lseek(source->fd, 0, SEEK_SET) != 0) return refuse(source, error);
  if (n == 0) {
    return error_set(error, JIEDUI__CODE__INVALID,
                     text("%s is empty: it needs a header row and rows."), source->path);
  }
  if (memcmp(head, "PK\x03\x04", 4) == 0) return start_sheet(source, sheet, error);
  if (memcmp(head, "\xd0\xcf\x11\xe0", 4) == 0) return refuse_old_workbook(source, error);
  if (memcmp(head, "\xff\xfe", 2) == 0) return start_converter(source, "UTF-16LE", 2, error);
  if (memcmp(head, "\xfe\xff", 2) == 0) return start_converter(source, "UTF-16BE", 2, error);
  bool utf8 = false;
  if (!scan_file(source, &utf8, error)) return false;
  const bool marked = memcmp(head, "\xef\xbb\xbf", BOM_BYTES) == 0;
  if (marked && !utf8) {
    return error_set(error, JIEDUI__CODE__INVALID,
                     text("%s begins as UTF-8 but goes on otherwise: save it again as CSV UTF-8."),
                     source->path);
  }
  return start_converter(source, utf8 ? NULL : "GB18030", marked ? BOM_BYTES : 0, error);
}

bool source_open(struct source *source, const char *path, struct error *error)
{
  return source_open_sheet(source, path, NULL, error);
}

bool source_open_sheet(struct source *source, const char *path, const char *sheet,
                       struct error *error)
{
  struct stat status;
  *source = (struct source){.path = path, .converter = (iconv_t)-1};
  source->fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY);
  if (source->fd < 0) return refuse(source, error);
  if (fstat(source->fd, &status) != 0) return refuse(source, error);
  if (S_ISDIR(status.st_mode)) {
    return error_set(error, JIEDUI__CODE__LOCAL, text("%s is a folder: name a file in it."), path);
  }
  if (!S_ISREG(status.st_mode)) {
    return error_set(error, JIEDUI__CODE__LOCAL,
                     text("%s is no ordinary file: save what comes from it to one first."), path);
  }
  source->size = (size_t)status.st_size;
  return find_encoding(source, sheet, error);
}

static bool fill(struct source *source, struct error *error)
{
  if (source->ended || source->held == SOURCE_BLOCK) return true;
  const ssize_t n = read_some(source, source->raw + source->held, SOURCE_BLOCK - source->held);
  if (n < 0) return refuse(source, error);
  source->held += (size_t)n;
  source->ended = n == 0;
  return true;
}

static bool convert(struct source *source, char *out, size_t *size, struct error *error)
{
  char *from = source->raw;
  char *to = out;
  size_t left = source->held;
  size_t room = (size_t)SOURCE_BLOCK * 2;
  const size_t result = iconv(source->converter, &from, &left, &to, &room);
  const bool cut = result == (size_t)-1 && errno == EINVAL && !source->ended;
  if (result == (size_t)-1 && errno != E2BIG && !cut) {
    return error_set(error, JIEDUI__CODE__INVALID,
                     text("%s is neither UTF-8, UTF-16 nor GB18030: save it as CSV UTF-8."),
                     source->path);
  }
  memmove(source->raw, from, left);
  source->held = left;
  *size = (size_t)(to - out);
  return memchr(out, '\0', *size) == NULL ||
         error_set(error, JIEDUI__CODE__INVALID,
                   text("%s has NUL characters, so this is no text file: save the sheet as CSV "
                        "UTF-8."),
                   source->path);
}

bool source_read(struct source *source, char out[SOURCE_BLOCK * 2], size_t *size,
                 struct error *error)
{
  *size = 0;
  while (*size == 0) {
    if (!fill(source, error)) return false;
    if (source->held == 0) return true;
    if (source->converter == (iconv_t)-1) {
      memcpy(out, source->raw, source->held);
      *size = source->held;
      source->held = 0;
    } else if (!convert(source, out, size, error)) {
      return false;
    }
  }
  return true;
}

void source_close(struct source *source)
{
  if (source->converter != (iconv_t)-1) (void)iconv_close(source->converter);
  if (source->fd >= 0) (void)close(source->fd);
  if (source->sheet > 0) (void)helper_wait(source->sheet); /* its pipe is closed: it ends */
  source->sheet = 0;
  source->converter = (iconv_t)-1;
  source->fd = -1;
}
