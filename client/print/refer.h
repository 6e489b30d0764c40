/* Names in a form – "agreement.goals", "{plan.year}" – and what they stand for. */
#ifndef CLIENT_PRINT_REFER_H
#define CLIENT_PRINT_REFER_H

#include "client/print/form.h"

/* "slot.field", or "field" of the rows just drawn. False when there is no such thing. */
bool refer_find(const struct form *form, const char *name, struct reference *found);

/* Whether every {name} in the text stands for something that is no list of messages. */
bool refer_is_good(const struct form *form, const char *text, const char **bad);

#endif
