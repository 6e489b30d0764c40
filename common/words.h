/* How the contract's names become paths, labels and command words. */
#ifndef COMMON_WORDS_H
#define COMMON_WORDS_H

#include "common/arena.h"

/* ListStudents → list_students, in the arena. */
char *words_snake(struct arena *arena, const char *camel);
/* ASCII lower case, in the arena. */
char *words_lower(struct arena *arena, const char *text);
/* need_list → need-list, in the arena. */
char *words_hyphened(struct arena *arena, const char *snake);
/* group_academic without "group" → academic; the text itself when it does not begin so. */
const char *words_without_prefix(const char *text, const char *prefix);
/* A comment's lines as one, without the space each begins with, in the arena. */
const char *words_join_lines(struct arena *arena, const char *comment, size_t size);

#endif
