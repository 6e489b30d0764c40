/* Owns the ledger's file: its lines, its chain, its lock. Never knows what an erasure does. */
#include "server/ledger.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <libgen.h>
#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

enum { LINE = 256, FOLDER = 4096 };

static const char first_hash[] = "0000000000000000000000000000000000000000000000000000000000000000";

static void print_line(const struct ledger_entry *e, char line[LINE])
{
  (void)snprintf(line, LINE, "%" PRId64 " %s %" PRId32 " %" PRId64 " %s", e->position, e->at,
                 e->campus, e->student, e->id);
}

static void print_hash(const char *before, const struct ledger_entry *e, char hash[LEDGER_HASH])
{
  char line[LINE];
  char text[LEDGER_HASH + LINE];
  unsigned char sum[crypto_hash_sha256_BYTES];
  print_line(e, line);
  const int size = snprintf(text, sizeof text, "%s %s", before, line);
  (void)crypto_hash_sha256(sum, (const unsigned char *)text, (unsigned long long)size);
  (void)sodium_bin2hex(hash, LEDGER_HASH, sum, sizeof sum);
}

/* Up to the next space or the end, into `text`. */
static const char *take_word(const char *at, char *text, size_t size)
{
  const size_t n = strcspn(at, " ");
  if (n == 0 || n >= size) return NULL;
  memcpy(text, at, n);
  text[n] = '\0';
  return at + n + (at[n] == ' ');
}

static const char *take_number(const char *at, int64_t *number)
{
  char text[24];
  const char *next = take_word(at, text, sizeof text);
  if (next != NULL) *number = strtoll(text, NULL, 10);
  return next;
}

/* Written anew, a good line comes out as it went in. */
static bool read_line(const char *line, const char *before, struct ledger_entry *e)
{
  char again[LINE];
  char hash[LEDGER_HASH];
  int64_t campus = 0;
  const char *at = take_number(line, &e->position);
  if (at != NULL) at = take_word(at, e->at, sizeof e->at);
  if (at != NULL) at = take_number(at, &campus);
  if (at != NULL) at = take_number(at, &e->student);
  if (at != NULL) at = take_word(at, e->id, sizeof e->id);
  if (at != NULL) at = take_word(at, e->hash, sizeof e->hash);
  if (at == NULL || *at != '\0' || campus < 0 || campus > INT32_MAX) return false;
  e->campus = (int32_t)campus;
  print_line(e, again);
  print_hash(before, e, hash);
  const size_t n = strlen(again);
  return strncmp(line, again, n) == 0 && line[n] == ' ' && strcmp(hash, e->hash) == 0;
}

static bool fail(struct error *error, const char *path, const char *why)
{
  return error_set(error, JIEDUI__CODE__UNAVAILABLE, "erasure_ledger = \"%s\": %s", path, why);
}

/* The file's complete lines. */
static bool read_lines(FILE *file, const char *path, struct ledger *ledger, struct error *error)
{
  char line[LINE + LEDGER_HASH];
  size_t room = 0;
  while (fgets(line, sizeof line, file) != NULL) {
    const size_t size = strlen(line);
    const bool complete = size > 0 && line[size - 1] == '\n';
    if (!complete && feof(file)) break;
    if (complete) line[size - 1] = '\0';
    if (ledger->n == room) {
      room = room == 0 ? 64 : 2 * room;
      ledger->entries = realloc(ledger->entries, room * sizeof *ledger->entries);
      if (ledger->entries == NULL) abort();
    }
    struct ledger_entry *e = &ledger->entries[ledger->n++];
    if (!read_line(line, ledger->n == 1 ? first_hash : e[-1].hash, e) ||
        e->position != (int64_t)ledger->n) {
      return error_set(error, JIEDUI__CODE__CONFLICT,
                       "erasure_ledger = \"%s\": line %zu was changed, or one before it was "
                       "removed: put the file back from its copy",
                       path, ledger->n);
    }
    ledger->size += size;
  }
  return ferror(file) == 0 || fail(error, path, strerror(errno));
}

static bool folder_of(const char *path, char folder[FOLDER])
{
  char copy[FOLDER];
  if (snprintf(copy, sizeof copy, "%s", path) >= FOLDER) return false;
  (void)snprintf(folder, FOLDER, "%s", dirname(copy));
  return true;
}

bool ledger_read(const char *path, struct ledger *ledger, struct error *error)
{
  char folder[FOLDER];
  *ledger = (struct ledger){0};
  FILE *file = fopen(path, "re");
  if (file == NULL) {
    const int cause = errno;
    const bool is_new = cause == ENOENT && folder_of(path, folder) && access(folder, F_OK) == 0;
    return is_new || fail(error, path, strerror(cause));
  }
  (void)flock(fileno(file), LOCK_SH); /* a line half written by another is waited for */
  const bool good = read_lines(file, path, ledger, error);
  (void)fclose(file);
  return good;
}

void ledger_free(struct ledger *ledger)
{
  free(ledger->entries);
  *ledger = (struct ledger){0};
}

/* A new file is there after a loss of power only once its folder was written. */
static bool sync_folder(const char *path)
{
  char folder[FOLDER];
  if (!folder_of(path, folder)) return false;
  const int file = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  const bool good = file >= 0 && fsync(file) == 0;
  if (file >= 0) (void)close(file);
  return good;
}

/* The line of a request; the same request never speaks of two students. */
static bool find_line(const struct ledger *ledger, const struct ledger_entry *wanted,
                      const struct ledger_entry **found, struct error *error)
{
  for (size_t i = 0; i < ledger->n && *found == NULL; i++) {
    const struct ledger_entry *e = &ledger->entries[i];
    if (strcmp(e->id, wanted->id) == 0) *found = e;
  }
  return *found == NULL ||
         ((*found)->campus == wanted->campus && (*found)->student == wanted->student) ||
         error_set(error, JIEDUI__CODE__INVALID, "This request id was used for another request.");
}

/* What was begun is taken back if it cannot be ended: the next line must not follow half a one. */
static bool write_line(int file, const char *path, off_t end, const struct ledger_entry *entry)
{
  char content[LINE];
  char line[LINE + LEDGER_HASH + 2];
  print_line(entry, content);
  const int size = snprintf(line, sizeof line, "%s %s\n", content, entry->hash);
  if (ftruncate(file, end) == 0 && pwrite(file, line, (size_t)size, end) == size &&
      fsync(file) == 0 && sync_folder(path)) {
    return true;
  }
  const int cause = errno;
  if (ftruncate(file, end) == 0) (void)fsync(file);
  errno = cause;
  return false;
}

static bool append(FILE *file, const char *path, struct ledger_entry *entry, struct error *error)
{
  struct ledger ledger = {0};
  const struct ledger_entry *found = NULL;
  bool good =
      read_lines(file, path, &ledger, error) && find_line(&ledger, entry, &found, error);
  if (good && found != NULL) {
    *entry = *found;
  } else if (good) {
    entry->position = (int64_t)ledger.n + 1;
    print_hash(ledger.n == 0 ? first_hash : ledger.entries[ledger.n - 1].hash, entry, entry->hash);
    good = write_line(fileno(file), path, (off_t)ledger.size, entry) ||
           fail(error, path, strerror(errno));
  }
  ledger_free(&ledger);
  return good;
}

bool ledger_append(const char *path, struct ledger_entry *entry, struct error *error)
{
  const int number = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0600);
  if (number < 0) return fail(error, path, strerror(errno));
  FILE *file = fdopen(number, "r+");
  if (file == NULL) abort();
  const bool good = flock(number, LOCK_EX) == 0 ? append(file, path, entry, error)
                                                : fail(error, path, strerror(errno));
  (void)fclose(file);
  return good;
}
