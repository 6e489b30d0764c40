/* Owns files on their way into a call and out of an answer. Never looks at what is in them. */
#include "client/attachment.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

#include "client/cause.h"
#include "client/cell.h"
#include "client/folder.h"
#include "client/text.h"

static bool fail(struct error *error, const char *path)
{
  return error_set(error, JIEDUI__CODE__LOCAL, "%s: %s.", path, cause_text(errno));
}

bool attachment_read(struct arena *arena, const char *path, ProtobufCBinaryData *bytes,
                     struct error *error)
{
  struct stat info;
  FILE *file = fopen(path, "re");
  if (file == NULL || fstat(fileno(file), &info) != 0) {
    const bool good = fail(error, path);
    if (file != NULL) (void)fclose(file);
    return good;
  }
  if (!S_ISREG(info.st_mode) || info.st_size > ATTACHMENT_MAX) {
    (void)fclose(file);
    return error_set(error, JIEDUI__CODE__USAGE,
                     text("%s is no file that can be sent: it may have 3 MiB."), path);
  }
  bytes->data = arena_alloc(arena, (size_t)info.st_size + 1);
  bytes->len = fread(bytes->data, 1, (size_t)info.st_size, file);
  const bool good = ferror(file) == 0;
  if (!good) (void)fail(error, path);
  (void)fclose(file);
  return good;
}

static const ProtobufCBinaryData *find_file(const struct schema_message *type,
                                            const ProtobufCMessage *reply)
{
  for (size_t i = 0; i < type->n_fields; i++) {
    const struct schema_field *field = &type->fields[i];
    if (field->descriptor->type != PROTOBUF_C_TYPE_BYTES) continue;
    if (cell_count(reply, field) > 0) return cell_at(reply, field, 0);
  }
  return NULL;
}

bool attachment_save(const char *path, bool replace, const struct schema_message *type,
                     const ProtobufCMessage *reply, struct error *error)
{
  const ProtobufCBinaryData *bytes = find_file(type, reply);
  if (bytes == NULL) {
    return error_set(error, JIEDUI__CODE__INVALID, text("The answer has no file to save."));
  }
  return folder_save(path, bytes->data, bytes->len, replace, error);
}
