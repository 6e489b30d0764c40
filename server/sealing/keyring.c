/* Owns the master keys while the daemon runs. Never writes them anywhere but in a new key file. */
#include "server/sealing/keyring.h"

#include <errno.h>
#include <fcntl.h>
#include <openssl/crypto.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include "server/sealing/envelope.h"

enum { KEYS = 64, FILE_BYTES = 8192 };

static struct {
  int n;
  int32_t versions[KEYS];
  uint8_t keys[KEYS][ENVELOPE_KEY];
} ring;

static int digit(char c)
{
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  return c >= 'A' && c <= 'F' ? c - 'A' + 10 : -1;
}

static bool read_key(const char *text, uint8_t key[ENVELOPE_KEY])
{
  for (int i = 0; i < ENVELOPE_KEY; i++) {
    const int high = digit(text[2 * i]);
    const int low = high < 0 ? -1 : digit(text[2 * i + 1]);
    if (low < 0) return false;
    key[i] = (uint8_t)(high << 4 | low);
  }
  return text[2 * ENVELOPE_KEY] == '\n' || text[2 * ENVELOPE_KEY] == '\0';
}

/* One line; false if it is no key, or a version comes twice. */
static bool read_line(const char *line)
{
  char *end = NULL;
  const long version = strtol(line, &end, 10);
  if (end == line || *end != ' ' || version < 1 || version > INT32_MAX) return false;
  if (ring.n == KEYS || keyring_find((int32_t)version) != NULL) return false;
  ring.versions[ring.n] = (int32_t)version;
  return read_key(end + 1, ring.keys[ring.n]) && ring.n++ >= 0;
}

static bool read_text(const char *text)
{
  for (const char *line = text; *line != '\0';) {
    const char *next = strchrnul(line, '\n');
    if (*line != '\n' && *line != '#' && !read_line(line)) return false;
    line = *next == '\0' ? next : next + 1;
  }
  return ring.n > 0;
}

static bool fail(struct error *error, const char *path, const char *why)
{
  return error_set(error, JIEDUI__CODE__INVALID, "master_key = \"%s\": %s", path, why);
}

/* systemd lets the service in by an access list, which shows as bits of the group; the folder is
 * the service's alone. */
static bool is_credential(const char *path)
{
  const char *folder = getenv("CREDENTIALS_DIRECTORY");
  const size_t size = folder == NULL ? 0 : strlen(folder);
  return size > 0 && strncmp(path, folder, size) == 0 && path[size] == '/';
}

bool keyring_load(const char *path, struct error *error)
{
  char text[FILE_BYTES + 1] = {0};
  struct stat info;
  keyring_wipe();
  const int file = open(path, O_RDONLY | O_CLOEXEC);
  if (file < 0) return fail(error, path, strerror(errno));
  const mode_t others = is_credential(path) ? 037 : 077;
  const bool shared = fstat(file, &info) != 0 || (info.st_mode & others) != 0;
  const ssize_t size = shared ? 0 : read(file, text, FILE_BYTES);
  (void)close(file);
  if (shared) return fail(error, path, "others may read it: chmod 600");
  const bool good = size > 0 && read_text(text);
  OPENSSL_cleanse(text, sizeof text);
  if (good) {
    (void)mlock(&ring, sizeof ring);
    return true;
  }
  keyring_wipe();
  return fail(error, path, "each line is a version and 64 hex digits, each version once");
}

void keyring_wipe(void)
{
  OPENSSL_cleanse(&ring, sizeof ring);
}

int32_t keyring_current(void)
{
  int32_t highest = 0;
  for (int i = 0; i < ring.n; i++) {
    if (ring.versions[i] > highest) highest = ring.versions[i];
  }
  return highest;
}

const uint8_t *keyring_find(int32_t version)
{
  for (int i = 0; i < ring.n; i++) {
    if (ring.versions[i] == version) return ring.keys[i];
  }
  return NULL;
}

bool keyring_create(const char *path, struct error *error)
{
  uint8_t key[ENVELOPE_KEY];
  char line[2 * ENVELOPE_KEY + 4] = "1 ";
  envelope_new_key(key);
  for (int i = 0; i < ENVELOPE_KEY; i++) (void)snprintf(line + 2 + 2 * i, 3, "%02x", key[i]);
  line[2 + 2 * ENVELOPE_KEY] = '\n';
  const int file = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
  const ssize_t wanted = 2 * ENVELOPE_KEY + 3;
  const bool good = file >= 0 && write(file, line, (size_t)wanted) == wanted && fsync(file) == 0;
  const int cause = errno;
  if (file >= 0) (void)close(file);
  OPENSSL_cleanse(key, sizeof key);
  OPENSSL_cleanse(line, sizeof line);
  return good || fail(error, path, strerror(cause));
}
