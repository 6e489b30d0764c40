/* The calls that bench_load makes: lines of a file, one after the other and again from the first.
 *
 * A line is SESSION BODY OFFSET DIGITS: session and body in hexadecimal, "-" for none; the DIGITS
 * bytes at OFFSET of the body are overwritten with a number that grows with every round of the
 * file, so that no two calls are the same. */
#ifndef BENCH_LOAD_WORK_H
#define BENCH_LOAD_WORK_H

#include "common/buffer.h"
#include "common/error.h"

struct line {
  uint8_t *session;
  size_t session_size; /* 0 for none */
  uint8_t *body;
  size_t body_size;
  size_t offset; /* of the number in the body */
  size_t digits; /* 0 for no number */
};

struct work {
  const char *method;
  bool writes;     /* every call gets a fresh request id */
  uint64_t first;  /* number of the file's first round */
  uint64_t n_made; /* calls so far */
  struct line *lines;
  size_t n_lines;
};

bool work_read(struct work *work, const char *path, struct error *error);
/* Without a file: one line with neither session nor body. */
void work_fill_empty(struct work *work);
void work_free(struct work *work);
/* Appends the next call's frame, with `id` as the call's. */
void work_append(struct work *work, uint32_t id, struct buffer *out);

#endif
