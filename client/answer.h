/* A reply printed in the format asked for. */
#ifndef CLIENT_ANSWER_H
#define CLIENT_ANSWER_H

#include "client/options.h"
#include "common/schema.h"

/* On standard output, in the options' format, through a pager where it is longer than the terminal;
 * when the list may go on, says on standard error how. False with `error` when standard output
 * cannot be written. */
bool answer_print(const struct schema_method *method, const ProtobufCMessage *request,
                  const ProtobufCMessage *reply, const struct options *options,
                  struct error *error);

/* Writes out what is left in standard output. */
bool answer_flush(struct error *error);

#endif
