/* What may be said with any command: --profile, -o, --campus, --dry-run, --timeout, --lang … */
#ifndef CLIENT_OPTIONS_H
#define CLIENT_OPTIONS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "common/error.h"

enum format { FORMAT_TABLE, FORMAT_JSON, FORMAT_CSV };

struct options {
  const char *profile;  /* NULL = the default one */
  const char *campus;   /* NULL = the account's home */
  const char *save;     /* where the answer's file goes, or NULL */
  const char *language; /* NULL = by the environment */
  uint32_t timeout_ms;  /* of a call, its repetitions included */
  bool timeout_given;   /* by the user */
  enum format format;   /* of the answer */
  bool dry_run;         /* do everything, commit nothing */
  bool yes;             /* what a command asks is answered with yes */
  bool no_pager;        /* long answers go straight to the terminal */
  bool password_stdin;  /* secrets are lines of standard input */
  bool help;            /* show help instead */
  bool version;         /* show the version instead */
};

struct option {
  const char *name;       /* --profile */
  const char *short_name; /* -o, or NULL */
  const char *value;      /* what its help calls the value; NULL if it takes none */
  const char *words;      /* the few values there are, between bars; NULL if there are more */
  const char *help;       /* English sentence */
};

extern const struct option option_list[]; /* ends with a NULL name */

void options_init(struct options *options);

/* The option called so, or NULL. */
const struct option *option_find(const char *name);

/* `value` is NULL exactly when the option takes none. */
bool options_set(struct options *options, const struct option *option, const char *value,
                 struct error *error);

#endif
