/* Documents made into one PDF. */
#ifndef CLIENT_PRINT_PRESS_H
#define CLIENT_PRINT_PRESS_H

#include "client/print/gather.h"
#include "common/buffer.h"

/* Appends the PDF to the buffer; each document counts its own pages. Returns how many pages there
 * are, 0 with `error` when they could not be made. */
size_t press_run(const struct gathered *gathered, struct buffer *pdf, struct error *error);

#endif
