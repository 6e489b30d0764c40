/* Students and staff named as a person names them: by name, pinyin or initials, students by class
 * and seat, too. */
#ifndef CLIENT_REFERENCE_H
#define CLIENT_REFERENCE_H

#include "client/client.h"

/* Puts the person's number in place of what was typed, in the request's fields `student`, `mentor`,
 * `staff` and `deputy`, asking the server whom the caller reaches by it; says on standard error who
 * was meant. False when nobody or several are. A number is left as it is. */
bool reference_resolve(struct client *client, struct caller *caller,
                       const struct schema_method *method, ProtobufCMessage *request,
                       struct error *error);

/* What the help adds to such a field, NULL for another. */
const char *reference_help(const char *field);

#endif
