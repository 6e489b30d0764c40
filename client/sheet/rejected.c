/* Owns the form of rejected rows. Never knows why one is. */
#include "client/sheet/rejected.h"

#include "client/message.h"
#include "client/plain.h"
#include "client/reader.h"
#include "client/sheet/book.h"
#include "client/sheet/strings.h"
#include "client/text.h"

enum { WIDTH = 16, WIDTH_REASON = 60 };

struct rejected {
  struct book book;
  bool begun;
};

static bool on_record(void *data, const struct record *record)
{
  struct rejected *rejected = data;
  if (rejected->begun) {
    struct arena *scratch = arena_new();
    const char *cells[READER_CELLS_MAX + 1];
    for (size_t i = 0; i < record->n; i++) cells[i] = strings_escape(scratch, record->cells[i]);
    book_row(&rejected->book, cells, record->n);
    arena_free(scratch);
    return true;
  }
  for (size_t i = 0; i < record->n; i++) {
    const bool last = i + 1 == record->n; /* the reason */
    book_heading(&rejected->book, (lxw_col_t)i, record->cells[i], last,
                 last ? WIDTH_REASON : WIDTH);
  }
  rejected->begun = true;
  return true;
}

int rejected_write(const char *path)
{
  struct error error;
  struct source source;
  struct rejected rejected = {.begun = false};
  if (!source_open(&source, "/proc/self/fd/0", &error)) {
    source_close(&source);
    return message_error(&error);
  }
  bool written = book_open(&rejected.book, path, text("rejected"));
  if (written) {
    const char *const note[] = {
        text("Correct the rows, then import this file; the column of reasons is left out.")};
    book_note(&rejected.book, note, 1, false);
    const bool read = reader_run(&source, on_record, &rejected, &error);
    written = book_close(&rejected.book) && read;
  }
  source_close(&source);
  return written ? 0 : JIEDUI__CODE__LOCAL;
}
