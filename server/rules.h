/* The sentences of the database's rules: constraints by their comments, refusals by table rule. */
#ifndef SERVER_RULES_H
#define SERVER_RULES_H

#include <libpq-fe.h>
#include <stddef.h>

#include "common/arena.h"
#include "common/error.h"

struct rule {
  const char *name;     /* mentor_load_within_cap */
  Jiedui__Code code;    /* what a caller is answered */
  const char *sentence; /* English; the msgid of clients' catalogues */
};

struct rules {
  size_t n;
  struct rule *all; /* sorted by name */
  struct arena *arena;
};

/* Reads them over a connection of its own, before the loop runs. */
bool rules_load(struct rules *rules, PGconn *conn, struct error *error);
void rules_free(struct rules *rules);

/* NULL if the name is unknown. */
const struct rule *rules_find(const struct rules *rules, const char *name);

#endif
