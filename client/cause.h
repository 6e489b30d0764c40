/* Why the system refused, in the language of the sentence it stands in: a machine without generated
 * locales has strerror() in English only. */
#ifndef CLIENT_CAUSE_H
#define CLIENT_CAUSE_H

/* For an errno; a rare one stays in English. */
const char *cause_text(int number);

/* For a fault of getaddrinfo. */
const char *cause_of_resolver(int fault);

#endif
