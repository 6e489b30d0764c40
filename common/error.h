/* One expected failure: a status code and a sentence, filled once where the failure is known. */
#ifndef COMMON_ERROR_H
#define COMMON_ERROR_H

#include <stdbool.h>

#include "frame.pb-c.h"

struct error {
  Jiedui__Code code; /* wire code and exit code */
  char text[512];    /* one English sentence, for a person */
};

/* Fills `error` and returns false, so that failing is one line. */
bool error_set(struct error *error, Jiedui__Code code, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

/* "NOT_FOUND" for a code, "UNKNOWN_CODE" for a number that is none. Static storage. */
const char *error_code_name(Jiedui__Code code);

#endif
