/* Text from others made fit for a terminal or a JSON string. */
#ifndef CLIENT_PLAIN_H
#define CLIENT_PLAIN_H

#include <stdbool.h>
#include <stddef.h>

/* Bytes of the UTF-8 character at `s`, which ends at a NUL; 0 if it is not well-formed. */
size_t plain_character(const char *s);
bool plain_is_utf8(const char *text, size_t size);

/* Replaces control characters, those that turn the writing's direction or end a line, and bytes
 * that are not UTF-8 by '?', in place. */
void plain_clean(char *text);

/* The same, but leaves the ends of lines and tabs. */
void plain_clean_lines(char *text);

/* How many columns of a terminal the text takes; wide characters take two. */
size_t plain_width(const char *text);

#endif
