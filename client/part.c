/* Owns the words for parts of figures and amounts. Never looks at their numbers. */
#include "client/part.h"

#include <stdlib.h>
#include <string.h>

#include "client/cell.h"
#include "client/grade.h"
#include "common/schema.h"
#include "statistics.pb-c.h"

static const struct schema_enum *enum_in(const struct schema_message *message, const char *name)
{
  for (size_t i = 0; i < message->n_fields; i++) {
    const struct schema_enum *e = message->fields[i].enumeration;
    if (e != NULL && strcmp(e->name, name) == 0) return e;
  }
  return NULL;
}

static const struct schema_enum *find_enum(const struct schema *schema, const char *name)
{
  const struct schema_enum *found = NULL;
  for (size_t i = 0; i < schema->n_methods && found == NULL; i++) {
    const struct schema_message *reply = schema->methods[i].output;
    found = enum_in(schema->methods[i].input, name);
    for (size_t f = 0; f < reply->n_fields && found == NULL; f++) {
      if (reply->fields[f].message != NULL) found = enum_in(reply->fields[f].message, name);
    }
  }
  return found;
}

static const char *word_in(const struct schema *schema, const char *name, const char *code)
{
  const struct schema_enum *e = find_enum(schema, name);
  const struct schema_enum_value *value = e == NULL ? NULL : schema_enum_by_word(e, code);
  return value == NULL || value->n_words == 0 ? NULL : value->words[0];
}

/* A number may be a grade or how many students a mentor has: only its row knows. */
static bool is_by_grade(const ProtobufCMessage *row)
{
  const ProtobufCFieldDescriptor *by =
      protobuf_c_message_descriptor_get_field_by_name(row->descriptor, "by");
  int number = 0;
  if (by == NULL || by->descriptor != &jiedui__figure_by__descriptor) return false;
  memcpy(&number, (const char *)row + by->offset, sizeof number);
  return number == JIEDUI__FIGURE_BY__FIGURE_BY_GRADE;
}

const char *part_word(const ProtobufCMessage *row, const char *code)
{
  static const char *const names[] = {"Group", "RecordKind", "MeetingKind", "WarningLevel",
                                      "Stage"};
  struct error error;
  const struct schema *schema = schema_get(&error);
  const char *word = NULL;
  if (is_by_grade(row)) word = grade_word((int32_t)strtol(code, NULL, 10));
  for (size_t i = 0; schema != NULL && word == NULL && i < sizeof names / sizeof names[0]; i++) {
    word = word_in(schema, names[i], code);
  }
  return word == NULL ? code : word;
}
