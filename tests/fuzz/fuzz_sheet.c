/* fuzz.sheet: what a workbook's parts say, in any bytes: the sheet, the shared strings and the
 * styles one after the other, parted by a NUL. With 'P' as first byte it is an archive itself. */
#include <assert.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>
#include <zip.h>

#include "client/plain.h"
#include "client/sheet/grid.h"
#include "client/sheet/workbook.h"
#include "tests/fuzz/target.h"

enum { PARTS = 3 };

static const char relationships[] =
    "<Relationships xmlns=\"http://schemas.openxmlformats.org/package/2006/relationships\">"
    "<Relationship Id=\"a\" Type=\"x/officeDocument\" Target=\"/b\"/></Relationships>";
static const char book[] =
    "<workbook xmlns=\"http://schemas.openxmlformats.org/spreadsheetml/2006/main\" xmlns:r=\""
    "http://schemas.openxmlformats.org/officeDocument/2006/relationships\"><sheets>"
    "<sheet name=\"s\" r:id=\"s\"/></sheets></workbook>";
static const char book_relationships[] =
    "<Relationships xmlns=\"http://schemas.openxmlformats.org/package/2006/relationships\">"
    "<Relationship Id=\"s\" Type=\"x/worksheet\" Target=\"0\"/>"
    "<Relationship Id=\"t\" Type=\"x/sharedStrings\" Target=\"1\"/>"
    "<Relationship Id=\"u\" Type=\"x/styles\" Target=\"2\"/></Relationships>";

static void add(zip_t *zip, const char *name, const void *bytes, size_t size)
{
  zip_source_t *source = zip_source_buffer(zip, bytes, size, 0);
  assert(source != NULL);
  const zip_int64_t index = zip_file_add(zip, name, source, ZIP_FL_OVERWRITE);
  assert(index >= 0 && zip_set_file_compression(zip, (zip_uint64_t)index, ZIP_CM_STORE, 0) == 0);
}

/* The bytes as parts of a workbook that is sound apart from them; to be freed by the caller. */
static zip_source_t *make_book(const uint8_t *bytes, size_t size)
{
  static const char *const names[PARTS] = {"0", "1", "2"};
  zip_error_t cause;
  zip_error_init(&cause);
  zip_source_t *packed = zip_source_buffer_create(NULL, 0, 0, &cause);
  assert(packed != NULL);
  zip_source_keep(packed);
  zip_t *zip = zip_open_from_source(packed, ZIP_TRUNCATE, &cause);
  assert(zip != NULL);
  add(zip, "_rels/.rels", relationships, sizeof relationships - 1);
  add(zip, "b", book, sizeof book - 1);
  add(zip, "_rels/b.rels", book_relationships, sizeof book_relationships - 1);
  for (size_t i = 0; i < PARTS; i++) {
    const uint8_t *end = size == 0 ? NULL : memchr(bytes, '\0', size);
    const size_t length = end == NULL ? size : (size_t)(end - bytes);
    if (length > 0) add(zip, names[i], bytes, length); /* strings and styles may be missing */
    bytes += length + (end == NULL ? 0 : 1);
    size -= length + (end == NULL ? 0 : 1);
  }
  assert(zip_close(zip) == 0);
  zip_error_fini(&cause);
  return packed;
}

static void write_book(int fd, const uint8_t *bytes, size_t size)
{
  char block[4096];
  zip_source_t *packed = make_book(bytes, size);
  assert(zip_source_open(packed) == 0);
  for (zip_int64_t n = 1; n > 0;) {
    n = zip_source_read(packed, block, sizeof block);
    assert(n >= 0 && write(fd, block, (size_t)n) == (ssize_t)n);
  }
  (void)zip_source_close(packed);
  zip_source_free(packed);
}

static bool on_row(void *data, const struct grid_row *row)
{
  size_t *rows = data;
  assert(row->n <= GRID_COLUMNS_MAX && row->number > 0);
  for (size_t i = 0; i < row->n; i++) {
    assert(plain_is_utf8(row->cells[i], strlen(row->cells[i])));
  }
  return ++*rows < 10000;
}

static void read_book(int fd)
{
  struct error error = {.code = JIEDUI__CODE__OK};
  struct archive archive;
  struct workbook found;
  struct strings strings = {0};
  struct styles styles = {0};
  size_t rows = 0;
  struct arena *arena = arena_new();
  if (archive_open(&archive, fd, "fuzz", &error) &&
      workbook_read(&found, &archive, arena, NULL, &error)) {
    const struct grid grid = {&archive, found.sheet, &strings, &styles, found.is_1904};
    const bool read = strings_read(&strings, &archive, found.strings, &error) &&
                      styles_read(&styles, &archive, found.styles, &error) &&
                      grid_read(&grid, on_row, &rows, &error);
    assert(read || error.text[0] != '\0');
  }
  archive_close(&archive);
  strings_free(&strings);
  styles_free(&styles);
  arena_free(arena);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
  const int fd = memfd_create("book", MFD_CLOEXEC);
  assert(fd >= 0);
  if (size > 0 && bytes[0] == 'P') {
    assert(write(fd, bytes, size) == (ssize_t)size);
  } else {
    write_book(fd, bytes, size);
  }
  read_book(fd);
  (void)close(fd);
  return 0;
}
