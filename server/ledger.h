/* The erasures' ledger: a file outside the database, each line sealed by the hash of those before.
 * A line names a student by internal keys alone. */
#ifndef SERVER_LEDGER_H
#define SERVER_LEDGER_H

#include <stddef.h>
#include <stdint.h>

#include "common/error.h"
#include "common/uuid.h"
#include "server/clock.h"

enum { LEDGER_HASH = 65 };

struct ledger_entry {
  int64_t position;        /* the line, from 1 */
  char at[CLOCK_TEXT];
  int32_t campus;
  int64_t student;
  char id[UUID_TEXT];      /* the request's: a call that is repeated has one line */
  char hash[LEDGER_HASH];  /* SHA-256 in hex of the hash before, a space and the line up to here */
};

struct ledger {
  struct ledger_entry *entries;
  size_t n;
  size_t size;             /* of these lines, in bytes */
};

/* All of it, the chain checked; `error` names the line. A file not yet there is empty, a folder not
 * there is a fault, and a last line cut short was never answered and does not count. */
bool ledger_read(const char *path, struct ledger *ledger, struct error *error);
void ledger_free(struct ledger *ledger);

/* Adds the entry, whose position and hash are set, and is back once it is on the disk. An entry
 * that is there already is given back as it stands. May wait for another process's lock. */
bool ledger_append(const char *path, struct ledger_entry *entry, struct error *error);

#endif
