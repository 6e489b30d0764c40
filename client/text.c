/* Owns the chosen language and the reading of its catalogue. Never prints. */
#include "client/text.h"

#include <langinfo.h>
#include <locale.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "common/embedded.h"

enum { MO_MAGIC = 0x950412de, MO_COUNT = 8, MO_SENTENCES = 12, MO_TRANSLATIONS = 16 };

static bool chinese; /* chosen once at the start */
static bool utf8;    /* the environment says so, whatever locales the system has */

/* Catalogues are compiled little-endian (msgfmt --endianness=little). */
static uint32_t number_at(const unsigned char *bytes)
{
  return (uint32_t)bytes[0] | (uint32_t)bytes[1] << 8 | (uint32_t)bytes[2] << 16 |
         (uint32_t)bytes[3] << 24;
}

/* The i-th string of the table at `table`, or NULL if it lies outside the catalogue. */
static const char *string_at(const unsigned char *catalogue, size_t size, size_t table, size_t i)
{
  const size_t entry = table + 8 * i;
  if (entry + 8 > size) return NULL;
  const size_t length = number_at(catalogue + entry);
  const size_t start = number_at(catalogue + entry + 4);
  if (start >= size || length >= size - start || catalogue[start + length] != '\0') return NULL;
  return (const char *)catalogue + start;
}

const char *text_find(const unsigned char *catalogue, size_t size, const char *sentence)
{
  if (size < MO_TRANSLATIONS + 4 || number_at(catalogue) != MO_MAGIC) return NULL;
  const size_t sentences = number_at(catalogue + MO_SENTENCES);
  size_t low = 0;
  size_t high = number_at(catalogue + MO_COUNT);
  while (low < high) {
    const size_t middle = low + (high - low) / 2;
    const char *there = string_at(catalogue, size, sentences, middle);
    if (there == NULL) return NULL;
    const int order = strcmp(sentence, there);
    if (order == 0) {
      return string_at(catalogue, size, number_at(catalogue + MO_TRANSLATIONS), middle);
    }
    if (order < 0) {
      high = middle;
    } else {
      low = middle + 1;
    }
  }
  return NULL;
}

const char *text(const char *sentence)
{
  if (!chinese || sentence[0] == '\0') return sentence;
  const char *found = text_find(embedded_chinese[0].data, embedded_chinese[0].size, sentence);
  return found == NULL ? sentence : found;
}

bool text_is_chinese(void)
{
  return chinese;
}

bool text_is_utf8(void)
{
  return utf8;
}

/* The locale the environment names for a category, whether or not the system has it. */
static const char *environment_locale(const char *category)
{
  const char *const names[] = {"LC_ALL", category, "LANG"};
  for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
    const char *value = getenv(names[i]);
    if (value != NULL && value[0] != '\0') return value;
  }
  return "";
}

static bool names_utf8(const char *locale)
{
  return strcasestr(locale, "UTF-8") != NULL || strcasestr(locale, "UTF8") != NULL;
}

void text_choose(const char *name)
{
  chinese = strncmp(name == NULL ? environment_locale("LC_MESSAGES") : name, "zh", 2) == 0;
  (void)setlocale(LC_CTYPE, "");
  utf8 = strcmp(nl_langinfo(CODESET), "UTF-8") == 0 || names_utf8(environment_locale("LC_CTYPE"));
  if (strcmp(nl_langinfo(CODESET), "UTF-8") != 0) (void)setlocale(LC_CTYPE, "C.UTF-8");
}
