/* How time slots read on paper: Mon4;Wed5 is 周一第4节、周三第5节. */
#ifndef CLIENT_PRINT_SLOTS_H
#define CLIENT_PRINT_SLOTS_H

#include "common/arena.h"

/* As a person says them in the chosen language; what is no slot, as it stands. In the arena. */
const char *slots_said(struct arena *arena, const char *slots);

#endif
