/* Owns the splitting of text into records. Never knows their columns. */
#include "client/reader.h"

#include <stdlib.h>
#include <string.h>

#include "client/text.h"

/* libcsv's states that matter here; its header does not name them. */
enum { ROW_NOT_BEGUN = 0, FIELD_BEGUN = 2 };

enum { CELL_GROWTH = 16 * 1024 };

/* Blanks that people leave around a cell: ASCII, no-break and ideographic spaces. */
static size_t blank_at(const char *s, size_t size)
{
  if (size >= 1 && strchr(" \t\r\n", s[0]) != NULL && s[0] != '\0') return 1;
  if (size >= 2 && memcmp(s, "\xc2\xa0", 2) == 0) return 2;
  if (size >= 3 && memcmp(s, "\xe3\x80\x80", 3) == 0) return 3;
  return 0;
}

static size_t blank_before(const char *s, size_t size)
{
  if (size >= 1 && blank_at(s + size - 1, 1) == 1) return 1;
  if (size >= 2 && blank_at(s + size - 2, 2) == 2) return 2;
  if (size >= 3 && blank_at(s + size - 3, 3) == 3) return 3;
  return 0;
}

size_t record_size(const struct record *record)
{
  enum { AROUND = 8 };
  size_t bytes = 0;
  for (size_t i = 0; i < record->n; i++) bytes += strlen(record->cells[i]) + AROUND;
  return bytes;
}

static void on_cell(void *bytes, size_t size, void *data)
{
  struct reader *reader = data;
  const char *cell = bytes == NULL ? "" : bytes;
  if (reader->record.n == READER_CELLS_MAX + (reader->source->sheet > 0 ? 1U : 0U)) {
    reader->too_wide = true;
    return;
  }
  for (size_t n = 1; n > 0 && size > 0;) {
    n = blank_at(cell, size);
    cell += n;
    size -= n;
  }
  for (size_t n = 1; n > 0 && size > 0;) {
    n = blank_before(cell, size);
    size -= n;
  }
  reader->places[reader->record.n++] = buffer_size(&reader->bytes);
  buffer_append(&reader->bytes, cell, size);
  buffer_append(&reader->bytes, "", 1);
}

static bool is_blank(const struct reader *reader)
{
  return buffer_size(&reader->bytes) == reader->record.n; /* the NULs alone */
}

/* What stands before a workbook's cells: the row's number and what is wrong with it; or the end:
 * "." when all is well, "!" with a code and a sentence when it is not. */
static void take_row(struct reader *reader)
{
  char *rest = NULL;
  const char *first = reader->cells[0];
  if (first[0] == '.') {
    reader->whole = reader->stopped = true;
  } else if (first[0] == '!') {
    const long code = strtol(first + 1, &rest, 10);
    (void)error_set(reader->error, (Jiedui__Code)code, "%s", rest + strspn(rest, " "));
    reader->failed = reader->stopped = true;
  } else {
    struct record record = {.line = (size_t)strtoul(first, &rest, 10),
                            .n = reader->record.n - 1,
                            .cells = reader->cells + 1};
    if (*rest == ' ') record.fault = rest + 1;
    reader->stopped = !reader->on_record(reader->data, &record);
    reader->whole = reader->stopped;
  }
}

static void on_end(int terminator, void *data)
{
  (void)terminator;
  struct reader *reader = data;
  for (size_t i = 0; i < reader->record.n; i++) {
    reader->cells[i] = (const char *)buffer_data(&reader->bytes) + reader->places[i];
  }
  if (!reader->stopped && !reader->too_wide && !is_blank(reader)) {
    if (reader->source->sheet > 0) {
      take_row(reader);
    } else {
      reader->stopped = !reader->on_record(reader->data, &reader->record);
    }
  }
  reader->record.n = 0;
  reader->bytes.start = reader->bytes.end = 0;
  reader->record_bytes = 0;
}

/* One line or a part of it. */
static bool feed(struct reader *reader, const char *bytes, size_t size, struct error *error)
{
  if (reader->record_bytes == 0) reader->record.line = reader->line;
  reader->record_bytes += size;
  if (csv_parse(&reader->parser, bytes, size, on_cell, on_end, reader) != size) abort();
  if (reader->parser.pstate == ROW_NOT_BEGUN) reader->record_bytes = 0;
  if (reader->record_bytes > READER_RECORD_MAX) {
    return error_set(error, JIEDUI__CODE__INVALID,
                     text("%s: the row that begins in line %zu is longer than 1 MiB: is a closing "
                          "quote missing?"),
                     reader->source->path, reader->record.line);
  }
  if (reader->too_wide) {
    return error_set(error, JIEDUI__CODE__INVALID,
                     text("%s, line %zu has more than 256 cells: is this the right file?"),
                     reader->source->path, reader->record.line);
  }
  if (bytes[size - 1] == '\n') reader->line++;
  return true;
}

/* Spreadsheets' "Unicode text" is UTF-16 with tabs. */
static void choose_delimiter(struct reader *reader, const char *bytes, size_t size)
{
  const char *end = memchr(bytes, '\n', size);
  const size_t length = end == NULL ? size : (size_t)(end - bytes);
  if (memchr(bytes, ',', length) == NULL && memchr(bytes, '\t', length) != NULL) {
    csv_set_delim(&reader->parser, CSV_TAB);
  }
}

static bool feed_lines(struct reader *reader, const char *bytes, size_t size, struct error *error)
{
  while (size > 0 && !reader->stopped) {
    const char *end = memchr(bytes, '\n', size);
    const size_t length = end == NULL ? size : (size_t)(end - bytes) + 1;
    if (!feed(reader, bytes, length, error)) return false;
    bytes += length;
    size -= length;
  }
  return true;
}

static bool read_all(struct reader *reader, struct error *error)
{
  char block[SOURCE_BLOCK * 2];
  size_t size = 0;
  bool first = true;
  do {
    if (!source_read(reader->source, block, &size, error)) return false;
    if (first) choose_delimiter(reader, block, size);
    first = false;
    if (!feed_lines(reader, block, size, error)) return false;
  } while (size > 0 && !reader->stopped);
  if (reader->stopped) return true;
  if (reader->parser.pstate == FIELD_BEGUN && reader->parser.quoted) {
    return error_set(error, JIEDUI__CODE__INVALID,
                     text("%s: a quote in the row that begins in line %zu is never closed."),
                     reader->source->path, reader->record.line);
  }
  if (csv_fini(&reader->parser, on_cell, on_end, reader) != 0) abort();
  return true;
}

/* A workbook's rows end with a word that they do, or why not. */
static bool check_end(const struct reader *reader)
{
  if (reader->whole || reader->failed) return reader->whole;
  return error_set(reader->error, JIEDUI__CODE__LOCAL,
                   text("%s was not read to its end: the program that reads workbooks broke off."),
                   reader->source->path);
}

bool reader_run(struct source *source, reader_on_record on_record, void *data, struct error *error)
{
  struct reader reader = {.source = source, .on_record = on_record, .data = data, .line = 1};
  reader.record.cells = reader.cells;
  reader.error = error;
  if (csv_init(&reader.parser, 0) != 0) abort();
  csv_set_blk_size(&reader.parser, CELL_GROWTH);
  const bool read = read_all(&reader, error) && (source->sheet == 0 || check_end(&reader));
  csv_free(&reader.parser);
  buffer_free(&reader.bytes);
  return read;
}
