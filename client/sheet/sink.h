/* Where an export's rows go: a workbook or a CSV file, which says who took them out. */
#ifndef CLIENT_SHEET_SINK_H
#define CLIENT_SHEET_SINK_H

#include <stdio.h>

#include "client/sheet/layout.h"

struct sink {
  const struct layout *layout;
  struct arena *arena; /* for the whole file */
  struct output *output;
  bool is_book;
  struct book book;
  FILE *file;
};

/* Begins the file with its headings. `mark` says who took the rows out; NULL where nobody asks. */
bool sink_open(struct sink *sink, const char *mark, struct error *error);

/* A row of the reply. */
bool sink_row(struct sink *sink, const struct schema_message *type, const ProtobufCMessage *row,
              struct error *error);

/* Ends the file with its mark. After a failure there is none. */
bool sink_close(struct sink *sink, const char *mark, struct error *error);

/* Whether the name is one of a workbook or a CSV file; else false with the remedy. */
bool sink_kind(const char *path, bool *is_book, struct error *error);

#endif
