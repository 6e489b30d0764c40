/* The command line as tokens: which are words, which are flags, and which value is whose. */
#ifndef CLIENT_ARGUMENTS_H
#define CLIENT_ARGUMENTS_H

#include <stdbool.h>
#include <stddef.h>

enum { ARGUMENTS_MAX = 1000 };

struct arguments {
  const char *const *tokens; /* after the program's name */
  size_t n;
  size_t command_at;    /* first of the command's words */
  size_t command_words; /* how many they are */
};

/* A flag as it was typed: --name, --name=value or -x. */
struct typed_flag {
  char name[64];     /* with its dashes; cut if longer */
  const char *value; /* after '=', else NULL */
};

bool arguments_is_flag(const char *token);
void arguments_split(const char *token, struct typed_flag *flag);

#endif
