/* How codes of the rosters read on paper: 31 is 高一, Mon4;Wed5 is 周一第4节、周三第5节. */
#ifndef CLIENT_PRINT_IDIOM_H
#define CLIENT_PRINT_IDIOM_H

#include "common/arena.h"
#include "common/schema.h"

/* The value as a person says it in the chosen language; the value itself where the field holds no
 * code or the code is none we know. In the arena. */
const char *idiom_of(struct arena *arena, const struct schema_field *field, const char *value);

#endif
