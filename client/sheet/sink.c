/* Owns how a row is written to either form. Never asks for one. */
#include "client/sheet/sink.h"

#include <errno.h>
#include <string.h>
#include <strings.h>

#include "client/csv.h"
#include "client/folder.h"
#include "client/sheet/strings.h"
#include "client/text.h"

static bool ends_with(const char *path, const char *ending)
{
  const size_t length = strlen(path), wanted = strlen(ending);
  return length > wanted && strcasecmp(path + length - wanted, ending) == 0;
}

bool sink_kind(const char *path, bool *is_book, struct error *error)
{
  *is_book = ends_with(path, ".xlsx");
  return *is_book || ends_with(path, ".csv") ||
         error_set(error, JIEDUI__CODE__USAGE,
                   text("--output takes a name that ends in .xlsx or .csv, not \"%s\"."), path);
}

static bool open_book(struct sink *sink, const char *mark, struct error *error)
{
  if (!book_open(&sink->book, sink->output->fresh, sink->layout->kind)) {
    return folder_refuse(sink->output->path, error);
  }
  if (mark != NULL) {
    const char *const nothing[] = {NULL};
    book_note(&sink->book, &mark, 1, false);
    book_note(&sink->book, nothing, 1, false);
    book_foot(&sink->book, sink->arena, mark);
  }
  layout_write(sink->layout, &sink->book, sink->arena);
  return true;
}

bool sink_open(struct sink *sink, const char *mark, struct error *error)
{
  const struct layout *layout = sink->layout;
  if (sink->is_book) return open_book(sink, mark, error);
  sink->file = fopen(sink->output->fresh, "we");
  if (sink->file == NULL) return folder_refuse(sink->output->path, error);
  (void)fputs("\xef\xbb\xbf", sink->file);
  for (size_t i = 0; i < layout->n; i++) {
    if (i > 0) (void)fputc(',', sink->file);
    csv_cell(sink->file, layout_heading(layout->fields[i]), false);
  }
  (void)fputs("\r\n", sink->file);
  return true;
}

bool sink_row(struct sink *sink, const struct schema_message *type, const ProtobufCMessage *row,
              struct error *error)
{
  const struct layout *layout = sink->layout;
  struct arena *scratch = arena_new();
  const char **cells = arena_alloc(scratch, layout->n * sizeof *cells);
  for (size_t i = 0; i < layout->n; i++) {
    cells[i] = layout_cell(scratch, type, row, layout->fields[i]);
    if (!sink->is_book) {
      if (i > 0) (void)fputc(',', sink->file);
      csv_cell(sink->file, cells[i], true);
    } else {
      const char *apostrophe = csv_is_formula(cells[i]) ? "'" : "";
      cells[i] = strings_escape(scratch, arena_printf(scratch, "%s%s", apostrophe, cells[i]));
    }
  }
  if (sink->is_book) {
    book_row(&sink->book, cells, layout->n);
  } else {
    (void)fputs("\r\n", sink->file);
  }
  arena_free(scratch);
  return sink->is_book || ferror(sink->file) == 0 || folder_refuse(sink->output->path, error);
}

bool sink_close(struct sink *sink, const char *mark, struct error *error)
{
  errno = 0;
  if (sink->is_book) {
    lxw_workbook *open = sink->book.workbook;
    return open == NULL || book_close(&sink->book) || folder_refuse(sink->output->path, error);
  }
  if (sink->file == NULL) return true;
  if (mark != NULL) {
    csv_cell(sink->file, arena_printf(sink->arena, "%s: %s", CSV_MARK, mark), false);
    (void)fputs("\r\n", sink->file);
  }
  const bool written = ferror(sink->file) == 0;
  const bool closed = fclose(sink->file) == 0;
  sink->file = NULL;
  return (written && closed) || folder_refuse(sink->output->path, error);
}
