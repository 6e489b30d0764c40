/* Owns which calls a form makes. Never draws. */
#include "client/print/gather.h"

#include <string.h>

#include "client/cell.h"
#include "client/message.h"
#include "client/query.h"
#include "client/text.h"

struct gathering {
  struct query query;
  const struct local_flag *typed;
};

static const char *typed_value(const struct gathering *gathering, const char *flag)
{
  const struct local_flag *typed = gathering->typed;
  for (; typed->name != NULL; typed++) {
    if (strcmp(typed->name, flag) == 0) return typed->value;
  }
  return NULL;
}

/* As it stands in the reply: a number that is masked on paper is whole in a call. */
static const char *value_of(const struct gathering *gathering, const struct call_value *value,
                            const struct data *data)
{
  if (value->flag != NULL) return typed_value(gathering, value->flag);
  if (value->constant != NULL) return value->constant;
  const ProtobufCMessage *message = data->values[value->from.slot];
  if (message == NULL || cell_count(message, value->from.field) == 0) return NULL;
  return cell_text(data->arena, message, value->from.field, CELL_PLAIN);
}

static int make_call(struct gathering *gathering, const struct form_call *call, struct data *data,
                     bool *missing)
{
  struct error error;
  struct outcome outcome;
  struct query_value *values =
      arena_alloc(data->arena, (call->n_values + 1) * sizeof(struct query_value));
  for (size_t i = 0; i < call->n_values; i++) {
    values[i] =
        (struct query_value){call->values[i].field, value_of(gathering, &call->values[i], data)};
  }
  if (!query_ask(&gathering->query, call->method->name, values, &outcome, &error)) {
    return message_error(&error);
  }
  data->values[call->slot] = outcome.reply;
  if (outcome.reply != NULL) return 0;
  if (outcome.status->code == JIEDUI__CODE__NOT_FOUND && (call->optional || missing != NULL)) {
    if (!call->optional) *missing = true;
    return 0;
  }
  return message_status(outcome.status, gathering->query.caller.has_session);
}

static int make_calls(struct gathering *gathering, const struct calls *calls, struct data *data,
                      bool *missing)
{
  int code = 0;
  for (size_t i = 0; i < calls->n && code == 0 && (missing == NULL || !*missing); i++) {
    code = make_call(gathering, &calls->list[i], data, missing);
  }
  return code;
}

/* A document for each row; a row whose calls find nothing (a pairing without an agreement) is
 * counted and left out. */
static int make_copies(struct gathering *gathering, const struct data *common,
                       struct gathered *gathered)
{
  const struct form *form = common->form;
  const size_t n = data_rows(common, form->copies);
  int code = 0;
  gathered->documents = arena_alloc(common->arena, (n + 1) * sizeof *gathered->documents);
  for (size_t i = 0; i < n && code == 0; i++) {
    bool missing = false;
    struct data *data = &gathered->documents[gathered->n];
    *data = *common;
    data_take(data, form->copies, form->copy_slot, i);
    code = make_calls(gathering, &form->copy_calls, data, &missing);
    gathered->n += missing ? 0 : 1;
    gathered->skipped += missing ? 1 : 0;
  }
  if (code != 0 || gathered->n > 0) return code;
  message_print("%s", text("There is nothing to print: no row was found."));
  return JIEDUI__CODE__NOT_FOUND;
}

static struct data *begin(struct client *client, const struct form *form, struct gathered *gathered)
{
  gathered->documents = arena_alloc(client->arena, sizeof *gathered->documents);
  gathered->documents[0] = (struct data){.form = form, .arena = client->arena};
  gathered->n = 1;
  gathered->skipped = 0;
  return gathered->documents;
}

void gather_blank(struct client *client, const struct form *form, struct gathered *gathered)
{
  begin(client, form, gathered)->blank = true;
}

/* Where we are and in which year: every form's head says it. */
static int ask_common(struct gathering *gathering, struct data *data)
{
  const int code =
      query_run(&gathering->query, "SessionService.ShowSession", NULL, &data->values[SLOT_SESSION]);
  if (code != 0) return code;
  return query_run(&gathering->query, "PlanService.ShowPlan", NULL, &data->values[SLOT_PLAN]);
}

int gather_run(struct client *client, const struct form *form, const struct local_flag *typed,
               struct gathered *gathered)
{
  struct gathering gathering = {.typed = typed};
  struct data *data = begin(client, form, gathered);
  query_init(&gathering.query, client);
  int code = ask_common(&gathering, data);
  if (code == 0) code = make_calls(&gathering, &form->calls, data, NULL);
  if (code == 0 && form->copies.field != NULL) {
    gathered->n = 0;
    code = make_copies(&gathering, data, gathered);
  }
  query_close(&gathering.query);
  return code;
}
