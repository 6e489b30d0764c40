/* Owns the shape of flags on a command line. Never knows which flags there are. */
#include "client/arguments.h"

#include <stdio.h>
#include <string.h>

bool arguments_is_flag(const char *token)
{
  return token[0] == '-' && token[1] != '\0' && strcmp(token, "--") != 0;
}

void arguments_split(const char *token, struct typed_flag *flag)
{
  const bool is_short = token[1] != '-';
  const char *equals = strchr(token, '=');
  size_t length = equals == NULL ? strlen(token) : (size_t)(equals - token);
  flag->value = equals == NULL ? NULL : equals + 1;
  if (is_short && length > 2) { /* -ojson */
    length = 2;
    flag->value = token + 2;
  }
  (void)snprintf(flag->name, sizeof flag->name, "%.*s", (int)length, token);
}
