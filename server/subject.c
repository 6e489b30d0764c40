/* Owns the search for student numbers and keys in messages. Never asks the database. */
#include "server/subject.h"

#include <stdbool.h>
#include <string.h>

enum { STUDENTS_MOST = 10000, NUMBER_LONGEST = 40, DEPTH = 3, KEY_LONGEST = 64,
       ROOM_FIRST = 64 };

struct list {
  struct arena *arena;
  char *text;
  size_t used;
  size_t room;
  size_t n;
  const char *last; /* lists of one student's rows name it again and again */
};

static const char *text_at(const ProtobufCMessage *message, const ProtobufCFieldDescriptor *field)
{
  const char *text = NULL;
  if (field->type != PROTOBUF_C_TYPE_STRING || field->label == PROTOBUF_C_LABEL_REPEATED) {
    return NULL;
  }
  memcpy(&text, (const char *)message + field->offset, sizeof text);
  return text == NULL || text[0] == '\0' ? NULL : text;
}

const char *subject_text(const ProtobufCMessage *message, const char *name)
{
  if (message == NULL) return NULL;
  const ProtobufCFieldDescriptor *field =
      protobuf_c_message_descriptor_get_field_by_name(message->descriptor, name);
  return field == NULL ? NULL : text_at(message, field);
}

/* Only letters and digits make a student number, so that nothing needs quoting. */
static bool is_number(const char *text)
{
  const size_t n = strspn(text, "0123456789"
                                "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz");
  return n > 0 && n < NUMBER_LONGEST && text[n] == '\0';
}

static void add(struct list *list, const char *number)
{
  if (list->n == STUDENTS_MOST || !is_number(number)) return;
  if (list->last != NULL && strcmp(list->last, number) == 0) return;
  const size_t size = strlen(number);
  if (list->used + size + 3 > list->room) {
    list->room = list->room == 0 ? ROOM_FIRST : list->room * 2;
    char *larger = arena_alloc(list->arena, list->room);
    if (list->used > 0) memcpy(larger, list->text, list->used);
    list->text = larger;
  }
  list->text[list->used++] = list->n == 0 ? '{' : ',';
  memcpy(list->text + list->used, number, size);
  list->used += size;
  list->last = number;
  list->n++;
}

static bool is_student(const char *name)
{
  return strcmp(name, "student") == 0 || strcmp(name, "student_no") == 0;
}

static void collect(struct list *list, const ProtobufCMessage *message, unsigned depth);

static void collect_rows(struct list *list, const ProtobufCMessage *message,
                         const ProtobufCFieldDescriptor *field, unsigned depth)
{
  const char *base = (const char *)message;
  size_t n;
  ProtobufCMessage *const *rows;
  memcpy(&n, base + field->quantifier_offset, sizeof n);
  memcpy(&rows, base + field->offset, sizeof rows);
  for (size_t i = 0; i < n && list->n < STUDENTS_MOST; i++) collect(list, rows[i], depth + 1);
}

static void collect(struct list *list, const ProtobufCMessage *message, unsigned depth)
{
  for (unsigned i = 0; i < message->descriptor->n_fields; i++) {
    const ProtobufCFieldDescriptor *field = &message->descriptor->fields[i];
    if (is_student(field->name)) {
      const char *number = text_at(message, field);
      if (number != NULL) add(list, number);
    } else if (field->type == PROTOBUF_C_TYPE_MESSAGE && depth < DEPTH &&
               field->label == PROTOBUF_C_LABEL_REPEATED) {
      collect_rows(list, message, field, depth);
    }
  }
}

const char *subject_students(struct arena *arena, const ProtobufCMessage *request,
                             const ProtobufCMessage *reply)
{
  struct list list = {.arena = arena};
  if (request != NULL) collect(&list, request, 0);
  if (reply != NULL) collect(&list, reply, 0);
  if (list.n == 0) return NULL;
  list.text[list.used++] = '}';
  list.text[list.used] = '\0';
  return list.text;
}

/* Free text never looks like a key, or it is left out. */
static bool is_key(const char *text)
{
  const size_t n = strspn(text, "0123456789-._@/:"
                                "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz");
  return n > 0 && n <= KEY_LONGEST && text[n] == '\0';
}

const char *subject_key(const ProtobufCMessage *request)
{
  static const char *const names[] = {"id", "run", "pairing", "record", "account", "device",
                                      "code", "mentor", "staff", "school", "campus"};
  for (size_t i = 0; request != NULL && i < sizeof names / sizeof *names; i++) {
    const char *text = subject_text(request, names[i]);
    if (text != NULL && is_key(text)) return text;
  }
  return NULL;
}
