/* What a person does with the queue on this machine: list, show, remove. */
#ifndef CLIENT_QUEUE_COMMANDS_H
#define CLIENT_QUEUE_COMMANDS_H

#include "client/client.h"
#include "client/queue.h"

/* Runs `queue list`, `show` or `remove`; returns the exit code. */
int queue_run(struct client *client);

/* Reads the command's flags and opens the profile's queue. `number` is 0 where none is given. */
bool queue_start(struct client *client, struct queue *queue, int32_t *number,
                 struct error *error);

#endif
