/* Owns the list of sealed fields. Never sees a value. */
#include "server/sealing/sealed_fields.h"

#include <stdlib.h>
#include <string.h>

#include "common/arena.h"
#include "common/embedded.h"
#include "google/protobuf/descriptor.pb-c.h"

enum { FIELDS = 64 };

static struct {
  const ProtobufCFieldDescriptor *field;
  const char *place;
} sealed[FIELDS];
static size_t n_sealed;

static void add(const ProtobufCFieldDescriptor *field, const char *place)
{
  if (sealed_fields_find(field) != NULL) return;
  if (n_sealed == FIELDS) abort();
  sealed[n_sealed].field = field;
  sealed[n_sealed++].place = place;
}

static void add_message(const struct schema_message *message, int depth)
{
  for (size_t i = 0; i < message->n_fields; i++) {
    const struct schema_field *field = &message->fields[i];
    if (field->rules->sealed != NULL) add(field->descriptor, field->rules->sealed);
    if (field->message != NULL && depth > 0) add_message(field->message, depth - 1);
  }
}

/* The options of a message of proto/internal, which protobuf-c's own descriptors have not. */
static const Google__Protobuf__DescriptorProto *find_internal(
    const Google__Protobuf__FileDescriptorSet *set, const char *name)
{
  for (size_t i = 0; i < set->n_file; i++) {
    for (size_t j = 0; j < set->file[i]->n_message_type; j++) {
      if (strcmp(set->file[i]->message_type[j]->name, name) == 0) {
        return set->file[i]->message_type[j];
      }
    }
  }
  return NULL;
}

static void add_field(struct arena *arena, struct arena *kept,
                      const ProtobufCMessageDescriptor *type,
                      const Google__Protobuf__FieldDescriptorProto *proto)
{
  if (proto->options == NULL) return;
  const size_t size = protobuf_c_message_get_packed_size(&proto->options->base);
  uint8_t *bytes = arena_alloc(arena, size);
  (void)protobuf_c_message_pack(&proto->options->base, bytes);
  const Jiedui__FieldRules *rules =
      jiedui__field_rules__unpack(arena_allocator(arena), size, bytes);
  if (rules == NULL || rules->sealed == NULL) return;
  add(protobuf_c_message_descriptor_get_field_by_name(type, proto->name),
      arena_strdup(kept, rules->sealed));
}

static void add_internal(struct arena *arena, struct arena *kept,
                         const Google__Protobuf__FileDescriptorSet *set,
                         const ProtobufCMessageDescriptor *type, int depth)
{
  const Google__Protobuf__DescriptorProto *proto = find_internal(set, type->short_name);
  for (size_t i = 0; proto != NULL && i < proto->n_field; i++) {
    add_field(arena, kept, type, proto->field[i]);
  }
  for (unsigned i = 0; i < type->n_fields && depth > 0; i++) {
    if (type->fields[i].type != PROTOBUF_C_TYPE_MESSAGE) continue;
    add_internal(arena, kept, set, type->fields[i].descriptor, depth - 1);
  }
}

static void add_steps(struct arena *arena, const struct catalogue *catalogue)
{
  const Google__Protobuf__FileDescriptorSet *set = google__protobuf__file_descriptor_set__unpack(
      arena_allocator(arena), embedded_internal[0].size, embedded_internal[0].data);
  if (set == NULL) abort();
  for (size_t i = 0; i < catalogue->n_operations; i++) {
    const struct operation *operation = &catalogue->operations[i];
    for (size_t j = 0; j < operation->n_steps; j++) {
      add_internal(arena, catalogue->arena, set, operation->steps[j].input, 2);
      add_internal(arena, catalogue->arena, set, operation->steps[j].output, 2);
    }
  }
}

void sealed_fields_build(const struct catalogue *catalogue)
{
  struct arena *arena = arena_new();
  const struct schema *schema = catalogue->schema;
  n_sealed = 0;
  for (size_t i = 0; i < schema->n_methods; i++) {
    add_message(schema->methods[i].input, 2);
    add_message(schema->methods[i].output, 2);
  }
  add_steps(arena, catalogue);
  arena_free(arena);
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
