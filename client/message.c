/* Owns the lines on standard error. Never decides what went wrong. */
#include "client/message.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "client/plain.h"
#include "client/text.h"
#include "common/arena.h"

enum { LINE_BYTES = 2048 };

void message_print(const char *format, ...)
{
  char line[LINE_BYTES];
  va_list arguments;
  va_start(arguments, format);
  (void)vsnprintf(line, sizeof line, format, arguments);
  va_end(arguments);
  plain_clean(line);
  (void)fprintf(stderr, "jiedui: %s\n", line);
}

int message_error(const struct error *error)
{
  message_print("%s", text(error->text));
  return (int)error->code;
}

/* What a person can do where the server's sentence does not say it, else NULL. */
static const char *remedy(Jiedui__Code code, bool had_session)
{
  if (code == JIEDUI__CODE__UNAUTHENTICATED && had_session) {
    return text("Use `jiedui login --account NAME`.");
  }
  if (code == JIEDUI__CODE__DEADLINE_EXCEEDED) {
    return text("Allow more time with --timeout SECONDS.");
  }
  if (code == JIEDUI__CODE__UNKNOWN_OUTCOME) {
    return text("Look at what is stored before doing it again.");
  }
  return NULL;
}

static const char *list_values(struct arena *arena, const Jiedui__Status *status)
{
  const char *list = "";
  for (size_t i = 0; i < status->n_values; i++) {
    const Jiedui__StatusValue *value = status->values[i];
    if (value->name == NULL || value->value == NULL) continue;
    list = arena_printf(arena, "%s%s%s=%s", list, list[0] == '\0' ? " (" : ", ", value->name,
                        value->value);
  }
  return list[0] == '\0' ? "" : arena_printf(arena, "%s)", list);
}

/* A violation that says no more than the status itself gives its field to the one line. */
static const char *only_field(const Jiedui__Status *status)
{
  if (status->n_violations != 1 || status->text == NULL) return NULL;
  const Jiedui__Violation *violation = status->violations[0];
  const bool same = violation->text == NULL || strcmp(violation->text, status->text) == 0;
  return same ? violation->field : NULL;
}

static const char *sentence_of(const Jiedui__Status *status)
{
  const Jiedui__Code code = status->has_code ? status->code : JIEDUI__CODE__INTERNAL;
  return status->text == NULL ? error_code_name(code) : text(status->text);
}

const char *message_sentence(struct arena *arena, const Jiedui__Status *status)
{
  const char *field = only_field(status);
  const char *line = arena_printf(arena, "%s%s%s%s", field == NULL ? "" : field,
                                  field == NULL ? "" : ": ", sentence_of(status),
                                  list_values(arena, status));
  for (size_t i = 0; field == NULL && i < status->n_violations; i++) {
    const Jiedui__Violation *violation = status->violations[i];
    line = arena_printf(arena, "%s %s: %s", line,
                        violation->field == NULL ? "-" : violation->field,
                        violation->text == NULL ? "" : text(violation->text));
  }
  return line;
}

int message_status(const Jiedui__Status *status, bool had_session)
{
  struct arena *arena = arena_new();
  const Jiedui__Code code = status->has_code ? status->code : JIEDUI__CODE__INTERNAL;
  const char *advice = remedy(code, had_session);
  const char *field = only_field(status);
  message_print("%s%s%s%s%s%s", field == NULL ? "" : field, field == NULL ? "" : ": ",
                sentence_of(status), list_values(arena, status), advice == NULL ? "" : " ",
                advice == NULL ? "" : advice);
  for (size_t i = 0; field == NULL && i < status->n_violations; i++) {
    const Jiedui__Violation *violation = status->violations[i];
    message_print("  %s: %s", violation->field == NULL ? "-" : violation->field,
                  violation->text == NULL ? "" : text(violation->text));
  }
  arena_free(arena);
  return (int)code;
}
