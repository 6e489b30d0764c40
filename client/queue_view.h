/* What is shown of the queue: rows of a list, an item with its request. */
#ifndef CLIENT_QUEUE_VIEW_H
#define CLIENT_QUEUE_VIEW_H

#include "client/client.h"
#include "client/queue.h"

/* The request that an item holds; NULL when this program does not know it. */
ProtobufCMessage *queue_view_request(struct client *client, const Jiedui__QueuedCall *call);

/* A row of a list. Of what another than `account` wrote it says no more than who and when. */
Jiedui__QueueRow *queue_view_row(struct client *client, int32_t number,
                                 const Jiedui__QueuedCall *call, const char *account);
/* The state as a person reads it, or as a program does. */
char *queue_view_word(const struct client *client, const char *state);

bool queue_view_rows(struct client *client, Jiedui__QueueRow **rows, size_t n,
                     struct error *error);
/* One item whole, and for a person the command that writes it anew. */
bool queue_view_item(struct client *client, int32_t number, const Jiedui__QueuedCall *call,
                     struct error *error);

#endif
