/* Owns the making of templates. Never knows a kind by name. */
#include "client/sheet/template.h"

#include <errno.h>
#include <string.h>

#include "client/cell.h"
#include "client/completion.h"
#include "client/folder.h"
#include "client/help.h"
#include "client/message.h"
#include "client/program.h"
#include "client/query.h"
#include "client/sheet/layout.h"
#include "client/text.h"

enum { KIND, OUTPUT, SCALE };

static struct local_flag flags[] = {
    {"KIND", NULL, TEXT_LATER("What the rows are: students, staff, needs ..."), true},
    {"--output", NULL, TEXT_LATER("Where the workbook goes, KIND.xlsx if not given."), false},
    {"--scale", NULL,
     TEXT_LATER("Of answer sheets: only as many columns as this scale has items; needs a login."),
     false},
    {NULL, NULL, NULL, false}};

int template_items(struct client *client, const char *scale, struct error *error)
{
  struct query query;
  struct outcome outcome = {0};
  int32_t items = 0;
  query_init(&query, client);
  const struct query_value values[] = {{"scale", scale}, {NULL, NULL}};
  const bool asked = query_ask(&query, "ScaleService.ShowScale", values, &outcome, error);
  if (asked && outcome.reply != NULL) {
    const struct schema_method *method =
        schema_method_find(client->schema, "ScaleService.ShowScale");
    const struct schema_field *field = schema_field_find(method->output, "items");
    if (field != NULL && cell_count(outcome.reply, field) > 0) {
      items = *(const int32_t *)cell_at(outcome.reply, field, 0);
    }
  }
  query_close(&query);
  if (items == 0 && asked) {
    (void)error_set(error, JIEDUI__CODE__NOT_FOUND,
                    text("How many items the scale \"%s\" has is not known; scale list shows what "
                         "there is."),
                    scale);
  }
  return items;
}

static bool write_book(struct client *client, const struct layout *layout,
                       struct output *output, struct error *error)
{
  struct book book;
  if (!book_open(&book, output->fresh, layout->kind)) return folder_refuse(output->path, error);
  layout_write(layout, &book, client->arena);
  return (book_close(&book) || folder_refuse(output->path, error)) && output_finish(output, error);
}

static bool prepare(struct client *client, struct layout *layout, struct error *error)
{
  struct flag_set set = {.arena = client->arena, .options = &client->options, .locals = flags};
  if (!flags_parse(&set, &client->arguments, error) ||
      !layout_find(layout, client->schema, client->arena, flags[KIND].value, error)) {
    return false;
  }
  if (flags[SCALE].value == NULL) return true;
  const int items = template_items(client, flags[SCALE].value, error);
  if (items > 0) layout_narrow(layout, items);
  return items > 0;
}

int template_run(struct client *client)
{
  struct error error;
  struct layout layout;
  struct output output = {0};
  if (program_has_flag(&client->arguments, "--help", "-h")) {
    help_print_flags(client, &client->command, flags);
    return 0;
  }
  if (!prepare(client, &layout, &error)) return message_error(&error);
  const char *path = flags[OUTPUT].value;
  if (path == NULL) path = arena_printf(client->arena, "%s.xlsx", layout.kind);
  const bool written = output_begin(&output, path, client->options.yes, &error) &&
                       write_book(client, &layout, &output, &error);
  output_discard(&output);
  if (!written) return message_error(&error);
  message_print(text("The template is %s: fill it in, then `jiedui import %s %s`."), path,
                layout.kind, path);
  return 0;
}

void template_complete(struct client *client)
{
  struct command command;
  for (size_t i = 0; command_get(client->schema, i, &command); i++) {
    if (strcmp(command.words, "template") == 0) completion_print(client, &command, flags);
  }
}
