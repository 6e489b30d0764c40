/* What was looked at and what was found: a line each, with a remedy where something is wrong. */
#ifndef CLIENT_CHECKUP_H
#define CLIENT_CHECKUP_H

#include "client/options.h"
#include "common/arena.h"

enum { CHECKUP_MOST = 32 };

enum finding {
  FINDING_GOOD,
  FINDING_BAD,
  FINDING_NOTE /* nothing that hinders, or could not be looked at */
};

struct check {
  const char *name; /* English word; the screen shows its translation, JSON the word */
  enum finding finding;
  const char *text;   /* what is there */
  const char *remedy; /* what to do, or NULL */
};

struct checkup {
  struct arena *arena; /* borrowed; texts live in it */
  size_t n;
  struct check checks[CHECKUP_MOST];
};

/* Notes a finding. `text` and `remedy` are in the reader's language and in the arena, or static. */
void checkup_add(struct checkup *checkup, const char *name, enum finding finding, const char *text,
                 const char *remedy);

/* Nothing bad was found. */
bool checkup_is_sound(const struct checkup *checkup);

/* On standard output: lines, JSON or CSV. */
void checkup_print(const struct checkup *checkup, enum format format);

#endif
