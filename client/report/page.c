/* Owns the page as a file. Never knows what the model says. */
#include "client/report/page.h"

#include <stdlib.h>
#include <string.h>

#include "client/folder.h"
#include "common/buffer.h"
#include "common/embedded.h"

static const struct embedded *part(const char *name)
{
  const struct embedded *file = embedded_page;
  while (strcmp(file->path, name) != 0) file++;
  return file;
}

/* In a script element nothing may look like the element's end or a comment's beginning. */
static void add_escaped(struct buffer *out, const char *json)
{
  for (const char *c = json; *c != '\0';) {
    const size_t plain = strcspn(c, "<>&");
    buffer_append(out, c, plain);
    c += plain;
    if (*c == '\0') break;
    const char *escape = *c == '<' ? "\\u003c" : *c == '>' ? "\\u003e" : "\\u0026";
    buffer_append(out, escape, strlen(escape));
    c++;
  }
}

bool page_write(const char *path, bool replace, const json_t *model, size_t *size,
                struct error *error)
{
  struct buffer page = {0};
  char *json = json_dumps(model, JSON_COMPACT);
  if (json == NULL) abort();
  const struct embedded *head = part("page-head.html");
  const struct embedded *tail = part("page-tail.html");
  buffer_append(&page, head->data, head->size);
  add_escaped(&page, json);
  buffer_append(&page, tail->data, tail->size);
  free(json);
  *size = buffer_size(&page);
  const bool written =
      folder_save(path, buffer_data(&page), buffer_size(&page), replace, error);
  buffer_free(&page);
  return written;
}
