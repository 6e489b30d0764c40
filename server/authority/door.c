/* Owns the socket's file and the check of a peer's user. Never reads from a connection. */
#include "server/authority/door.h"

#include <errno.h>
#include <pwd.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

static bool fail(const struct door *door, const char *why, struct error *error)
{
  return error_set(error, JIEDUI__CODE__UNAVAILABLE, "cannot listen on %s: %s", door->path, why);
}

bool door_set_peer(struct door *door, const char *user, struct error *error)
{
  const struct passwd *found = getpwnam(user);
  if (found == NULL) {
    return error_set(error, JIEDUI__CODE__INVALID, "--peer %s: there is no such user", user);
  }
  door->has_peer = true;
  door->peer = found->pw_uid;
  door->group = found->pw_gid;
  return true;
}

static int new_socket(void)
{
  return socket(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
}

/* Takes away what a process that ended without goodbye left. */
static bool clear(const struct door *door, const struct sockaddr_un *address, struct error *error)
{
  struct stat info;
  if (lstat(door->path, &info) != 0) {
    return errno == ENOENT || fail(door, strerror(errno), error);
  }
  if (!S_ISSOCK(info.st_mode)) return fail(door, "a file that is no socket is there", error);
  const int probe = new_socket();
  if (probe < 0) return fail(door, strerror(errno), error);
  const bool refused = connect(probe, (const struct sockaddr *)address, sizeof *address) != 0 &&
                       errno == ECONNREFUSED;
  (void)close(probe);
  if (!refused) return fail(door, "another process listens there", error);
  return unlink(door->path) == 0 || fail(door, strerror(errno), error);
}

static bool bind_private(int fd, const struct sockaddr_un *address)
{
  const mode_t before = umask(0177);
  const bool bound = bind(fd, (const struct sockaddr *)address, sizeof *address) == 0;
  (void)umask(before);
  return bound;
}

static bool let_group_in(const struct door *door)
{
  return chown(door->path, (uid_t)-1, door->group) == 0 && chmod(door->path, 0660) == 0;
}

int door_open(const struct door *door, struct error *error)
{
  struct sockaddr_un address = {.sun_family = AF_UNIX};
  if (strlen(door->path) >= sizeof address.sun_path) {
    (void)fail(door, "the path is too long for a socket", error);
    return -1;
  }
  memcpy(address.sun_path, door->path, strlen(door->path));
  if (!clear(door, &address, error)) return -1;
  const int fd = new_socket();
  if (fd < 0 || !bind_private(fd, &address)) {
    (void)fail(door, strerror(errno), error);
  } else if (door->has_peer && !let_group_in(door)) {
    (void)fail(door, "the peer's group cannot be let in: this user must belong to it", error);
    door_close(door);
  } else {
    return fd;
  }
  if (fd >= 0) (void)close(fd);
  return -1;
}

void door_close(const struct door *door)
{
  (void)unlink(door->path);
}

bool door_admits(const struct door *door, int fd, uid_t *who)
{
  struct ucred peer;
  socklen_t size = sizeof peer;
  *who = (uid_t)-1;
  if (getsockopt(fd, SOL_SOCKET, SO_PEERCRED, &peer, &size) != 0) return false;
  *who = peer.uid;
  return peer.uid == 0 || peer.uid == geteuid() || (door->has_peer && peer.uid == door->peer);
}
