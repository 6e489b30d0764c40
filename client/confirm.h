/* What is asked before a command that changes much, or for good. */
#ifndef CLIENT_CONFIRM_H
#define CLIENT_CONFIRM_H

#include "client/call.h"
#include "client/options.h"

/* Whether the contract has a question for the request that --yes and --dry-run do not answer. */
bool confirm_is_wanted(const struct options *options, const struct schema_method *method,
                       const ProtobufCMessage *request);

/* False with the remedy when there is no terminal to ask on. */
bool confirm_can_ask(const struct schema_method *method, struct error *error);
/* Puts the question. 0 for a yes, else an exit code, after saying that nothing was done. */
int confirm_ask(const struct schema_method *method);

/* All of it for a call: what a dry run of it counts is shown before the question. 0 when the call
 * may be made, else the exit code, after the reason was printed. */
int confirm_call(const struct options *options, struct caller *caller, const struct call *call,
                 struct arena *arena);

#endif
