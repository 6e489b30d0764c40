/* Owns the making of a schema from a descriptor set. Never answers questions about it. */
#include "common/schema_build.h"

#include <stdlib.h>
#include <string.h>

#include "common/arena.h"
#include "common/schema_comments.h"
#include "common/words.h"
#include "google/protobuf/descriptor.pb-c.h"
#include "services.h"

enum { PATH_MESSAGE = 4, PATH_FIELD = 2, PATH_SERVICE = 6, PATH_METHOD = 2, PATH_DEPTH = 4 };

/* A file of the descriptor set. */
struct file {
  const Google__Protobuf__FileDescriptorProto *proto;
  struct schema_comment *comments;
};

/* A message of the descriptor set, and what was made of it so far. */
struct message_entry {
  const char *name; /* ListStudentsRequest */
  const Google__Protobuf__DescriptorProto *proto;
  const struct file *file;
  int32_t index;                /* in the file, for its comments */
  struct schema_message *built; /* NULL until a method reaches it */
};

struct enum_entry {
  const char *name; /* Group */
  const Google__Protobuf__EnumDescriptorProto *proto;
  struct schema_enum *built; /* NULL until a field reaches it */
};

struct builder {
  struct arena *kept;    /* lives with the schema */
  struct arena *scratch; /* freed when the schema stands */
  struct file *files;
  size_t n_files;
  struct message_entry *messages; /* sorted by name */
  struct enum_entry *enums;       /* sorted by name */
  size_t n_messages, n_enums;
  const char *missing; /* the first name that was not found, else NULL */
};

/* What is handed out, and the memory that it lives in. */
struct kept_schema {
  struct schema schema;
  struct arena *arena;
};

static const Jiedui__MethodRules no_method_rules = JIEDUI__METHOD_RULES__INIT;
static const Jiedui__FieldRules no_field_rules = JIEDUI__FIELD_RULES__INIT;

/* Both entry structs begin with their name. */
static int compare_names(const void *a, const void *b)
{
  return strcmp(*(const char *const *)a, *(const char *const *)b);
}

/* Our options are unknown fields of the options message: read its bytes as a message that knows. */
static void *read_rules(struct builder *b, const ProtobufCMessage *options,
                        const ProtobufCMessageDescriptor *descriptor)
{
  const size_t size = protobuf_c_message_get_packed_size(options);
  uint8_t *bytes = arena_alloc(b->scratch, size);
  (void)protobuf_c_message_pack(options, bytes);
  return protobuf_c_message_unpack(descriptor, arena_allocator(b->kept), size, bytes);
}

static char **copy_words(struct builder *b, const Jiedui__ValueRules *rules)
{
  return rules == NULL ? NULL : arena_copy(b->kept, rules->word, rules->n_word * sizeof(char *));
}

static const struct schema_enum *build_enum(struct builder *b, const ProtobufCEnumDescriptor *d)
{
  struct enum_entry *entry =
      bsearch(&d->short_name, b->enums, b->n_enums, sizeof *entry, compare_names);
  if (entry == NULL) {
    b->missing = d->name;
    return NULL;
  }
  if (entry->built != NULL) return entry->built;
  struct schema_enum *e = arena_alloc(b->kept, sizeof *e);
  e->name = d->short_name;
  e->n_values = entry->proto->n_value;
  e->values = arena_alloc(b->kept, e->n_values * sizeof *e->values);
  const char *prefix = words_snake(b->scratch, e->name);
  for (size_t i = 0; i < e->n_values; i++) {
    const Google__Protobuf__EnumValueDescriptorProto *value = entry->proto->value[i];
    const Jiedui__ValueRules *rules =
        value->options == NULL
            ? NULL
            : read_rules(b, &value->options->base, &jiedui__value_rules__descriptor);
    e->values[i] = (struct schema_enum_value){
        .name = arena_strdup(b->kept, value->name),
        .label = words_without_prefix(words_lower(b->kept, value->name), prefix),
        .number = value->number,
        .n_words = rules == NULL ? 0 : rules->n_word,
        .words = copy_words(b, rules)};
  }
  return entry->built = e;
}

static const struct schema_message *build_message(struct builder *b,
                                                  const ProtobufCMessageDescriptor *d);

static void build_field(struct builder *b, const struct message_entry *entry, size_t i,
                        struct schema_field *field)
{
  const Google__Protobuf__FieldDescriptorProto *proto = entry->proto->field[i];
  const int32_t path[] = {PATH_MESSAGE, entry->index, PATH_FIELD, (int32_t)i};
  field->descriptor =
      protobuf_c_message_descriptor_get_field_by_name(entry->built->descriptor, proto->name);
  field->rules = proto->options == NULL
                     ? NULL
                     : read_rules(b, &proto->options->base, &jiedui__field_rules__descriptor);
  if (field->rules == NULL) field->rules = &no_field_rules;
  field->help = schema_comments_find(entry->file->comments, b->kept, path, PATH_DEPTH);
  if (field->descriptor == NULL) {
    b->missing = entry->name;
    return;
  }
  field->name = field->descriptor->name;
  if (field->descriptor->type == PROTOBUF_C_TYPE_MESSAGE) {
    field->message = build_message(b, field->descriptor->descriptor);
  } else if (field->descriptor->type == PROTOBUF_C_TYPE_ENUM) {
    field->enumeration = build_enum(b, field->descriptor->descriptor);
  }
}

static const struct schema_message *build_message(struct builder *b,
                                                  const ProtobufCMessageDescriptor *d)
{
  struct message_entry *entry =
      bsearch(&d->short_name, b->messages, b->n_messages, sizeof *entry, compare_names);
  if (entry == NULL) {
    b->missing = d->name;
    return NULL;
  }
  if (entry->built != NULL) return entry->built;
  struct schema_message *message = arena_alloc(b->kept, sizeof *message);
  entry->built = message;
  message->name = d->short_name;
  message->descriptor = d;
  message->n_fields = entry->proto->n_field;
  message->fields = arena_alloc(b->kept, message->n_fields * sizeof *message->fields);
  for (size_t i = 0; i < message->n_fields; i++) build_field(b, entry, i, &message->fields[i]);
  return message;
}

/* StudentService.ListStudents → path student/list_students, command "student list". */
static void name_method(struct builder *b, struct schema_method *method, const char *service,
                        const char *name)
{
  const size_t length = strlen(service);
  const size_t suffix = strlen("Service");
  const bool ends = length > suffix && strcmp(service + length - suffix, "Service") == 0;
  const char *noun = words_snake(
      b->scratch,
      arena_printf(b->scratch, "%.*s", (int)(ends ? length - suffix : length), service));
  const char *snake = words_snake(b->scratch, name);
  method->name = arena_printf(b->kept, "%s.%s", service, name);
  method->path = arena_printf(b->kept, "%s/%s", noun, snake);
  method->command = method->rules->command;
  if (method->command == NULL && method->rules->import != NULL) {
    method->command = arena_printf(b->kept, "import %s", method->rules->import);
  } else if (method->command == NULL && method->rules->export != NULL) {
    method->command = arena_printf(b->kept, "export %s", method->rules->export);
  } else if (method->command == NULL) {
    method->command = arena_printf(b->kept, "%s %.*s", words_hyphened(b->scratch, noun),
                                   (int)strcspn(snake, "_"), snake);
  }
}

static void build_method(struct builder *b, const struct file *file, const int32_t at[2],
                         struct schema_method *method)
{
  const Google__Protobuf__ServiceDescriptorProto *service = file->proto->service[at[0]];
  const Google__Protobuf__MethodDescriptorProto *proto = service->method[at[1]];
  const int32_t path[] = {PATH_SERVICE, at[0], PATH_METHOD, at[1]};
  method->rules = proto->options == NULL
                      ? NULL
                      : read_rules(b, &proto->options->base, &jiedui__method_rules__descriptor);
  if (method->rules == NULL) method->rules = &no_method_rules;
  method->help = schema_comments_find(file->comments, b->kept, path, PATH_DEPTH);
  method->service_help = schema_comments_find(file->comments, b->kept, path, 2);
  name_method(b, method, service->name, proto->name);

  const ProtobufCServiceDescriptor *const *services = contract_services;
  while (*services != NULL && strcmp((*services)->short_name, service->name) != 0) services++;
  const ProtobufCMethodDescriptor *descriptor =
      *services == NULL ? NULL
                        : protobuf_c_service_descriptor_get_method_by_name(*services, proto->name);
  if (descriptor == NULL) {
    b->missing = method->name;
    return;
  }
  method->input = build_message(b, descriptor->input);
  method->output = build_message(b, descriptor->output);
}

/* Unpacks the set's files without where everything stands in them. */
static bool read_files(struct builder *b, const uint8_t *set, size_t size)
{
  const uint8_t *at = set;
  struct schema_part part;
  while (schema_part_next(&at, set + size, &part)) b->n_files++;
  if (at != set + size) return false;
  b->files = arena_alloc(b->scratch, b->n_files * sizeof *b->files);
  at = set;
  for (struct file *file = b->files; schema_part_next(&at, set + size, &part); file++) {
    ProtobufCBinaryData rest;
    if (!schema_comments_split(b->scratch, part.bytes, part.size, &file->comments, &rest)) {
      return false;
    }
    file->proto = google__protobuf__file_descriptor_proto__unpack(arena_allocator(b->scratch),
                                                                  rest.len, rest.data);
    if (file->proto == NULL) return false;
  }
  return true;
}

static void index_file(struct builder *b, const struct file *file)
{
  const Google__Protobuf__FileDescriptorProto *proto = file->proto;
  for (size_t i = 0; i < proto->n_message_type; i++) {
    b->messages[b->n_messages++] = (struct message_entry){.name = proto->message_type[i]->name,
                                                          .proto = proto->message_type[i],
                                                          .file = file,
                                                          .index = (int32_t)i};
  }
  for (size_t i = 0; i < proto->n_enum_type; i++) {
    b->enums[b->n_enums++] =
        (struct enum_entry){.name = proto->enum_type[i]->name, .proto = proto->enum_type[i]};
  }
}

/* Sorts the messages and enums by name. Returns how many methods there are. */
static size_t index_files(struct builder *b)
{
  size_t n_messages = 0, n_enums = 0, n_methods = 0;
  for (size_t f = 0; f < b->n_files; f++) {
    const Google__Protobuf__FileDescriptorProto *proto = b->files[f].proto;
    n_messages += proto->n_message_type;
    n_enums += proto->n_enum_type;
    for (size_t s = 0; s < proto->n_service; s++) n_methods += proto->service[s]->n_method;
  }
  b->messages = arena_alloc(b->scratch, n_messages * sizeof *b->messages);
  b->enums = arena_alloc(b->scratch, n_enums * sizeof *b->enums);
  for (size_t f = 0; f < b->n_files; f++) index_file(b, &b->files[f]);
  qsort(b->messages, b->n_messages, sizeof *b->messages, compare_names);
  qsort(b->enums, b->n_enums, sizeof *b->enums, compare_names);
  return n_methods;
}

static void build_methods(struct builder *b, struct schema *schema)
{
  for (size_t f = 0; f < b->n_files; f++) {
    const struct file *file = &b->files[f];
    for (int32_t s = 0; s < (int32_t)file->proto->n_service; s++) {
      for (int32_t m = 0; m < (int32_t)file->proto->service[s]->n_method; m++) {
        build_method(b, file, (const int32_t[]){s, m}, &schema->methods[schema->n_methods++]);
      }
    }
  }
  qsort(schema->methods, schema->n_methods, sizeof *schema->methods, compare_names);
}

const struct schema *schema_build(const uint8_t *set, size_t size, struct error *error)
{
  struct builder b = {.kept = arena_new(), .scratch = arena_new()};
  struct schema *schema = NULL;
  if (!read_files(&b, set, size)) {
    (void)error_set(error, JIEDUI__CODE__INTERNAL, "The program's own contract cannot be read.");
  } else {
    struct kept_schema *kept = arena_alloc(b.kept, sizeof *kept);
    kept->arena = b.kept;
    schema = &kept->schema;
    schema->methods = arena_alloc(b.kept, index_files(&b) * sizeof *schema->methods);
    build_methods(&b, schema);
  }
  if (b.missing != NULL) {
    (void)error_set(error, JIEDUI__CODE__INTERNAL, "The program's own contract lacks %s.",
                    b.missing);
    schema = NULL;
  }
  arena_free(b.scratch);
  if (schema == NULL) arena_free(b.kept);
  return schema;
}
