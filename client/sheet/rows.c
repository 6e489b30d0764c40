/* Owns the passing on of a sheet's rows. Never knows what they are for. */
#include "client/sheet/rows.h"

#include <sys/prctl.h>
#include <sys/resource.h>

#include "client/csv.h"
#include "client/sheet/grid.h"
#include "client/sheet/workbook.h"

enum { SECONDS_MAX = 120, FILES_MAX = 16 };

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

int rows_pass(int fd, const char *path, const char *sheet, FILE *out)
{
  struct error error = {.code = JIEDUI__CODE__OK};
  struct archive archive;
  struct arena *arena = arena_new();
  const bool passed = archive_open(&archive, fd, path, &error) &&
                      pass(&archive, arena, sheet, out, &error);
  archive_close(&archive);
  arena_free(arena);
  if (passed) {
    (void)fputs(".\n", out);
  } else {
    (void)fprintf(out, "\"!%d ", (int)error.code);
    put(out, error.text);
    (void)fputs("\"\n", out);
  }
  return fflush(out) == 0 && passed ? 0 : JIEDUI__CODE__INVALID;
}

static void limit(__rlimit_resource_t what, rlim_t most)
{
  const struct rlimit value = {most, most};
  (void)setrlimit(what, &value);
}

void rows_confine(void)
{
  (void)prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0);
  (void)prctl(PR_SET_DUMPABLE, 0, 0, 0, 0);
  limit(RLIMIT_CORE, 0);
  limit(RLIMIT_FSIZE, 0);
  limit(RLIMIT_NOFILE, FILES_MAX);
  limit(RLIMIT_NPROC, 0);
  limit(RLIMIT_CPU, SECONDS_MAX);
#ifndef JIEDUI_SANITIZED /* AddressSanitizer reserves terabytes for itself */
  limit(RLIMIT_AS, (rlim_t)1 << 30);
#endif
}
