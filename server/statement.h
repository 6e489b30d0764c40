/* SQL files: their statements, parameters and directives, read once at start. */
#ifndef SERVER_STATEMENT_H
#define SERVER_STATEMENT_H

#include <stdbool.h>
#include <stddef.h>

#include "common/arena.h"
#include "common/error.h"

enum parameter_kind {
  PARAMETER_FIELD,      /* a field of the request */
  PARAMETER_ROW_FIELD,  /* a field of each row of a repeated field: bound as an array */
  PARAMETER_NOW,        /* the daemon's clock */
  PARAMETER_REQUEST_ID, /* the call's */
  PARAMETER_NEW_ID,     /* a UUIDv7 made for the request */
  PARAMETER_NEW_IDS,    /* one for each row of the chunk, stable when it is halved */
  PARAMETER_DIGEST      /* :rows.name.digest: the keyed hashes of a sealed field */
};

struct parameter {
  enum parameter_kind kind;
  const char *field;  /* name in the request message; "rows" of rows.name */
  const char *column; /* "name" of rows.name, else NULL */
};

enum expectation { EXPECT_ANY, EXPECT_ONE, EXPECT_SOME };

struct statement {
  unsigned number;              /* unique in the process: its prepared name */
  const char *sql;              /* with $1, $2 … */
  bool once;                    /* planned for its values, never kept prepared: of a bulk */
  size_t n_parameters;
  const struct parameter *parameters;
  enum expectation expectation; /* -- expect: */
  const char *into;             /* -- into: field, NULL for scalars */
  const char *into_child;       /* "groups" of -- into: rows.groups by …, else NULL */
  const char *by;               /* the column that names the parent row, else NULL */
};

struct script {
  const char *path; /* "student/list_students.sql" */
  const char *bulk; /* the repeated field of -- bulk:, else NULL */
  size_t n_statements;
  struct statement *statements;
};

/* Reads a file's text. Everything lives in the arena. False with `error` naming file and line.
 * `:caller`, `:caller_staff`, `:caller_role`, `:campus` and `:today` become expressions, the
 * other `:name`s become $n. */
bool script_parse(struct script *script, const char *path, const char *text, struct arena *arena,
                  struct error *error);

/* A statement of fixed text, with $n of its own. */
void statement_init(struct statement *statement, const char *sql);

/* How many statements were ever parsed: prepared names are below it. */
unsigned statement_count(void);

#endif
