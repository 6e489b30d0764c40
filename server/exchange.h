/* Work on a link: the pipeline of one transaction, and the chunks of a bulk. */
#ifndef SERVER_EXCHANGE_H
#define SERVER_EXCHANGE_H

#include "server/link.h"
#include "server/work.h"

/* Both end by freeing the link and calling database_settle. The link is free to use when called. */
void exchange_start(struct link *link, struct work *work);
void bulk_start(struct link *link, struct work *work);

/* The opening both share: role, identity and claim; returns how many results they will give. */
size_t preamble_push(struct link *link, struct work *work);
bool preamble_is_claim(const struct work *work, size_t n);
/* Notes who the caller is, when the n-th result is the identity's. */
void preamble_take(struct work *work, size_t n, const PGresult *result);
void preamble_push_find(struct link *link, struct work *work);
/* The reply's bytes into work->packed. */
void preamble_pack(struct work *work);
void preamble_push_reply(struct link *link, struct work *work);
/* "{campus_lead,mentor}": the roles that the method allows; none means every member. */
const char *preamble_allowed(struct arena *arena, const Jiedui__MethodRules *rules);
/* What the found reply means: fills work->packed, or says why not. NULL when good. */
Jiedui__Status *preamble_read_found(struct work *work, const PGresult *result);
/* Must run once before any of these: gives the statements their numbers. */
void preamble_prepare(void);
/* Undoes an implicit transaction that no error has undone. */
void preamble_push_undo(struct link *link);
void preamble_push_plain(struct link *link, const char *command);

#endif
