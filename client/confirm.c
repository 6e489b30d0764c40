/* Owns the question before a command. Never makes the call that it is about. */
#include "client/confirm.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "client/cell.h"
#include "client/message.h"
#include "client/table.h"
#include "client/text.h"

/* Of a request with flags that make it one to ask about, one of them has to be given. */
static bool is_asked_about(const struct schema_method *method, const ProtobufCMessage *request)
{
  bool conditional = false;
  for (size_t i = 0; i < method->input->n_fields; i++) {
    const struct schema_field *field = &method->input->fields[i];
    if (!field->rules->asks) continue;
    if (cell_count(request, field) > 0) return true;
    conditional = true;
  }
  return !conditional;
}

bool confirm_is_wanted(const struct options *options, const struct schema_method *method,
                       const ProtobufCMessage *request)
{
  return method->rules->confirm != NULL && !options->yes && !options->dry_run &&
         is_asked_about(method, request);
}

bool confirm_can_ask(const struct schema_method *method, struct error *error)
{
  if (isatty(STDIN_FILENO) != 0 && isatty(STDERR_FILENO) != 0) return true;
  return error_set(error, JIEDUI__CODE__USAGE,
                   text("`%s` asks before it acts, and there is no terminal to ask on: look with "
                        "--dry-run, then say --yes."),
                   method->command);
}

static bool is_yes(const char *answer)
{
  static const char *const words[] = {"y", "Y", "yes", "Yes", "YES", "是", "好"};
  for (size_t i = 0; i < sizeof words / sizeof words[0]; i++) {
    if (strcmp(answer, words[i]) == 0) return true;
  }
  return false;
}

int confirm_ask(const struct schema_method *method)
{
  char answer[64] = "";
  (void)fprintf(stderr, "%s [y/N] ", text(method->rules->confirm));
  (void)fflush(stderr);
  const bool answered = fgets(answer, sizeof answer, stdin) != NULL;
  answer[strcspn(answer, "\r\n")] = '\0';
  if (!answered) (void)fputc('\n', stderr);
  if (is_yes(answer)) return 0;
  message_print("%s", text("Nothing was done."));
  return JIEDUI__CODE__USAGE;
}

/* Shows what the call would do. */
static int rehearse(struct caller *caller, const struct call *call, struct arena *arena)
{
  struct error error;
  struct outcome outcome;
  struct call rehearsal = *call;
  uuid_v4(rehearsal.request_id);
  caller->dry_run = true;
  const bool answered = call_run(caller, &rehearsal, arena, &outcome, &error);
  caller->dry_run = false;
  if (!answered) return message_error(&error);
  if (outcome.reply == NULL) return message_status(outcome.status, caller->has_session);
  message_print("%s", text("It would come to this; nothing is stored yet:"));
  table_print_counts(stderr, call->method->output, outcome.reply);
  return 0;
}

int confirm_call(const struct options *options, struct caller *caller, const struct call *call,
                 struct arena *arena)
{
  struct error error;
  if (!confirm_is_wanted(options, call->method, call->request)) return 0;
  if (!confirm_can_ask(call->method, &error)) return message_error(&error);
  const int code = call->method->rules->dry_run ? rehearse(caller, call, arena) : 0;
  return code == 0 ? confirm_ask(call->method) : code;
}
