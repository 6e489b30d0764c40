/* The slips with one-time passwords that an import hands out: what to print, cut and give away. */
#ifndef CLIENT_SLIPS_H
#define CLIENT_SLIPS_H

#include "client/call.h"
#include "client/chunk.h"

struct slips {
  struct arena *arena;               /* of the run, borrowed */
  const struct schema_message *type; /* of the rows */
  const struct schema_field *secret; /* of a row, to be made up; NULL: the kind has no slips */
  const struct caller *caller;       /* says where to log in, borrowed */
  const char *path;                  /* where they go */
  const char *pending;               /* where those of the chunk that is on its way are */
  bool promised;                     /* that chunk has no answer yet */
  int64_t n;                         /* kept */
};

/* The field of a row that is made up and handed out; NULL: the kind has no slips. */
const struct schema_field *slips_field(const struct schema_message *type);
void slips_init(struct slips *slips, struct arena *arena, const char *path,
                const struct schema_message *type, const struct caller *caller);

/* Makes up the row's password. */
bool slips_fill(const struct slips *slips, struct arena *arena, ProtobufCMessage *row,
                struct error *error);

/* Before a chunk is sent: its slips are on disk, so no answer that is lost loses a password. What
 * an earlier run left so is first taken over among the slips, as not confirmed. */
bool slips_promise(struct slips *slips, const struct chunk *chunk, struct error *error);

/* After its answer: the slips of the rows that were stored are kept, and no others. */
bool slips_keep(struct slips *slips, const struct chunk *chunk, struct error *error);

#endif
