/* Owns the parsing of XML. Never fetches, expands or declares anything. */
#include "client/sheet/xml.h"

#include <stdlib.h>
#include <string.h>

#include "client/text.h"

enum { BETWEEN = '\x1f' }; /* between a name's namespace and itself */

struct reading {
  XML_Parser parser;
  const struct xml_handler *handler;
  unsigned depth;
  bool stopped;  /* by the handler */
  bool refused;  /* by what no sheet has */
  bool is_wrong; /* no XML */
};

static const char *const namespaces[] = {
    "http://schemas.openxmlformats.org/spreadsheetml/2006/main",
    "http://purl.oclc.org/ooxml/spreadsheetml/main",
    "http://schemas.openxmlformats.org/package/2006/relationships",
};

static const char *local_name(const char *name)
{
  const char *at = strchr(name, BETWEEN);
  if (at == NULL) return name;
  for (size_t i = 0; i < sizeof namespaces / sizeof namespaces[0]; i++) {
    const size_t length = strlen(namespaces[i]);
    if ((size_t)(at - name) == length && memcmp(name, namespaces[i], length) == 0) return at + 1;
  }
  return "";
}

static void stop(struct reading *reading, bool *why)
{
  *why = true;
  (void)XML_StopParser(reading->parser, XML_FALSE);
}

static void on_start(void *data, const XML_Char *name, const XML_Char **attributes)
{
  struct reading *reading = data;
  const struct xml_handler *handler = reading->handler;
  if (reading->stopped || reading->refused) return;
  if (++reading->depth > XML_DEPTH_MAX) {
    stop(reading, &reading->refused);
    return;
  }
  if (handler->on_start == NULL) return;
  if (!handler->on_start(handler->data, local_name(name),
                         (const char *const *)(uintptr_t)attributes)) {
    stop(reading, &reading->stopped);
  }
}

static void on_end(void *data, const XML_Char *name)
{
  struct reading *reading = data;
  const struct xml_handler *handler = reading->handler;
  if (reading->stopped || reading->refused) return;
  reading->depth--;
  if (handler->on_end == NULL) return;
  if (!handler->on_end(handler->data, local_name(name))) stop(reading, &reading->stopped);
}

static void on_text(void *data, const XML_Char *bytes, int size)
{
  struct reading *reading = data;
  const struct xml_handler *handler = reading->handler;
  if (reading->stopped || reading->refused || handler->on_text == NULL) return;
  if (!handler->on_text(handler->data, bytes, (size_t)size)) stop(reading, &reading->stopped);
}

static void on_doctype(void *data, const XML_Char *name, const XML_Char *system_id,
                       const XML_Char *public_id, int has_internal)
{
  (void)name;
  (void)system_id;
  (void)public_id;
  (void)has_internal;
  struct reading *reading = data;
  stop(reading, &reading->refused);
}

static bool on_bytes(void *data, const char *bytes, size_t size, bool is_last)
{
  struct reading *reading = data;
  const enum XML_Status status = XML_Parse(reading->parser, bytes, (int)size, is_last);
  reading->is_wrong = status != XML_STATUS_OK && !reading->stopped && !reading->refused;
  return status == XML_STATUS_OK;
}

static bool conclude(const struct reading *reading, const struct archive *archive,
                     struct error *error)
{
  if (reading->refused) {
    return error_set(error, JIEDUI__CODE__INVALID,
                     text("%s declares what no spreadsheet program writes: copy the rows into a "
                          "new workbook and import that."),
                     archive->path);
  }
  return !reading->is_wrong ||
         error_set(error, JIEDUI__CODE__INVALID,
                   text("%s is damaged: open it in the spreadsheet program and save it again, as "
                        ".xlsx or CSV UTF-8."),
                   archive->path);
}

bool xml_read(struct archive *archive, const char *part, const struct xml_handler *handler,
              bool *stopped, struct error *error)
{
  struct reading reading = {.handler = handler, .parser = XML_ParserCreateNS(NULL, BETWEEN)};
  if (reading.parser == NULL) abort();
  XML_SetUserData(reading.parser, &reading);
  XML_SetElementHandler(reading.parser, on_start, on_end);
  XML_SetCharacterDataHandler(reading.parser, on_text);
  XML_SetStartDoctypeDeclHandler(reading.parser, on_doctype);
  const bool read = archive_read(archive, part, on_bytes, &reading, error) &&
                    conclude(&reading, archive, error);
  XML_ParserFree(reading.parser);
  *stopped = reading.stopped;
  return read;
}

const char *xml_attribute(const char *const *attributes, const char *name)
{
  for (; attributes[0] != NULL; attributes += 2) {
    if (strcmp(attributes[0], name) == 0) return attributes[1];
  }
  return NULL;
}

const char *xml_relationship(const char *const *attributes)
{
  static const char ending[] = "/relationships";
  for (; attributes[0] != NULL; attributes += 2) {
    const char *at = strchr(attributes[0], BETWEEN);
    if (at == NULL || strcmp(at + 1, "id") != 0) continue;
    const size_t length = (size_t)(at - attributes[0]);
    if (length < sizeof ending - 1) continue;
    if (memcmp(at - (sizeof ending - 1), ending, sizeof ending - 1) == 0) return attributes[1];
  }
  return NULL;
}
