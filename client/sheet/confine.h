/* What the reader of a hostile file gives up before it looks at the first byte. */
#ifndef CLIENT_SHEET_CONFINE_H
#define CLIENT_SHEET_CONFINE_H

#include "common/error.h"

/* Gives up privileges, files, processes, time and memory, and every system call that is not needed
 * to read the open file, to write, and to end. False where the system cannot do that: the file
 * must not be read then. */
bool confine(struct error *error);

#endif
