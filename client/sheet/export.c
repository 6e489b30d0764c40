/* Owns the way of stored rows into a file. Never knows a kind by name. */
#include "client/sheet/export.h"

#include <string.h>
#include <time.h>

#include "client/cell.h"
#include "client/completion.h"
#include "client/help.h"
#include "client/message.h"
#include "client/program.h"
#include "client/query.h"
#include "client/sheet/sink.h"
#include "client/sheet/template.h"
#include "client/text.h"
#include "client/value.h"

enum { OUTPUT, PAGE = 1000 };

static struct local_flag flags[] = {
    {"--output", NULL, TEXT_LATER("The file to write; its name ends in .xlsx or .csv."), true},
    {NULL, NULL, NULL, false}};

struct export {
  struct client *client;
  const struct schema_method *method;
  ProtobufCMessage *request; /* with the command line's fields */
  struct query query;
  struct layout layout;
  struct output output;
  struct sink sink;
  const char *mark; /* who took the rows out; NULL when they are nobody's */
  size_t rows;
  struct error error;
};

static const char *field_text(struct export *export, const struct schema_message *type,
                              const ProtobufCMessage *message, const char *name)
{
  const struct schema_field *field = schema_field_find(type, name);
  return field == NULL ? "" : cell_text(export->client->arena, message, field, CELL_PLAIN);
}

static bool set_field(struct export *export, ProtobufCMessage *request, const char *name,
                      const char *value)
{
  const struct schema_field *field = schema_field_find(export->method->input, name);
  return field == NULL ||
         value_set(export->client->arena, request, field, value, &export->error);
}

static const char *now_text(struct arena *arena)
{
  char moment[32] = "";
  const time_t now = time(NULL);
  struct tm parts;
  if (localtime_r(&now, &parts) != NULL) {
    (void)strftime(moment, sizeof moment, "%Y-%m-%d %H:%M", &parts);
  }
  return arena_strdup(arena, moment);
}

/* Who, of which campus, when and why; also opens the connection. */
static int make_mark(struct export *export)
{
  struct arena *arena = export->client->arena;
  const ProtobufCMessage *session = NULL;
  if (!export->method->rules->has_reason) return 0;
  const int code = query_run(&export->query, "SessionService.ShowSession", NULL, &session);
  if (code != 0) return code;
  const struct schema_message *type =
      schema_method_find(export->client->schema, "SessionService.ShowSession")->output;
  export->mark = arena_printf(
      arena, text("exported by %s, %s %s, on %s: %s"), field_text(export, type, session, "account"),
      field_text(export, type, session, "campus_code"),
      field_text(export, type, session, "campus_name"), now_text(arena),
      field_text(export, export->method->input, export->request, "reason"));
  return 0;
}

/* The key of the last row, as the operation continues after it. */
static const char *key_of(struct export *export, const struct schema_message *type,
                          const ProtobufCMessage *row)
{
  const char *key = NULL;
  for (size_t i = 0; i < export->layout.n; i++) {
    if (!export->layout.fields[i]->rules->key) continue;
    const struct schema_field *field = schema_field_find(type, export->layout.fields[i]->name);
    const char *part =
        field == NULL ? "" : cell_text(export->client->arena, row, field, CELL_PLAIN);
    key = key == NULL ? part : arena_printf(export->client->arena, "%s\x1f%s", key, part);
  }
  return key == NULL ? "" : key;
}

static bool write_rows(struct export *export, const ProtobufCMessage *reply, const char **after)
{
  const struct schema_field *rows = schema_field_find(export->method->output, "rows");
  const size_t n = cell_count(reply, rows);
  for (size_t i = 0; i < n; i++) {
    const ProtobufCMessage *row = cell_message(reply, rows, i);
    if (!sink_row(&export->sink, rows->message, row, &export->error)) return false;
  }
  export->rows += n;
  *after = n < PAGE ? NULL
                    : key_of(export, rows->message, cell_message(reply, rows, n - 1));
  return true;
}

/* One page; *after is where the next one begins, NULL when there is none. */
static int run_page(struct export *export, const char **after)
{
  struct client *client = export->client;
  struct arena *scratch = arena_new();
  struct outcome outcome;
  ProtobufCMessage *request =
      arena_copy(client->arena, export->request, export->request->descriptor->sizeof_message);
  struct call call = {.method = export->method, .request = request};
  uuid_v4(call.request_id);
  int code = 0;
  if (!set_field(export, request, "limit", arena_printf(client->arena, "%d", PAGE)) ||
      (*after != NULL && !set_field(export, request, "after", *after)) ||
      !call_run(&export->query.caller, &call, scratch, &outcome, &export->error)) {
    code = message_error(&export->error);
  } else if (outcome.reply == NULL) {
    code = message_status(outcome.status, export->query.caller.has_session);
  } else if (!write_rows(export, outcome.reply, after)) {
    code = message_error(&export->error);
  }
  arena_free(scratch);
  return code;
}

static int fetch(struct export *export)
{
  const char *after = NULL;
  if (!export->query.is_open) {
    export->query.is_open = true;
    if (!client_open(export->client, &export->query.caller, export->method, &export->error)) {
      return message_error(&export->error);
    }
  }
  do {
    const int code = run_page(export, &after);
    if (code != 0) return code;
  } while (after != NULL);
  return 0;
}

static int write_file(struct export *export, const char *path)
{
  if (!output_begin(&export->output, path, export->client->options.yes, &export->error)) {
    return message_error(&export->error);
  }
  export->sink.layout = &export->layout;
  export->sink.arena = export->client->arena;
  export->sink.output = &export->output;
  if (!sink_open(&export->sink, export->mark, &export->error)) {
    return message_error(&export->error);
  }
  const int code = fetch(export);
  const bool closed = sink_close(&export->sink, export->mark, &export->error);
  if (code != 0) return code;
  if (!closed || !output_finish(&export->output, &export->error)) {
    return message_error(&export->error);
  }
  message_print(text("%s: %zu rows are in %s."), export->layout.kind, export->rows, path);
  if (export->mark != NULL) {
    message_print("%s", text("The file holds personal data: keep it safe, and delete it when it "
                             "has served."));
  }
  return 0;
}

static bool is_missing(const struct export *export, const char *name)
{
  const struct schema_field *field = schema_field_find(export->method->input, name);
  return field != NULL && cell_count(export->request, field) == 0;
}

static bool narrow(struct export *export)
{
  const struct schema_field *scale = schema_field_find(export->method->input, "scale");
  if (scale == NULL || cell_count(export->request, scale) == 0) return true;
  const int items = template_items(
      export->client, field_text(export, export->method->input, export->request, "scale"),
      &export->error);
  if (items > 0) layout_narrow(&export->layout, items);
  return items > 0;
}

static bool prepare(struct export *export)
{
  struct client *client = export->client;
  export->request = value_message(client->arena, export->method->input);
  struct flag_set set = {.arena = client->arena,
                         .options = &client->options,
                         .fields = export->method->input,
                         .message = export->request,
                         .locals = flags};
  if (!flags_parse(&set, &client->arguments, &export->error)) return false;
  if (client->options.help) return true;
  if (is_missing(export, "reason")) {
    return error_set(&export->error, JIEDUI__CODE__USAGE,
                     text("--reason is missing: say why you take the rows out; the file and the "
                          "audit keep it."));
  }
  return sink_kind(flags[OUTPUT].value, &export->sink.is_book, &export->error) &&
         layout_find(&export->layout, client->schema, client->arena,
                     export->method->rules->export, &export->error) &&
         narrow(export);
}

/* "export" alone is the command when a flag stands between it and its kind, or none is given. */
static bool find_method(struct export *export)
{
  struct client *client = export->client;
  struct arguments *arguments = &client->arguments;
  const char *kinds = "";
  const size_t at =
      command_skip_options(arguments, arguments->command_at + arguments->command_words);
  export->method = client->command.method;
  for (size_t i = 0; export->method == NULL && i < client->schema->n_methods; i++) {
    const struct schema_method *method = &client->schema->methods[i];
    if (method->rules->export == NULL) continue;
    if (at < arguments->n && strcmp(arguments->tokens[at], method->rules->export) == 0) {
      return error_set(&export->error, JIEDUI__CODE__USAGE,
                       text("Put the kind right after the command: `jiedui %s`."),
                       method->command);
    }
    kinds = arena_printf(client->arena, "%s%s%s", kinds, kinds[0] == '\0' ? "" : ", ",
                         method->rules->export);
  }
  return export->method != NULL ||
         error_set(&export->error, JIEDUI__CODE__USAGE,
                   text("What is to be exported is missing: name one of %s."), kinds);
}

int export_run(struct client *client)
{
  struct export export = {.client = client};
  query_init(&export.query, client);
  if (client->command.method == NULL && program_has_flag(&client->arguments, "--help", "-h")) {
    return help_print_list(client->schema, "export") ? 0 : JIEDUI__CODE__USAGE;
  }
  if (!find_method(&export) || !prepare(&export)) return message_error(&export.error);
  if (client->options.help) {
    help_print_flags(client, &client->command, flags);
    return 0;
  }
  int code = make_mark(&export);
  if (code == 0) code = write_file(&export, flags[OUTPUT].value);
  output_discard(&export.output);
  query_close(&export.query);
  return code;
}

void export_complete(struct client *client)
{
  struct command command;
  for (size_t i = 0; command_get(client->schema, i, &command); i++) {
    if (command.method == NULL || command.method->rules->export == NULL) continue;
    completion_print(client, &command, flags);
  }
}
