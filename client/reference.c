/* Owns the way from a person's name to the number. Never chooses between two. */
#include "client/reference.h"

#include <ctype.h>
#include <string.h>

#include "client/cell.h"
#include "client/message.h"
#include "client/text.h"
#include "client/value.h"
#include "staff.pb-c.h"
#include "student.pb-c.h"

/* A letter and digits: right or wrong, it is meant as a number. */
static bool is_student_number(const char *typed)
{
  return typed[0] != '\0' && strchr("GJLgjl", typed[0]) != NULL &&
         isdigit((unsigned char)typed[1]) != 0;
}

/* Campuses number their staff as they like; what has a digit is no name and no pinyin. */
static bool is_staff_number(const char *typed)
{
  bool has_digit = false;
  for (; *typed != '\0'; typed++) {
    if (isascii((unsigned char)*typed) == 0) return false;
    has_digit = has_digit || isdigit((unsigned char)*typed) != 0;
  }
  return has_digit;
}

static char *take_student(struct client *client, const ProtobufCMessage *reply, const char *typed)
{
  const Jiedui__FindStudentReply *found = (const Jiedui__FindStudentReply *)(const void *)reply;
  message_print(text("%s is %s of class %s, %s."), typed, found->name, found->class_name,
                cell_mask(client->arena, found->student_no));
  return found->student_no;
}

static char *take_staff(struct client *client, const ProtobufCMessage *reply, const char *typed)
{
  const Jiedui__FindStaffReply *found = (const Jiedui__FindStaffReply *)(const void *)reply;
  (void)client;
  message_print(text("%s is %s, %s."), typed, found->name, found->staff_no);
  return found->staff_no;
}

struct person {
  const char *field;  /* of a request, and the flag's name */
  const char *method; /* which finds the person */
  const char *asked;  /* its field */
  bool (*is_number)(const char *typed);
  char *(*take)(struct client *client, const ProtobufCMessage *reply, const char *typed);
};

static const char find_student[] = "StudentService.FindStudent";
static const char find_staff[] = "StaffService.FindStaff";

static const struct person persons[] = {
    {"student", find_student, "student", is_student_number, take_student},
    {"mentor", find_staff, "staff", is_staff_number, take_staff},
    {"staff", find_staff, "staff", is_staff_number, take_staff},
    {"deputy", find_staff, "staff", is_staff_number, take_staff},
};

/* Whoever may find nobody may still know a number: the command itself then says what it is. */
static bool may_be_number(const struct person *person, Jiedui__Code code)
{
  return person->is_number == is_staff_number &&
         (code == JIEDUI__CODE__PERMISSION_DENIED || code == JIEDUI__CODE__UNIMPLEMENTED);
}

static bool find(struct client *client, struct caller *caller, const struct person *person,
                 char **typed, struct error *error)
{
  struct outcome outcome;
  const struct schema_method *method = schema_method_find(client->schema, person->method);
  ProtobufCMessage *request = value_message(client->arena, method->input);
  struct call call = {.method = method, .request = request};
  uuid_v4(call.request_id);
  if (!value_set(client->arena, request, schema_field_find(method->input, person->asked), *typed,
                 error) ||
      !call_run(caller, &call, client->arena, &outcome, error)) {
    return false;
  }
  if (outcome.reply != NULL) {
    *typed = person->take(client, outcome.reply, *typed);
    return true;
  }
  return may_be_number(person, outcome.status->code) ||
         error_set(error, outcome.status->code, "--%s %s: %s", person->field, *typed,
                   message_sentence(client->arena, outcome.status));
}

static bool resolve(struct client *client, struct caller *caller, const struct person *person,
                    const struct schema_method *method, ProtobufCMessage *request,
                    struct error *error)
{
  const struct schema_field *field = schema_field_find(method->input, person->field);
  if (field == NULL || field->descriptor->type != PROTOBUF_C_TYPE_STRING) return true;
  for (size_t i = 0; i < cell_count(request, field); i++) {
    char **typed = (char **)(uintptr_t)cell_at(request, field, i);
    if (!person->is_number(*typed) && !find(client, caller, person, typed, error)) return false;
  }
  return true;
}

bool reference_resolve(struct client *client, struct caller *caller,
                       const struct schema_method *method, ProtobufCMessage *request,
                       struct error *error)
{
  if (method->rules->open || strcmp(method->name, find_student) == 0 ||
      strcmp(method->name, find_staff) == 0) {
    return true;
  }
  for (size_t i = 0; i < sizeof persons / sizeof persons[0]; i++) {
    if (!resolve(client, caller, &persons[i], method, request, error)) return false;
  }
  return true;
}

const char *reference_help(const char *field)
{
  for (size_t i = 0; i < sizeof persons / sizeof persons[0]; i++) {
    if (strcmp(persons[i].field, field) != 0) continue;
    return persons[i].method == find_student
               ? text("A name, pinyin, initials, or class/seat will do.")
               : text("A name, pinyin or initials will do.");
  }
  return NULL;
}
