/* Whom and what a call concerns, as its messages say it. Never any content. */
#ifndef SERVER_SUBJECT_H
#define SERVER_SUBJECT_H

#include <protobuf-c/protobuf-c.h>

#include "common/arena.h"

/* The message's own text field of that name; NULL if it has none or is unset. */
const char *subject_text(const ProtobufCMessage *message, const char *field);
/* The student numbers in request and reply (each may be NULL) as the text of a SQL array, 10,000
 * at most; NULL if there is none. */
const char *subject_students(struct arena *arena, const ProtobufCMessage *request,
                             const ProtobufCMessage *reply);
/* What else the request is about: its first field that is a key; NULL if there is none. */
const char *subject_key(const ProtobufCMessage *request);

#endif
