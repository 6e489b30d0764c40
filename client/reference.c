/* Owns the way from a student's name to the number. Never chooses between two. */
#include "client/reference.h"

#include <ctype.h>
#include <string.h>

#include "client/cell.h"
#include "client/message.h"
#include "client/text.h"
#include "client/value.h"
#include "student.pb-c.h"

static const char find_name[] = "StudentService.FindStudent";

/* A letter and digits: right or wrong, it is meant as a number. */
static bool is_number(const char *typed)
{
  return typed[0] != '\0' && strchr("GJLgjl", typed[0]) != NULL &&
         isdigit((unsigned char)typed[1]) != 0;
}

static bool find(struct client *client, struct caller *caller, char **typed, struct error *error)
{
  struct outcome outcome;
  const struct schema_method *method = schema_method_find(client->schema, find_name);
  ProtobufCMessage *request = value_message(client->arena, method->input);
  struct call call = {.method = method, .request = request};
  uuid_v4(call.request_id);
  if (!value_set(client->arena, request, schema_field_find(method->input, "student"), *typed,
                 error) ||
      !call_run(caller, &call, client->arena, &outcome, error)) {
    return false;
  }
  if (outcome.reply == NULL) {
    return error_set(error, outcome.status->code, text("--student %s: %s"), *typed,
                     message_sentence(client->arena, outcome.status));
  }
  const Jiedui__FindStudentReply *found =
      (const Jiedui__FindStudentReply *)(const void *)outcome.reply;
  message_print(text("%s is %s of class %s, %s."), *typed, found->name, found->class_name,
                cell_mask(client->arena, found->student_no));
  *typed = found->student_no;
  return true;
}

bool reference_resolve(struct client *client, struct caller *caller,
                       const struct schema_method *method, ProtobufCMessage *request,
                       struct error *error)
{
  const struct schema_field *field = schema_field_find(method->input, "student");
  if (field == NULL || field->descriptor->type != PROTOBUF_C_TYPE_STRING || method->rules->open ||
      strcmp(method->name, find_name) == 0) {
    return true;
  }
  for (size_t i = 0; i < cell_count(request, field); i++) {
    char **typed = (char **)(uintptr_t)cell_at(request, field, i);
    if (!is_number(*typed) && !find(client, caller, typed, error)) return false;
  }
  return true;
}
