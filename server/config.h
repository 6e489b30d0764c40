/* The daemon's configuration file. Times in milliseconds, sizes in bytes. */
#ifndef SERVER_CONFIG_H
#define SERVER_CONFIG_H

#include <stdbool.h>

#include "common/error.h"

struct config {
  char *listen;               /* numeric address to listen on */
  long port;                  /* 1–65535 */
  char *certificate;          /* PEM chain of the server */
  char *key;                  /* PEM key of the server */
  char *device_ca;            /* PEM certificate of the authority that signs machines' */
  char *authority;            /* Unix socket of jiedui-authority; "" = no machine enrols here */
  char *database;             /* libpq connection string; numeric host or socket directory */
  long pool;                  /* database connections, 1–64 */
  char *log_level;            /* error, warning, info, debug */
  char *master_key;           /* file of the keys above the campuses'; "" = nothing is sealed */
  char *erasure_ledger;       /* file of the erasures, outside the database; "" = none */
  long backup_days;           /* after which no backup holds what was erased */
  char *clock;                /* ISO instant the clock starts at, for tests; "" = real time */
  long sessions;              /* connections at once */
  long sessions_per_address;  /* connections at once from one address */
  long handshake_ms;          /* a new connection's time to finish TLS */
  long login_ms;              /* a connection's time to have a call of an account let in */
  long frame_ms;              /* time to finish a frame begun */
  long stall_ms;              /* time a peer may take no bytes that wait for it */
  long call_ms;               /* longest deadline of a call */
  long session_hours;         /* a login's life */
  char *webhook_hosts;        /* what notices may be posted to, separated by blanks; "" = nothing */
  long webhook_ms;            /* between looks at the queue of notices; the first pause of one */
  long drain_ms;              /* SIGTERM: time for the calls in flight */
};

/* False with `error` naming the file, the option and the remedy. config_free afterwards. */
bool config_read(struct config *config, const char *path, struct error *error);
void config_free(struct config *config);

#endif
