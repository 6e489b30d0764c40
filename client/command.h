/* The words of a command: found, suggested, listed. */
#ifndef CLIENT_COMMAND_H
#define CLIENT_COMMAND_H

#include "client/arguments.h"
#include "common/schema.h"

enum command_kind {
  COMMAND_CALL, /* one call of a method */
  COMMAND_HELP,
  COMMAND_COMPLETION,
  COMMAND_IMPORT,
  COMMAND_PROFILE_ADD,
  COMMAND_PROFILE_LIST,
  COMMAND_DOCTOR,
  COMMAND_QUEUE_LIST,
  COMMAND_QUEUE_SEND, /* one record or all */
  COMMAND_QUEUE_ONE,  /* show or remove */
  COMMAND_HELPER /* another program of the client */
};

struct command {
  enum command_kind kind;
  const char *words;                  /* "student list" */
  const char *help;                   /* one English sentence */
  const struct schema_method *method; /* of COMMAND_CALL, and of COMMAND_IMPORT with its kind */
  const char *program;                /* of COMMAND_HELPER */
};

/* The commands that are no call; the last has no words. */
extern const struct command command_locals[];

/* Finds the command wherever its words stand, and notes in `arguments` where. False with a remedy
 * when there is none. */
bool command_find(const struct schema *schema, struct arguments *arguments, struct command *command,
                  struct error *error);

/* The i-th of all commands, imports among them, in the schema's order and the local ones after;
 * false at the end. */
bool command_get(const struct schema *schema, size_t i, struct command *command);

/* The first token from `at` on that is neither a flag nor a common option's value. */
size_t command_skip_options(const struct arguments *arguments, size_t at);

/* Whether `words` are the first ones of the command's. */
bool command_begins(const char *command, const char *words);

#endif
