/* Owns the files of the queue and their numbers. Never sends anything. */
#include "client/queue.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include "client/cause.h"
#include "client/folder.h"
#include "client/text.h"

enum { MOST_ITEMS = 10000, LARGEST_ITEM = 1 << 20 };

static const char item_end[] = ".item";

static char *path_of(struct arena *arena, const char *profile, const char *name,
                     struct error *error)
{
  return folder_path(arena, FOLDER_STATE, arena_printf(arena, "queue/%s/%s", profile, name), error);
}

static char *item_path(const struct queue *queue, int32_t number, struct error *error)
{
  return path_of(queue->arena, queue->profile, arena_printf(queue->arena, "%d%s", number, item_end),
                 error);
}

/* The item's number by its file's name; 0 for any other file. */
static int32_t number_of(const char *name)
{
  char *end = NULL;
  const long number = strtol(name, &end, 10);
  return number > 0 && number <= INT32_MAX && strcmp(end, item_end) == 0 ? (int32_t)number : 0;
}

/* Calls `see` for each item's number; false when the folder cannot be read. */
static bool walk(struct arena *arena, const char *profile, void (*see)(void *, int32_t), void *data)
{
  struct error ignored;
  const char *path = path_of(arena, profile, "", &ignored);
  DIR *folder = path == NULL ? NULL : opendir(path);
  if (folder == NULL) return errno == ENOENT;
  for (struct dirent *entry; (entry = readdir(folder)) != NULL;) {
    const int32_t number = number_of(entry->d_name);
    if (number > 0) see(data, number);
  }
  (void)closedir(folder);
  return true;
}

static void on_count(void *data, int32_t number)
{
  size_t *n = data;
  if (number > 0) (*n)++;
}

size_t queue_count(struct arena *arena, const char *profile)
{
  size_t n = 0;
  (void)walk(arena, profile, on_count, &n);
  return n;
}

static bool refuse_file(const char *path, struct error *error)
{
  return error_set(error, JIEDUI__CODE__LOCAL,
                   text("Cannot write %s: %s: make room or permit it, then try again."), path,
                   cause_text(errno));
}

/* Opens and locks a file of the queue; -1 with `error`. With LOCK_NB a lock that another holds
 * leaves errno at EWOULDBLOCK. */
static int lock(const struct queue *queue, const char *name, int how, struct error *error)
{
  const char *path = path_of(queue->arena, queue->profile, name, error);
  if (path == NULL) return -1;
  folder_make(path);
  const int fd = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0600);
  if (fd >= 0 && flock(fd, how) == 0) return fd;
  (void)refuse_file(path, error);
  const int cause = errno;
  if (fd >= 0) (void)close(fd);
  errno = cause;
  return -1;
}

bool queue_open(struct queue *queue, struct arena *arena, const char *profile, bool make,
                struct error *error)
{
  *queue = (struct queue){.arena = arena, .profile = profile, .sender = -1};
  queue->is_empty = !make && queue_count(arena, profile) == 0;
  if (queue->is_empty) return true;
  const int fd = lock(queue, "lock", LOCK_EX, error); /* of two the first makes the key */
  if (fd < 0) return false;
  const bool found = queue_seal_key(arena, profile, make && queue_count(arena, profile) == 0,
                                    queue->key, error);
  (void)close(fd);
  return found;
}

void queue_close(struct queue *queue)
{
  sodium_memzero(queue->key, sizeof queue->key);
  if (queue->sender >= 0) (void)close(queue->sender);
  queue->sender = -1;
}

bool queue_hold(struct queue *queue, struct error *error)
{
  queue->sender = lock(queue, "sender", LOCK_EX | LOCK_NB, error);
  if (queue->sender >= 0) return true;
  if (errno != EWOULDBLOCK) return false;
  return error_set(error, JIEDUI__CODE__CONFLICT,
                   text("Another jiedui is sending this queue: wait until it has ended."));
}

struct found {
  int32_t *numbers;
  size_t n;
};

static void on_found(void *data, int32_t number)
{
  struct found *found = data;
  if (found->n < MOST_ITEMS) found->numbers[found->n++] = number;
}

static int compare(const void *a, const void *b)
{
  const int32_t left = *(const int32_t *)a;
  const int32_t right = *(const int32_t *)b;
  return (left > right) - (left < right);
}

int32_t *queue_numbers(struct queue *queue, struct error *error)
{
  struct found found = {arena_alloc(queue->arena, (MOST_ITEMS + 1) * sizeof(int32_t)), 0};
  if (!queue->is_empty && !walk(queue->arena, queue->profile, on_found, &found)) {
    (void)error_set(error, JIEDUI__CODE__LOCAL,
                    text("Cannot read the queue of profile \"%s\": %s."), queue->profile,
                    cause_text(errno));
    return NULL;
  }
  qsort(found.numbers, found.n, sizeof *found.numbers, compare);
  return found.numbers;
}

static void on_largest(void *data, int32_t number)
{
  int32_t *largest = data;
  if (number > *largest) *largest = number;
}

/* Takes the next number; the lock's file keeps the last one, so that none comes again. */
static bool take_number(const struct queue *queue, int fd, int32_t *number, struct error *error)
{
  char last[16] = "";
  const ssize_t size = pread(fd, last, sizeof last - 1, 0);
  *number = size > 0 ? (int32_t)strtol(last, NULL, 10) : 0;
  if (*number < 0) *number = 0;
  (void)walk(queue->arena, queue->profile, on_largest, number);
  ++*number;
  const int length = snprintf(last, sizeof last, "%d\n", *number);
  return (pwrite(fd, last, (size_t)length, 0) == length && fsync(fd) == 0) ||
         refuse_file(path_of(queue->arena, queue->profile, "lock", error), error);
}

bool queue_save(struct queue *queue, int32_t number, const Jiedui__QueuedCall *call,
                struct error *error)
{
  const char *path = item_path(queue, number, error);
  if (path == NULL) return false;
  const size_t size = jiedui__queued_call__get_packed_size(call);
  uint8_t *plain = arena_alloc(queue->arena, size);
  (void)jiedui__queued_call__pack(call, plain);
  const ProtobufCBinaryData sealed = queue_seal(queue->arena, queue->key, queue->profile,
                                                (ProtobufCBinaryData){size, plain});
  return folder_write(path, (const char *)sealed.data, sealed.len, error);
}

bool queue_add(struct queue *queue, const Jiedui__QueuedCall *call, int32_t *number,
               struct error *error)
{
  if (queue_count(queue->arena, queue->profile) >= MOST_ITEMS) {
    return error_set(error, JIEDUI__CODE__RESOURCE_EXHAUSTED,
                     text("The queue holds %d records already: send them first."), MOST_ITEMS);
  }
  const int fd = lock(queue, "lock", LOCK_EX, error);
  if (fd < 0) return false;
  const bool added = take_number(queue, fd, number, error) &&
                     queue_save(queue, *number, call, error);
  (void)close(fd);
  return added;
}

static bool read_file(struct arena *arena, const char *path, ProtobufCBinaryData *content)
{
  struct stat stat;
  FILE *file = fopen(path, "re");
  if (file == NULL) return false;
  bool whole = fstat(fileno(file), &stat) == 0 && stat.st_size <= LARGEST_ITEM;
  if (whole) {
    content->len = (size_t)stat.st_size;
    content->data = arena_alloc(arena, content->len + 1);
    whole = fread(content->data, 1, content->len, file) == content->len;
  }
  (void)fclose(file);
  return whole;
}

Jiedui__QueuedCall *queue_load(struct queue *queue, int32_t number, struct error *error)
{
  ProtobufCBinaryData sealed;
  ProtobufCBinaryData plain;
  const char *path = item_path(queue, number, error);
  if (path == NULL) return NULL;
  if (access(path, F_OK) != 0) {
    (void)error_set(error, JIEDUI__CODE__NOT_FOUND,
                    text("The queue has no record %d: `jiedui queue list` shows those it has."),
                    number);
    return NULL;
  }
  Jiedui__QueuedCall *call = NULL;
  if (read_file(queue->arena, path, &sealed) &&
      queue_unseal(queue->arena, queue->key, queue->profile, sealed, &plain)) {
    call = jiedui__queued_call__unpack(arena_allocator(queue->arena), plain.len, plain.data);
  }
  if (call == NULL || call->method == NULL || call->request_id.len != 16) {
    (void)error_set(error, JIEDUI__CODE__LOCAL,
                    text("%s cannot be opened: it is damaged, or its key is another one. It is "
                         "left as it is."),
                    path);
    return NULL;
  }
  return call;
}

bool queue_remove(struct queue *queue, int32_t number, struct error *error)
{
  const char *path = item_path(queue, number, error);
  return path != NULL && folder_remove(path, error);
}
