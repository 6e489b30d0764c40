/* The client's two languages: English sentences, and their Chinese from the embedded catalogue. */
#ifndef CLIENT_TEXT_H
#define CLIENT_TEXT_H

#include <stdbool.h>
#include <stddef.h>

/* Chooses by `name` ("zh", "en"; a locale's name will do), or by the environment if NULL, and sets
 * the C locale to one whose characters are UTF-8. */
void text_choose(const char *name);
bool text_is_chinese(void);
/* Whether the user's own locale writes UTF-8, so that the terminal is likely to show it. */
bool text_is_utf8(void);

/* Marks a sentence of a table, which is translated when it is shown. */
#define TEXT_LATER(sentence) sentence

/* The sentence in the chosen language; itself where the catalogue lacks it. */
const char *text(const char *sentence) __attribute__((format_arg(1)));

/* The translation in a compiled catalogue (.mo), or NULL; a damaged catalogue has none. */
const char *text_find(const unsigned char *catalogue, size_t size, const char *sentence);

#endif
