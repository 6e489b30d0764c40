/* Owns the list of sealed fields. Never sees a value. */
#include "server/sealing/sealed_fields.h"

#include <stdlib.h>

enum { FIELDS = 64 };

static struct {
  const ProtobufCFieldDescriptor *field;
  const char *place;
} sealed[FIELDS];
static size_t n_sealed;

static void add(const struct schema_field *field)
{
  if (sealed_fields_find(field->descriptor) != NULL) return;
  if (n_sealed == FIELDS) abort();
  sealed[n_sealed].field = field->descriptor;
  sealed[n_sealed++].place = field->rules->sealed;
}

static void add_message(const struct schema_message *message, int depth)
{
  for (size_t i = 0; i < message->n_fields; i++) {
    const struct schema_field *field = &message->fields[i];
    if (field->rules->sealed != NULL) add(field);
    if (field->message != NULL && depth > 0) add_message(field->message, depth - 1);
  }
}

void sealed_fields_build(const struct schema *schema)
{
  n_sealed = 0;
  for (size_t i = 0; i < schema->n_methods; i++) {
    add_message(schema->methods[i].input, 2);
    add_message(schema->methods[i].output, 2);
  }
}

const char *sealed_fields_find(const ProtobufCFieldDescriptor *field)
{
  for (size_t i = 0; i < n_sealed; i++) {
    if (sealed[i].field == field) return sealed[i].place;
  }
  return NULL;
}

size_t sealed_fields_count(void)
{
  return n_sealed;
}

const char *sealed_fields_at(size_t place)
{
  return sealed[place].place;
}
