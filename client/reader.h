/* The records of a CSV file, one after the other, each with its line in the file. */
#ifndef CLIENT_READER_H
#define CLIENT_READER_H

#include <csv.h>
#include <stdbool.h>
#include <stddef.h>

#include "client/source.h"
#include "common/buffer.h"

enum { READER_CELLS_MAX = 256, READER_RECORD_MAX = 1024 * 1024 };

struct record {
  size_t line;        /* where it begins, from 1; of a workbook its row */
  size_t n;           /* cells */
  const char *fault;  /* why a cell of a workbook cannot be read, else NULL; valid as they are */
  const char **cells; /* UTF-8, without outer blanks; valid during the call */
};

/* Bytes of its cells, with a few for what surrounds each. */
size_t record_size(const struct record *record);

/* Takes one record; false stops the reading, with the cause in whatever `data` is. */
typedef bool (*reader_on_record)(void *data, const struct record *record);

struct reader {
  struct source *source;
  reader_on_record on_record;
  void *data; /* for on_record */
  struct csv_parser parser;
  struct record record; /* being made */
  struct buffer bytes;  /* its cells, each ended by NUL */
  const char *cells[READER_CELLS_MAX + 1]; /* a workbook's row has its number before them */
  size_t places[READER_CELLS_MAX + 1];     /* of the cells in `bytes` */
  size_t line;                     /* being read */
  size_t record_bytes;             /* read since the record began */
  bool too_wide;                   /* the record has too many cells */
  bool stopped;                    /* by on_record */
  bool whole;                      /* the workbook is read to its end */
  bool failed;                     /* it said why not, in `error` */
  struct error *error;
};

/* Reads the source to its end or until on_record stops it, which is no error here. */
bool reader_run(struct source *source, reader_on_record on_record, void *data, struct error *error);

#endif
