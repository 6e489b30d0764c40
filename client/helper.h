/* The heavy parts of the client are programs of their own, so that the base stays small and starts
 * fast: jiedui-sheet, jiedui-print, jiedui-report. */
#ifndef CLIENT_HELPER_H
#define CLIENT_HELPER_H

#include <sys/types.h>

#include "common/arena.h"
#include "common/error.h"

/* Where the program of that name is: in libexec beside the running one's bin, or in the tree it was
 * built in, so that an installation may be moved whole. NULL, with the package to install, when
 * it is in neither. In the arena. */
const char *helper_find(struct arena *arena, const char *name, struct error *error);

/* Runs the helper aside, with `in` as its standard input and a pipe, whose other end is *out, as
 * its output; `words` are its arguments, ended by NULL, and the language is added. */
bool helper_start(const char *path, const char *const *words, int in, int *out, pid_t *pid,
                  struct error *error);
/* Waits for its end; the exit code, or -1 when it had none. */
int helper_wait(pid_t pid);

/* Becomes the helper, with the tokens as its arguments; returns only when it could not. */
void helper_become(const char *path, const char *const *tokens, size_t n, struct error *error);

#endif
