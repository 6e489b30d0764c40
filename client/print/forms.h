/* The forms that are built in. */
#ifndef CLIENT_PRINT_FORMS_H
#define CLIENT_PRINT_FORMS_H

#include "common/arena.h"
#include "common/embedded.h"

extern const struct embedded embedded_forms[]; /* forms/NAME.form */

/* The file of the form, or NULL. */
const struct embedded *forms_find(const char *name);
/* The i-th form's name, in the arena, sorted; NULL at the end. */
const char *forms_name(struct arena *arena, size_t i);
/* The name nearest to what was typed, or NULL. */
const char *forms_suggest(struct arena *arena, const char *typed);

#endif
