/* Owns how an import's progress and result are told. Never counts. */
#include "client/tally.h"

#include <inttypes.h>
#include <jansson.h>
#include <stdio.h>
#include <unistd.h>

#include "client/csv.h"
#include "client/message.h"
#include "client/text.h"

enum { TOLD_MOST = 100 };

void tally_tell(size_t *told, size_t line, const char *sentence)
{
  if (++*told <= TOLD_MOST) {
    tally_clear_progress();
    message_print(text("line %zu: %s"), line, sentence);
  }
  if (*told == TOLD_MOST) message_print("%s", text("Further rows are not listed here."));
}

void tally_show_progress(const struct tally *tally)
{
  if (isatty(STDERR_FILENO) == 0) return;
  (void)fputc('\r', stderr);
  (void)fprintf(stderr, text("%lld rows ..."), (long long)tally->rows);
  (void)fflush(stderr);
}

void tally_clear_progress(void)
{
  if (isatty(STDERR_FILENO) != 0) (void)fputs("\r\x1b[K", stderr);
}

static bool changed(const struct tally *tally)
{
  return tally->stored > 0 && !tally->dry_run;
}

static void print_json(const struct tally *tally)
{
  const char *path = tally->rejected > 0 ? tally->rejects_path : NULL;
  json_t *object =
      json_pack("{s:s, s:I, s:I, s:I, s:I, s:I, s:o, s:b}", "kind", tally->kind, "rows",
                (json_int_t)tally->rows, "stored", (json_int_t)tally->stored, "unchanged",
                (json_int_t)tally->unchanged, "rejected", (json_int_t)tally->rejected, "warnings",
                (json_int_t)tally->warnings, "rejects_file",
                path == NULL ? json_null() : json_string(path), "dry_run", (int)tally->dry_run);
  if (changed(tally)) {
    (void)json_object_set_new(object, "import_id", json_string(tally->import_id));
  }
  if (tally->slips_path != NULL) {
    (void)json_object_set_new(object, "slips", json_integer((json_int_t)tally->slips));
    (void)json_object_set_new(object, "slips_file",
                              tally->slips > 0 ? json_string(tally->slips_path) : json_null());
  }
  (void)json_dumpf(object, stdout, JSON_INDENT(2));
  (void)putchar('\n');
  json_decref(object);
}

static void print_csv(const struct tally *tally)
{
  (void)printf("kind,rows,stored,unchanged,rejected,warnings,rejects_file\r\n");
  (void)printf("%s,%" PRId64 ",%" PRId64 ",%" PRId64 ",%" PRId64 ",%" PRId64 ",", tally->kind,
               tally->rows, tally->stored, tally->unchanged, tally->rejected, tally->warnings);
  csv_cell(stdout, tally->rejected > 0 ? tally->rejects_path : "", true);
  (void)printf("\r\n");
}

static void print_sentence(const struct tally *tally)
{
  message_print(text("%s: %lld rows: %lld stored, %lld unchanged, %lld rejected, %lld with a "
                     "warning."),
                tally->kind, (long long)tally->rows, (long long)tally->stored,
                (long long)tally->unchanged, (long long)tally->rejected,
                (long long)tally->warnings);
  if (tally->dry_run) message_print("%s", text("This was a dry run: nothing was stored."));
  if (changed(tally)) message_print(text("Import id: %s"), tally->import_id);
  if (tally->slips > 0) {
    message_print(text("%lld slips with one-time passwords are in %s: print them, hand them out "
                       "and delete the file."),
                  (long long)tally->slips, tally->slips_path);
  }
  if (tally->rejected == 0) return;
  message_print(text("The rejected rows are in %s: correct them there and import that file."),
                tally->rejects_path);
}

void tally_print(const struct tally *tally, enum format format)
{
  tally_clear_progress();
  switch (format) {
    case FORMAT_TABLE:
      print_sentence(tally);
      break;
    case FORMAT_JSON:
      print_json(tally);
      break;
    case FORMAT_CSV:
      print_csv(tally);
      break;
  }
}
