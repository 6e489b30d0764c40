/* The Unix socket's path, and who may come through it. */
#ifndef SERVER_AUTHORITY_DOOR_H
#define SERVER_AUTHORITY_DOOR_H

#include <sys/types.h>

#include "common/error.h"

struct door {
  const char *path;
  bool has_peer; /* another user than the process's own and root may come */
  uid_t peer;
  gid_t group;   /* the peer's */
};

/* Sets the peer by a user's name; false if there is no such user. */
bool door_set_peer(struct door *door, const char *user, struct error *error);

/* A bound socket, not yet listening, or -1. Its mode is 0600; with a peer 0660 and the peer's
 * group, or the peer could not connect. A socket that nobody listens on is replaced. */
int door_open(const struct door *door, struct error *error);
void door_close(const struct door *door);

/* Whether the process at the other end of a connection may be served; `who` is its user. */
bool door_admits(const struct door *door, int fd, uid_t *who);

#endif
