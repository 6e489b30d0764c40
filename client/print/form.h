/* A form as its file says, with every name in it found in the contract. */
#ifndef CLIENT_PRINT_FORM_H
#define CLIENT_PRINT_FORM_H

#include "common/arena.h"
#include "common/schema.h"

/* A text in both languages, as "…{slot.field}…". */
struct words {
  const char *chinese; /* NULL: none is given */
  const char *english;
};

/* A value: a field of the message in a slot. Without a field there is none. */
struct reference {
  size_t slot;
  const struct schema_field *field;
};

/* Where a message is found: the reply of a call, or the row that is just drawn. */
struct slot {
  const char *name; /* "" for a table's rows */
  const struct schema_message *type;
};

/* A field of a request, from one of the three. */
struct call_value {
  const char *field;
  const char *flag; /* --pairing */
  const char *constant;
  struct reference from;
};

struct form_call {
  size_t slot;
  const struct schema_method *method;
  struct call_value *values;
  size_t n_values;
  bool optional; /* what is not there is left blank */
};

struct form_flag {
  const char *name; /* --pairing */
  const struct schema_field *field;
  bool required;
};

struct calls {
  struct form_call *list;
  size_t n;
};

enum { FORM_SLOTS = 32, FORM_FLAGS = 16 };

struct form {
  struct arena *arena;
  const char *name;   /* of its file, without .form */
  const char *number; /* JD-04 */
  struct words title;
  struct words help; /* one sentence */
  bool landscape;
  bool framed;             /* a certificate: a frame, and no head */
  struct calls calls;      /* once */
  struct reference copies; /* a document of its own for each of these rows … */
  size_t copy_slot;
  struct calls copy_calls; /* … after these calls */
  struct reference code;   /* what the QR code says */
  struct slot slots[FORM_SLOTS];
  size_t n_slots;
  struct form_flag flags[FORM_FLAGS];
  size_t n_flags;
  struct part *parts;
  size_t n_parts;
};

/* Slots that every form has: the session and the plan. */
enum { SLOT_SESSION, SLOT_PLAN, SLOT_FIRST };

#endif
