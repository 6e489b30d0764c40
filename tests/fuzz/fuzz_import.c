/* fuzz.import: a file of any bytes as an import reads it: encoding, CSV, header, values. The first
 * byte chooses the import. */
#include <assert.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "client/columns.h"
#include "client/plain.h"
#include "client/reader.h"
#include "client/value.h"
#include "tests/fuzz/target.h"

struct reading {
  struct arena *arena;
  const struct schema_message *type;
  struct columns columns;
  size_t records;
  struct error error;
};

/* The type of the n-th import's rows. */
static const struct schema_message *choose(size_t n)
{
  struct error error;
  const struct schema *schema = schema_get(&error);
  assert(schema != NULL);
  const struct schema_message *kinds[64];
  size_t found = 0;
  for (size_t i = 0; i < schema->n_methods && found < 64; i++) {
    const struct schema_method *method = &schema->methods[i];
    if (strcmp(method->output->name, "ImportReply") != 0) continue;
    const struct schema_field *rows = schema_field_find(method->input, "rows");
    if (rows != NULL && rows->message != NULL) kinds[found++] = rows->message;
  }
  assert(found > 0);
  return kinds[n % found];
}

static bool on_record(void *data, const struct record *record)
{
  struct reading *reading = data;
  struct error error = {0};
  for (size_t i = 0; i < record->n; i++) {
    assert(plain_is_utf8(record->cells[i], strlen(record->cells[i])));
  }
  if (reading->records++ == 0) {
    return columns_read(&reading->columns, reading->arena, reading->type, record, &reading->error);
  }
  ProtobufCMessage *row = value_message(reading->arena, reading->type);
  if (columns_fill(&reading->columns, reading->arena, record, row, &error)) {
    (void)protobuf_c_message_get_packed_size(row);
  } else {
    assert(error.text[0] != '\0');
  }
  return reading->records < 1000;
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
  if (size == 0) return 0;
  char path[64];
  struct source source;
  struct reading reading = {.arena = arena_new(), .type = choose(bytes[0])};
  const int fd = memfd_create("import", MFD_CLOEXEC);
  assert(fd >= 0 && write(fd, bytes + 1, size - 1) == (ssize_t)(size - 1));
  (void)snprintf(path, sizeof path, "/proc/self/fd/%d", fd);
  if (source_open(&source, path, &reading.error)) {
    (void)reader_run(&source, on_record, &reading, &reading.error);
  }
  source_close(&source);
  (void)close(fd);
  arena_free(reading.arena);
  return 0;
}
