/* Owns the passing on of a sheet's rows. Never knows what they are for. */
#include "client/sheet/rows.h"

#include "client/csv.h"
#include "client/sheet/confine.h"
#include "client/sheet/grid.h"
#include "client/sheet/workbook.h"

/* Inside quotes. */
static void put(FILE *out, const char *sentence)
{
  for (const char *c = sentence; *c != '\0'; c++) {
    if (*c == '"') (void)fputc('"', out);
    (void)fputc(*c, out);
  }
}

static bool on_row(void *data, const struct grid_row *row)
{
  FILE *out = data;
  if (row->fault == NULL) {
    (void)fprintf(out, "%zu", row->number);
  } else {
    (void)fprintf(out, "\"%zu ", row->number);
    put(out, row->fault);
    (void)fputc('"', out);
  }
  for (size_t i = 0; i < row->n; i++) {
    (void)fputc(',', out);
    csv_cell(out, row->cells[i], false);
  }
  (void)fputc('\n', out);
  return ferror(out) == 0;
}

static bool pass(struct archive *archive, struct arena *arena, const char *sheet, FILE *out,
                 struct error *error)
{
  struct workbook book;
  struct strings strings = {0};
  struct styles styles = {0};
  if (!workbook_read(&book, archive, arena, sheet, error)) return false;
  struct grid grid = {.archive = archive,
                      .part = book.sheet,
                      .strings = &strings,
                      .styles = &styles,
                      .is_1904 = book.is_1904};
  const bool passed = strings_read(&strings, archive, book.strings, error) &&
                      styles_read(&styles, archive, book.styles, error) &&
                      grid_read(&grid, on_row, out, error);
  strings_free(&strings);
  styles_free(&styles);
  return passed;
}

static int finish(FILE *out, bool passed, const struct error *error)
{
  if (passed) {
    (void)fputs(".\n", out);
  } else {
    (void)fprintf(out, "\"!%d ", (int)error->code);
    put(out, error->text);
    (void)fputs("\"\n", out);
  }
  return fflush(out) == 0 && passed ? 0 : JIEDUI__CODE__INVALID;
}

int rows_pass(int fd, const char *path, const char *sheet, FILE *out)
{
  struct error error = {.code = JIEDUI__CODE__OK};
  struct archive archive;
  struct arena *arena = arena_new();
  const bool passed =
      archive_open(&archive, fd, path, &error) && pass(&archive, arena, sheet, out, &error);
  archive_close(&archive);
  arena_free(arena);
  return finish(out, passed, &error);
}

int rows_serve(int fd, const char *path, const char *sheet, FILE *out)
{
  struct error error;
  return confine(&error) ? rows_pass(fd, path, sheet, out) : finish(out, false, &error);
}
