/* The nearest of the words that would have been right. */
#ifndef CLIENT_SUGGEST_H
#define CLIENT_SUGGEST_H

#include <stddef.h>

/* Edits between the two: insert, delete, replace, swap neighbours (optimal string alignment). */
size_t suggest_distance(const char *a, const char *b);

/* Keeps in *best whichever of *best and `candidate` is nearer to `typed`, leaving NULL where
 * neither is near enough to be meant. */
void suggest_consider(const char *typed, const char *candidate, const char **best);

#endif
