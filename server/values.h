/* Values for a statement of fixed text: as text, or as bytes. They stay the caller's. */
#ifndef SERVER_VALUES_H
#define SERVER_VALUES_H

#include <string.h>

#include "server/binder.h"

enum { VALUES_MOST = 16 };

struct values {
  const char *values[VALUES_MOST];
  int lengths[VALUES_MOST];
  int formats[VALUES_MOST];
  int count;
};

static inline void values_text(struct values *v, const char *text)
{
  v->values[v->count] = text;
  v->lengths[v->count] = text == NULL ? 0 : (int)strlen(text);
  v->formats[v->count++] = 0;
}

static inline void values_bytes(struct values *v, const void *bytes, size_t size)
{
  v->values[v->count] = bytes;
  v->lengths[v->count] = (int)size;
  v->formats[v->count++] = 1;
}

static inline struct binding values_binding(struct values *v)
{
  return (struct binding){v->count, v->values, v->lengths, v->formats};
}

#endif
