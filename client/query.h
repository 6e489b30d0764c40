/* Calls made one after another on one connection, for programs that gather what they show. */
#ifndef CLIENT_QUERY_H
#define CLIENT_QUERY_H

#include "client/client.h"

/* One field of a request by its name; a NULL value leaves it out. */
struct query_value {
  const char *name;
  const char *value;
};

struct query {
  struct client *client;
  struct caller caller;
  bool is_open;
};

void query_init(struct query *query, struct client *client);
void query_close(struct query *query);

/* Calls the method with those fields, ended by a NULL name. Returns 0 and the reply, in the
 * client's arena; else the exit code, after the reason was printed. */
int query_run(struct query *query, const char *method, const struct query_value *values,
              const ProtobufCMessage **reply);

/* The same without printing: the answer, whatever its status says; false when none came. */
bool query_ask(struct query *query, const char *method, const struct query_value *values,
               struct outcome *outcome, struct error *error);

#endif
