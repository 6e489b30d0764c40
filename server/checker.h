/* The keystone: contract, SQL and schema say the same, or the daemon does not start. */
#ifndef SERVER_CHECKER_H
#define SERVER_CHECKER_H

#include <libpq-fe.h>
#include <stddef.h>

#include "server/catalogue.h"
#include "server/rules.h"

/* Told every fault, one sentence each. */
typedef void (*checker_report)(void *data, const char *text);

struct checker {
  PGconn *conn;            /* may become every operation's role */
  const struct rules *rules;
  checker_report report;
  void *data;
  size_t faults;           /* reported so far */
};

/* Prepares every statement under its role and compares what PostgreSQL says of it with the
 * messages: parameters with request fields, columns with reply fields, both ways. The statements
 * are left prepared as s<number>. Returns the number of faults. */
size_t checker_run(struct checker *checker, const struct catalogue *catalogue);

/* The settings that keep people's values out of PostgreSQL's log. */
void checker_settings(struct checker *checker);

void checker_fault(struct checker *checker, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

#endif
