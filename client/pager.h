/* What is longer than the terminal goes through a pager: PAGER, or less. */
#ifndef CLIENT_PAGER_H
#define CLIENT_PAGER_H

#include "client/options.h"

struct pager {
  int kept;   /* standard output itself, meanwhile; -1 when nothing is held back */
  int memory; /* where the text waits */
};

/* From here on standard output is held back, if it is a terminal and --no-pager is not said. */
void pager_begin(struct pager *pager, const struct options *options);
/* Shows what was held back, through the pager where it is longer than the screen, and waits for
 * its end. */
void pager_end(struct pager *pager);

#endif
