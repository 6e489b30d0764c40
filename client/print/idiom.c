/* Owns the words for codes on paper. Never reads a message. */
#include "client/print/idiom.h"

#include <ctype.h>
#include <string.h>

#include "client/text.h"

/* Grades as the rosters count them: the tens say the stage, the ones the year in it. */
static const char *grade(const char *value)
{
  static const char *const primary[] = {"一年级", "二年级", "三年级", "四年级", "五年级", "六年级"};
  static const char *const junior[] = {"初一", "初二", "初三", "初四"};
  static const char *const senior[] = {"高一", "高二", "高三", "高四"};
  if (!isdigit((unsigned char)value[0]) || !isdigit((unsigned char)value[1]) || value[2] != '\0') {
    return value;
  }
  const size_t year = (size_t)(value[1] - '1');
  if (value[0] == '1' && year < 6) return primary[year];
  if (value[0] == '2' && year < 4) return junior[year];
  if (value[0] == '3' && year < 4) return senior[year];
  return value;
}

/* One slot, such as Mon4. */
static const char *slot(struct arena *arena, const char *code, size_t length)
{
  static const char *const days[][2] = {{"Mon", "周一"}, {"Tue", "周二"}, {"Wed", "周三"},
                                        {"Thu", "周四"}, {"Fri", "周五"}, {"Sat", "周六"},
                                        {"Sun", "周日"}};
  const int rest = (int)length - 3;
  for (size_t i = 0; rest > 0 && i < sizeof days / sizeof days[0]; i++) {
    if (strncmp(code, days[i][0], 3) != 0) continue;
    return text_is_chinese() ? arena_printf(arena, "%s第%.*s节", days[i][1], rest, code + 3)
                             : arena_printf(arena, "%s %.*s", days[i][0], rest, code + 3);
  }
  return arena_printf(arena, "%.*s", (int)length, code);
}

static const char *slots(struct arena *arena, const char *value)
{
  const char *said = "";
  while (*value != '\0') {
    const size_t length = strcspn(value, ";");
    said = arena_printf(arena, "%s%s%s", said,
                        said[0] == '\0'     ? ""
                        : text_is_chinese() ? "、"
                                            : ", ",
                        slot(arena, value, length));
    value += length + (value[length] == ';' ? 1 : 0);
  }
  return said;
}

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

/* A part of a figure is a group, a kind, a level or a grade, and only its row says which. */
static const char *part(const char *value)
{
  static const char *const names[] = {"Group", "RecordKind", "MeetingKind", "WarningLevel"};
  struct error error;
  const struct schema *schema = schema_get(&error);
  for (size_t i = 0; schema != NULL && i < sizeof names / sizeof names[0]; i++) {
    const struct schema_enum *e = find_enum(schema, names[i]);
    const struct schema_enum_value *found = e == NULL ? NULL : schema_enum_by_word(e, value);
    if (found != NULL && found->n_words > 0) return found->words[0];
  }
  return grade(value);
}

const char *idiom_of(struct arena *arena, const struct schema_field *field, const char *value)
{
  if (strcmp(field->name, "slots") == 0) return slots(arena, value);
  if (strcmp(field->name, "grade") == 0 && text_is_chinese()) return grade(value);
  if (strcmp(field->name, "part") == 0 && text_is_chinese()) return part(value);
  return value;
}
