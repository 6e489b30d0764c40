/* Steps that belong to no rpc: what many operations share, and the daemon's own works. */
#ifndef SERVER_HOUSE_H
#define SERVER_HOUSE_H

#include "server/catalogue.h"

/* Path NULL at the end; every one names its database role. */
extern const struct operation_step house_steps[];

#endif
