/* Students named as a person names them: by name, pinyin, initials, or class and seat. */
#ifndef CLIENT_REFERENCE_H
#define CLIENT_REFERENCE_H

#include "client/client.h"

/* Puts the student's number in place of what was typed, in the request's field `student`, asking
 * the server whom the caller reaches by it; says on standard error who was meant. False when nobody
 * or several are. A number is left as it is. */
bool reference_resolve(struct client *client, struct caller *caller,
                       const struct schema_method *method, ProtobufCMessage *request,
                       struct error *error);

#endif
