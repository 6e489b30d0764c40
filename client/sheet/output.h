/* A file that is written beside its place and moved there whole; readable by its owner alone. */
#ifndef CLIENT_SHEET_OUTPUT_H
#define CLIENT_SHEET_OUTPUT_H

#include <stdbool.h>

#include "common/error.h"

struct output {
  const char *path; /* its place; borrowed */
  bool replaces;    /* a file that is there may go */
  char fresh[4096]; /* where it is written; "" when there is nothing */
};

/* Makes an empty file, 0600, and says where. False with cause and remedy when a file is at its
 * place already and may not go, or none can be made. */
bool output_begin(struct output *output, const char *path, bool replaces, struct error *error);

/* Moves it to its place, on the disk for good. */
bool output_finish(struct output *output, struct error *error);

/* Leaves nothing behind; after output_finish it does nothing. */
void output_discard(struct output *output);

#endif
