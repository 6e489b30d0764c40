/* What the daemon is made of, for the files that join its parts. */
#ifndef SERVER_SERVER_H
#define SERVER_SERVER_H

#include <stdbool.h>
#include <uv.h>

#include "common/tls.h"
#include "server/catalogue.h"
#include "server/config.h"
#include "server/rules.h"

struct chores;
struct database;
struct listener;
struct session;
struct worker;

struct server {
  uv_loop_t *loop;              /* the process's one loop */
  struct config config;         /* as read at start */
  struct catalogue catalogue;   /* every operation */
  struct rules rules;           /* sentences of the database's constraints */
  struct tls_context *tls;      /* the server's certificate */
  struct listener *listener;    /* NULL once closed */
  struct database *database;    /* the pool */
  struct chores *chores;        /* what the daemon does by itself */
  struct worker *worker;        /* CPU work off the loop */
  struct session *sessions;     /* every open connection */
  size_t n_sessions;            /* how many */
  bool draining;                /* SIGTERM seen: no new calls */
};

#endif
