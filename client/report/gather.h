/* What the dashboard shows, gathered from the operations the caller may use. */
#ifndef CLIENT_REPORT_GATHER_H
#define CLIENT_REPORT_GATHER_H

#include <jansson.h>

#include "client/client.h"

struct gather_wish {
  bool is_district;    /* every campus with its parts suppressed, else the caller's own */
  const char *as_of;   /* ISO date, or NULL for today */
  const char *compare; /* a plan year to hold the figures against, or NULL */
};

/* One JSON object: the replies by what they answer, without anybody's name or number. Returns 0 and
 * the model, which the caller drops; else the exit code, after the reason was printed. */
int gather_model(struct client *client, const struct gather_wish *wish, json_t **model);

#endif
