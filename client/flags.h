/* Flags and positionals of a command line, put into the request message they are fields of. */
#ifndef CLIENT_FLAGS_H
#define CLIENT_FLAGS_H

#include "client/arguments.h"
#include "client/options.h"
#include "common/arena.h"
#include "common/schema.h"

/* A flag or positional of a command that is no call. */
struct local_flag {
  const char *name;  /* --rejects; a positional's is without dashes */
  const char *value; /* what was given, else NULL */
  const char *help;  /* one English sentence */
  bool is_required;
};

struct flag_set {
  struct arena *arena;
  struct options *options;             /* the common options go here */
  const struct schema_message *fields; /* NULL, or a message whose fields are flags */
  ProtobufCMessage *message;           /* where their values go */
  struct local_flag *locals;           /* NULL, or ended by a NULL name */
  const char *const *switches;         /* names of locals without a value ("yes" if given) */
};

/* Fills message, locals and options. False with one line of cause and remedy. */
bool flags_parse(struct flag_set *set, const struct arguments *arguments, struct error *error);

/* student_no → --student-no, in the arena. */
char *flags_name(struct arena *arena, const struct schema_field *field);
/* Whether the field can be given on a command line: no secret, no submessage. */
bool flags_is_flag(const struct schema_field *field);

#endif
