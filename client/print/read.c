/* Owns a form's head: titles, calls, flags. Never draws. */
#include "client/print/read.h"

#include <string.h>

#include "client/print/forms.h"
#include "client/print/refer.h"
#include "client/text.h"

bool read_fail(struct reading *reading, const char *what, const char *name)
{
  return error_set(reading->error, JIEDUI__CODE__INTERNAL, "%s.form: %s: %s.", reading->form->name,
                   what, name == NULL ? "?" : name);
}

const char *read_string(struct reading *reading, const json_t *json)
{
  return arena_strdup(reading->form->arena, json_is_string(json) ? json_string_value(json) : "");
}

bool read_keys(struct reading *reading, const json_t *json, const char *const *known)
{
  const char *key;
  json_t *value;
  if (!json_is_object(json)) return read_fail(reading, "no object", known[0]);
  json_object_foreach((json_t *)(uintptr_t)json, key, value)
  {
    size_t i = 0;
    while (known[i] != NULL && strcmp(known[i], key) != 0) i++;
    if (known[i] == NULL) return read_fail(reading, "unknown key", key);
  }
  return true;
}

bool read_words(struct reading *reading, const json_t *json, struct words *words)
{
  const char *bad = NULL;
  if (json == NULL) return true;
  const json_t *chinese = json_array_get(json, 0);
  const json_t *english = json_array_get(json, 1);
  if (json_array_size(json) != 2 || !json_is_string(chinese) || !json_is_string(english)) {
    return read_fail(reading, "[Chinese, English] is wanted", json_string_value(chinese));
  }
  *words = (struct words){read_string(reading, chinese), read_string(reading, english)};
  if (refer_is_good(reading->form, words->chinese, &bad) &&
      refer_is_good(reading->form, words->english, &bad)) {
    return true;
  }
  return read_fail(reading, "no such field", bad);
}

bool read_reference(struct reading *reading, const json_t *json, struct reference *reference)
{
  if (json == NULL) return true;
  const char *name = json_string_value(json);
  if (name != NULL && refer_find(reading->form, name, reference)) return true;
  return read_fail(reading, "no such field", name);
}

static bool add_slot(struct reading *reading, const char *name, const struct schema_message *type,
                     size_t *slot)
{
  struct form *form = reading->form;
  if (form->n_slots == FORM_SLOTS) return read_fail(reading, "too many names", name);
  *slot = form->n_slots++;
  form->slots[*slot] = (struct slot){name, type};
  return true;
}

bool read_rows(struct reading *reading, const json_t *json, const char *name,
               struct reference *rows, size_t *slot)
{
  if (!read_reference(reading, json, rows)) return false;
  if (rows->field == NULL) return true;
  if (rows->field->message == NULL) {
    return read_fail(reading, "no list of rows", json_string_value(json));
  }
  return add_slot(reading, name, rows->field->message, slot);
}

static bool add_flag(struct reading *reading, const char *name, const struct schema_field *field)
{
  struct form *form = reading->form;
  for (size_t i = 0; i < form->n_flags; i++) {
    if (strcmp(form->flags[i].name, name) != 0) continue;
    form->flags[i].required |= field->rules->required != 0;
    return true;
  }
  if (form->n_flags == FORM_FLAGS) return read_fail(reading, "too many flags", name);
  form->flags[form->n_flags++] = (struct form_flag){name, field, field->rules->required};
  return true;
}

/* "--flag", "=constant" or "slot.field". */
static bool read_value(struct reading *reading, const struct schema_field *field,
                       const json_t *json, struct call_value *value)
{
  const char *word = read_string(reading, json);
  value->field = field->name;
  if (word[0] == '=') {
    value->constant = word + 1;
    return true;
  }
  if (strncmp(word, "--", 2) == 0) {
    value->flag = word;
    return add_flag(reading, word, field);
  }
  return read_reference(reading, json, &value->from);
}

static bool read_values(struct reading *reading, const json_t *json, struct form_call *call)
{
  const char *name;
  json_t *given;
  call->values =
      arena_alloc(reading->form->arena, (json_object_size(json) + 1) * sizeof *call->values);
  json_object_foreach((json_t *)(uintptr_t)json, name, given)
  {
    const struct schema_field *field = schema_field_find(call->method->input, name);
    if (field == NULL) return read_fail(reading, "no such field of the request", name);
    if (!read_value(reading, field, given, &call->values[call->n_values++])) return false;
  }
  return true;
}

static bool read_call(struct reading *reading, const json_t *json, struct form_call *call)
{
  static const char *const known[] = {"as", "method", "with", "optional", NULL};
  if (!read_keys(reading, json, known)) return false;
  const char *name = read_string(reading, json_object_get(json, "method"));
  call->method = schema_method_find(reading->schema, name);
  if (call->method == NULL) return read_fail(reading, "no such method", name);
  call->optional = json_is_true(json_object_get(json, "optional"));
  return read_values(reading, json_object_get(json, "with"), call) &&
         add_slot(reading, read_string(reading, json_object_get(json, "as")), call->method->output,
                  &call->slot);
}

static bool read_calls(struct reading *reading, const json_t *json, struct calls *calls)
{
  calls->list =
      arena_alloc(reading->form->arena, (json_array_size(json) + 1) * sizeof *calls->list);
  for (size_t i = 0; i < json_array_size(json); i++) {
    if (!read_call(reading, json_array_get(json, i), &calls->list[calls->n++])) return false;
  }
  return true;
}

static bool read_copies(struct reading *reading, const json_t *json)
{
  static const char *const known[] = {"rows", "as", "calls", NULL};
  struct form *form = reading->form;
  if (json == NULL) return true;
  return read_keys(reading, json, known) &&
         read_rows(reading, json_object_get(json, "rows"),
                   read_string(reading, json_object_get(json, "as")), &form->copies,
                   &form->copy_slot) &&
         read_calls(reading, json_object_get(json, "calls"), &form->copy_calls);
}

static bool add_common(struct reading *reading)
{
  size_t slot = 0;
  const struct schema_method *session =
      schema_method_find(reading->schema, "SessionService.ShowSession");
  const struct schema_method *plan = schema_method_find(reading->schema, "PlanService.ShowPlan");
  return session != NULL && plan != NULL && add_slot(reading, "session", session->output, &slot) &&
         add_slot(reading, "plan", plan->output, &slot);
}

static bool read_head(struct reading *reading, const json_t *json)
{
  static const char *const known[] = {"number", "title",  "help",  "landscape", "framed", "code",
                                      "calls",  "copies", "parts", "like",      NULL};
  struct form *form = reading->form;
  form->number = read_string(reading, json_object_get(json, "number"));
  form->landscape = json_is_true(json_object_get(json, "landscape"));
  form->framed = json_is_true(json_object_get(json, "framed"));
  if (!read_keys(reading, json, known) || !add_common(reading) ||
      !read_calls(reading, json_object_get(json, "calls"), &form->calls) ||
      !read_copies(reading, json_object_get(json, "copies")) ||
      !read_reference(reading, json_object_get(json, "code"), &form->code) ||
      !read_words(reading, json_object_get(json, "title"), &form->title) ||
      !read_words(reading, json_object_get(json, "help"), &form->help)) {
    return false;
  }
  if (form->title.chinese == NULL || form->help.chinese == NULL || form->number[0] == '\0') {
    return read_fail(reading, "number, title and help are wanted", "");
  }
  return read_parts(reading, json_object_get(json, "parts"), &form->parts, &form->n_parts);
}

/* The file as JSON, with what it takes from the form it is like. */
static json_t *load(const char *name, struct error *error)
{
  json_error_t fault;
  const struct embedded *file = forms_find(name);
  if (file == NULL) {
    (void)error_set(error, JIEDUI__CODE__INTERNAL, text("%s.form: no such file."), name);
    return NULL;
  }
  json_t *json = json_loadb((const char *)file->data, file->size, JSON_REJECT_DUPLICATES, &fault);
  if (json == NULL) {
    (void)error_set(error, JIEDUI__CODE__INTERNAL, "%s.form: line %d: %s.", name, fault.line,
                    fault.text);
    return NULL;
  }
  const char *like = json_string_value(json_object_get(json, "like"));
  json_t *other = like == NULL || strcmp(like, name) == 0 ? NULL : load(like, error);
  if (other != NULL) (void)json_object_update_missing(json, other);
  if (like != NULL && other == NULL) json_object_clear(json);
  json_decref(other);
  return json;
}

struct form *read_json(struct arena *arena, const struct schema *schema, const char *name,
                       const json_t *json, struct error *error)
{
  struct form *form = arena_alloc(arena, sizeof *form);
  struct reading reading = {.form = form, .schema = schema, .error = error};
  form->arena = arena;
  form->name = arena_strdup(arena, name);
  return read_head(&reading, json) ? form : NULL;
}

struct form *read_form(struct arena *arena, const struct schema *schema, const char *name,
                       struct error *error)
{
  json_t *json = load(name, error);
  struct form *form = json == NULL ? NULL : read_json(arena, schema, name, json, error);
  json_decref(json);
  return form;
}
