/* What became of an import's rows, counted and told. */
#ifndef CLIENT_TALLY_H
#define CLIENT_TALLY_H

#include "client/options.h"
#include "common/uuid.h"

struct tally {
  const char *kind;
  const char *rejects_path; /* where rejected rows are */
  const char *slips_path;   /* where slips are, NULL for a kind without */
  bool dry_run;             /* nothing was stored in truth */
  int64_t rows;             /* read from the file, without the header */
  int64_t stored;
  int64_t unchanged;
  int64_t rejected;
  int64_t warnings;
  int64_t slips;
  char import_id[UUID_TEXT]; /* what takes it back */
};

/* A row's rejection or warning on standard error; after the first hundred, silence. */
void tally_tell(size_t *told, size_t line, const char *sentence);

/* How far it is, on a terminal's one line. */
void tally_show_progress(const struct tally *tally);
void tally_clear_progress(void);

/* The result, on standard output in the format asked for, or for a person on standard error. */
void tally_print(const struct tally *tally, enum format format);

#endif
