/* The reading of a form's file (JSON; CONTRIBUTING, "Add a form"). */
#ifndef CLIENT_PRINT_READ_H
#define CLIENT_PRINT_READ_H

#include <jansson.h>

#include "client/print/form.h"
#include "client/print/part.h"

struct reading {
  struct form *form;
  const struct schema *schema;
  struct error *error; /* English: a form that cannot be read is not built */
};

/* The form built in under that name, in the arena; NULL when there is none, or when a name in it is
 * none of the contract's, which the tests find out. */
struct form *read_form(struct arena *arena, const struct schema *schema, const char *name,
                       struct error *error);

/* The same of a file's JSON; `like` is not followed. */
struct form *read_json(struct arena *arena, const struct schema *schema, const char *name,
                       const json_t *json, struct error *error);

/* Fills part, and the parts in it, in the arena of the form. */
bool read_part(struct reading *reading, const json_t *json, struct part *part);
bool read_parts(struct reading *reading, const json_t *json, struct part **parts, size_t *n);

/* What both files read. Each is true where the key is absent. */
bool read_fail(struct reading *reading, const char *what, const char *name);
bool read_words(struct reading *reading, const json_t *json, struct words *words);
bool read_reference(struct reading *reading, const json_t *json, struct reference *reference);
/* A list of messages; its rows get the slot of that name. */
bool read_rows(struct reading *reading, const json_t *json, const char *name,
               struct reference *rows, size_t *slot);
bool read_keys(struct reading *reading, const json_t *json, const char *const *known);
const char *read_string(struct reading *reading, const json_t *json);

#endif
