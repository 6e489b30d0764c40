/* A part of a workbook read as XML: elements and text by their names, whatever prefixes it uses. */
#ifndef CLIENT_SHEET_XML_H
#define CLIENT_SHEET_XML_H

#include <expat.h>
#include <stdbool.h>

#include "client/sheet/archive.h"

enum { XML_DEPTH_MAX = 32 };

/* What a reader of a part does; any of them may be NULL. A name is without its prefix, and "" for
 * elements that are no workbook's. False stops the reading, with the cause in what `data` is. */
struct xml_handler {
  void *data;
  bool (*on_start)(void *data, const char *name, const char *const *attributes);
  bool (*on_end)(void *data, const char *name);
  bool (*on_text)(void *data, const char *bytes, size_t size);
};

/* Reads the part to its end or until the handler stops, which is no error here: *stopped tells.
 * Refused are document types, with them every entity, and nesting beyond XML_DEPTH_MAX. */
bool xml_read(struct archive *archive, const char *part, const struct xml_handler *handler,
              bool *stopped, struct error *error);

/* The attribute of that name, or NULL. */
const char *xml_attribute(const char *const *attributes, const char *name);
/* The attribute r:id, which names a relationship, or NULL. */
const char *xml_relationship(const char *const *attributes);

#endif
