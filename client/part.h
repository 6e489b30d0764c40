/* The Chinese words for what something is split by. */
#ifndef CLIENT_PART_H
#define CLIENT_PART_H

#include <protobuf-c/protobuf-c.h>

/* Of a row and the code in it: a group, kind, level, stage, or where the row is `by` grade a grade.
 * The code itself where it has no word. */
const char *part_word(const ProtobufCMessage *row, const char *code);

#endif
