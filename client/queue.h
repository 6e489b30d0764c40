/* The queue of a profile: calls that could not be sent, each a sealed file of the owner's alone. A
 * process killed at any point leaves each of them whole or not begun. */
#ifndef CLIENT_QUEUE_H
#define CLIENT_QUEUE_H

#include "client/queue_seal.h"
#include "internal/queue.pb-c.h"

struct queue {
  struct arena *arena;
  const char *profile;
  uint8_t key[QUEUE_KEY];
  bool is_empty; /* it was when it was opened, so that no key is needed */
  int sender;    /* the lock of whoever sends or removes; -1 while not held */
};

/* How many items a profile's queue has, without opening any; 0 too when nobody can tell. */
size_t queue_count(struct arena *arena, const char *profile);

/* Opens the queue; `make` it for a first item. Close it in any case: the key is wiped. */
bool queue_open(struct queue *queue, struct arena *arena, const char *profile, bool make,
                struct error *error);
void queue_close(struct queue *queue);

/* One process at a time sends and removes; false at once when another does. */
bool queue_hold(struct queue *queue, struct error *error);

/* The items' numbers, in the order they were written, ended by 0. In the arena. */
int32_t *queue_numbers(struct queue *queue, struct error *error);

/* Adds an item under the next number; a number is never used again. */
bool queue_add(struct queue *queue, const Jiedui__QueuedCall *call, int32_t *number,
               struct error *error);
/* The item, in the arena; NOT_FOUND when there is none of that number. */
Jiedui__QueuedCall *queue_load(struct queue *queue, int32_t number, struct error *error);
/* Replaces the item. */
bool queue_save(struct queue *queue, int32_t number, const Jiedui__QueuedCall *call,
                struct error *error);
bool queue_remove(struct queue *queue, int32_t number, struct error *error);

#endif
