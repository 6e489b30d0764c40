/* What a call leaves in the audit: a row in its own transaction, or one for its refusal. */
#ifndef SERVER_AUDIT_H
#define SERVER_AUDIT_H

#include "server/link.h"
#include "server/work.h"

/* Must run once before audit_push: gives the statements their numbers. */
void audit_prepare(void);

/* Whether this run of the work ends with the operation's row. */
bool audit_is_due(const struct work *work);
/* The row of a work that is about to be committed, with the reply for its claim if it has one. */
void audit_push(struct link *link, struct work *work);

/* Whether this end of a call has to be noted before it is answered. */
bool audit_is_owed(const struct request *request, const Jiedui__Status *status);
/* Notes it, then answers `status`, or UNAVAILABLE if it could not be noted. */
void audit_keep(struct request *request, const Jiedui__Status *status);

#endif
