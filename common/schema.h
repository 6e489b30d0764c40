/* The contract as data: services, methods, messages and their options and comments, read once
 * from the embedded descriptor set. Both sides know the operations only through this. */
#ifndef COMMON_SCHEMA_H
#define COMMON_SCHEMA_H

#include <protobuf-c/protobuf-c.h>
#include <stdbool.h>
#include <stdint.h>

#include "common/error.h"
#include "options.pb-c.h"

struct schema_enum_value {
  const char *name;  /* GROUP_ACADEMIC */
  const char *label; /* academic: lower-cased, without the enum's prefix; as in PostgreSQL */
  int number;        /* value on the wire */
  size_t n_words;    /* Chinese words, first the one shown; may be 0 */
  char **words;      /* owned by the schema */
};

struct schema_enum {
  const char *name; /* Group */
  size_t n_values;
  struct schema_enum_value *values;
};

struct schema_field {
  const char *name;                           /* student_no */
  const char *help;                           /* the comment above it, "" if none */
  const struct Jiedui__FieldRules *rules;     /* never NULL */
  const ProtobufCFieldDescriptor *descriptor; /* offsets and types in the C struct */
  const struct schema_message *message;       /* of a submessage field, else NULL */
  const struct schema_enum *enumeration;      /* of an enum field, else NULL */
};

struct schema_message {
  const char *name; /* ListStudentsRequest */
  const ProtobufCMessageDescriptor *descriptor;
  size_t n_fields;             /* in the order of the .proto file */
  struct schema_field *fields; /* owned by the schema */
};

struct schema_method {
  const char *name;    /* StudentService.ListStudents */
  const char *path;    /* student/list_students: its place below sql/operations */
  const char *command; /* "student list": the option, else service noun (a-b when it is two words)
                        * and verb; "import KIND" of an import, "export KIND" of an export */
  const char *help;    /* the comment above the rpc, "" if none */
  const char *service_help;                /* the comment above its service */
  const struct Jiedui__MethodRules *rules; /* never NULL */
  const struct schema_message *input;
  const struct schema_message *output;
};

struct schema {
  size_t n_methods;
  struct schema_method *methods; /* sorted by name */
};

/* The process's schema, loaded at the first call and kept for its life; NULL with `error` filled
 * when the embedded descriptor set cannot be read. Loop thread only. */
const struct schema *schema_get(struct error *error);

/* NULL if there is no method of that full name. */
const struct schema_method *schema_method_find(const struct schema *schema, const char *name);
const struct schema_field *schema_field_find(const struct schema_message *message,
                                             const char *name);

/* By number, or NULL. */
const struct schema_enum_value *schema_enum_by_number(const struct schema_enum *e, int number);
/* By label (ASCII case ignored), full name or any Chinese word; NULL if none. */
const struct schema_enum_value *schema_enum_by_word(const struct schema_enum *e, const char *word);

#endif
