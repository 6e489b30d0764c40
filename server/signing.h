/* Asking jiedui-authority, which alone holds the key that signs machines' certificates. */
#ifndef SERVER_SIGNING_H
#define SERVER_SIGNING_H

#include "internal/authority.pb-c.h"
#include "server/request.h"

/* `reply` is NULL when the authority could not be asked; else it holds a certificate or a refusal,
 * in the request's arena. */
typedef void (*signing_done)(struct request *request, const Jiedui__SignReply *reply);

/* Asks for a certificate for the machine's key in `csr`; `done` is called once, later, within 5 s.
 */
void signing_ask(struct request *request, ProtobufCBinaryData csr, const char *device,
                 signing_done done);

#endif
