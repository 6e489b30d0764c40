/* The sending of what waits in the queue. */
#ifndef CLIENT_QUEUE_SEND_H
#define CLIENT_QUEUE_SEND_H

#include "client/client.h"

/* Runs `queue send`: in the order written, each under the request id it was written with, so that
 * it is stored once whatever arrived before. What the server refuses stays, with the reason.
 * Returns the exit code: PARTIAL when some were refused, the server's when it could not go on. */
int queue_send_run(struct client *client);

#endif
