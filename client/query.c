/* Owns the calls of a program that makes several. Never prints an answer. */
#include "client/query.h"

#include <assert.h>

#include "client/message.h"
#include "client/reference.h"
#include "client/value.h"

void query_init(struct query *query, struct client *client)
{
  *query = (struct query){.client = client, .caller = {.connection = {.fd = -1}}};
}

void query_close(struct query *query)
{
  if (query->is_open) client_close(query->client, &query->caller);
  query->is_open = false;
}

static bool fill(struct query *query, const struct schema_method *method,
                 const struct query_value *values, ProtobufCMessage *request, struct error *error)
{
  for (; values != NULL && values->name != NULL; values++) {
    if (values->value == NULL) continue;
    const struct schema_field *field = schema_field_find(method->input, values->name);
    assert(field != NULL); /* names stand in the program, and a test calls each */
    struct error cause;
    if (!value_set(query->client->arena, request, field, values->value, &cause)) {
      return error_set(error, cause.code, "%s: %s", values->name, cause.text);
    }
  }
  return true;
}

bool query_ask(struct query *query, const char *name, const struct query_value *values,
               struct outcome *outcome, struct error *error)
{
  struct client *client = query->client;
  const struct schema_method *method = schema_method_find(client->schema, name);
  assert(method != NULL);
  ProtobufCMessage *request = value_message(client->arena, method->input);
  if (!fill(query, method, values, request, error)) return false;
  if (!query->is_open) {
    query->is_open = true;
    if (!client_open(client, &query->caller, method, error)) return false;
  }
  if (!reference_resolve(client, &query->caller, method, request, error)) return false;
  struct call call = {.method = method, .request = request};
  uuid_v4(call.request_id);
  return call_run(&query->caller, &call, client->arena, outcome, error);
}

int query_run(struct query *query, const char *method, const struct query_value *values,
              const ProtobufCMessage **reply)
{
  struct error error;
  struct outcome outcome;
  if (!query_ask(query, method, values, &outcome, &error)) return message_error(&error);
  if (outcome.reply == NULL) return message_status(outcome.status, query->caller.has_session);
  *reply = outcome.reply;
  return 0;
}
