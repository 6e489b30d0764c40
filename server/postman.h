/* Posts over HTTP, one after another, on a thread of its own: the loop waits for no service. */
#ifndef SERVER_POSTMAN_H
#define SERVER_POSTMAN_H

#include <uv.h>

#include "server/webhook.h"

struct postman;

/* A post and, afterwards, why it was not taken; NULL = it was. */
struct postman_item {
  struct webhook_post post;
  const char *fault;
};

struct postman *postman_new(uv_loop_t *loop);

/* Posts the items, then calls `done` on the loop. One bag at a time; items and arena are the
 * postman's until then. */
void postman_send(struct postman *postman, struct arena *arena, struct postman_item *items,
                  size_t n, void (*done)(void *data), void *data);

/* Gives up what is under way, without `done`. */
void postman_close(struct postman *postman);

#endif
