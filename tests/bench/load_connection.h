/* One connection of bench_load: its handshake, its calls in flight and their times. */
#ifndef BENCH_LOAD_CONNECTION_H
#define BENCH_LOAD_CONNECTION_H

#include <uv.h>

#include "common/tls.h"
#include "load_work.h"

/* What all connections share. */
struct load {
  uv_loop_t loop;
  uv_timer_t timer;
  struct tls_context *tls;
  struct work work;
  const char *name; /* that the server's certificate must have */
  int port;         /* of 127.0.0.1 */
  unsigned connections;
  unsigned in_flight; /* calls of one connection at a time */
  double warm_seconds;
  double seconds;
  uint64_t most_calls;   /* 0 for no bound but the time */
  unsigned n_ready;      /* handshakes done */
  uint64_t n_open;       /* calls not yet answered */
  bool stopping;         /* no new calls */
  bool counting;         /* answers are counted */
  uint64_t counted_from; /* uv_hrtime */
  uint64_t counted_to;
  uint64_t n_counted;
  uint64_t n_refused;    /* answers with a status other than OK, counted or not */
  uint64_t last_refusal; /* its code */
  struct buffer times;   /* of counted calls, uint32_t in units of 100 ns */
};

struct connection;

/* Opens a connection; `on_connection_ready` follows, or the program ends. */
struct connection *connection_open(struct load *load);
/* Fills the connection with calls. */
void connection_start(struct connection *connection);
void connection_close(struct connection *connection);

/* Given by load.c. */
bool load_has_made_all(const struct load *load);
void on_connection_ready(struct load *load);
void on_answer(struct load *load, uint64_t sent_ns, uint64_t code);
/* Says why and ends the program: a benchmark with a broken connection measures nothing. */
void load_fail(const char *what, const char *why) __attribute__((noreturn));

#endif
