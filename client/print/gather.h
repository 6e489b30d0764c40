/* The calls of a form, made before anything is drawn. */
#ifndef CLIENT_PRINT_GATHER_H
#define CLIENT_PRINT_GATHER_H

#include "client/client.h"
#include "client/print/data.h"

struct gathered {
  struct data *documents; /* at least one when the code is 0 */
  size_t n;
  size_t skipped; /* copies whose calls found nothing */
};

/* Makes the calls with the values typed for the form's flags (a NULL name ends them), or none for a
 * blank form. Returns 0, else the exit code after the reason was printed. */
int gather_run(struct client *client, const struct form *form, const struct local_flag *typed,
               struct gathered *gathered);
void gather_blank(struct client *client, const struct form *form, struct gathered *gathered);

#endif
