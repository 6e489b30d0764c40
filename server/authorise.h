/* What can be refused before the database is asked: sessions, request ids, dry runs, campuses. Who
 * may do what is decided by identify() in the call's own transaction, from the method's rules. */
#ifndef SERVER_AUTHORISE_H
#define SERVER_AUTHORISE_H

#include "server/request.h"

/* NULL when the call may go on, else the status to answer, in the request's arena. */
Jiedui__Status *authorise_call(struct request *request);

#endif
