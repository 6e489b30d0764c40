/* Words typed by a person, put into a field of a message. */
#ifndef CLIENT_VALUE_H
#define CLIENT_VALUE_H

#include "common/arena.h"
#include "common/schema.h"

/* A message with no field set, in the arena. */
ProtobufCMessage *value_message(struct arena *arena, const struct schema_message *message);

/* Sets a singular field, or adds to a repeated one. False, with a sentence that quotes the word and
 * says what would do, when the word does not fit the field's type. */
bool value_set(struct arena *arena, ProtobufCMessage *message, const struct schema_field *field,
               const char *word, struct error *error);

#endif
