/* Owns the sending of the queue: what is taken out, what stays and why. Never writes a record. */
#include "client/queue_send.h"

#include <string.h>

#include "client/cell.h"
#include "client/message.h"
#include "client/offline.h"
#include "client/query.h"
#include "client/queue_commands.h"
#include "client/queue_view.h"
#include "client/reference.h"
#include "client/text.h"

struct sending {
  struct client *client;
  struct queue *queue;
  struct query query;
  const char *account; /* as the server knows the caller */
  int32_t only;        /* the number asked for, 0 for all that wait */
  Jiedui__QueueRow **rows;
  size_t n_rows, n_stored, n_refused, n_left;
  int code; /* why it could not go on, 0 if it can */
};

/* The server says who is calling: what a file of this machine says is not enough. */
static int ask_account(struct sending *s)
{
  const ProtobufCMessage *reply = NULL;
  const int code = query_run(&s->query, "SessionService.ShowSession", NULL, &reply);
  if (code != 0) return code;
  const struct schema_method *method =
      schema_method_find(s->client->schema, "SessionService.ShowSession");
  s->account = cell_text(s->client->arena, reply, schema_field_find(method->output, "account"),
                         CELL_PLAIN);
  return 0;
}

/* Codes that say nothing about the record: it waits for a better time. */
static bool is_passing(Jiedui__Code code)
{
  switch (code) {
    case JIEDUI__CODE__UNAUTHENTICATED:
    case JIEDUI__CODE__UNAVAILABLE:
    case JIEDUI__CODE__DEADLINE_EXCEEDED:
    case JIEDUI__CODE__RESOURCE_EXHAUSTED:
    case JIEDUI__CODE__UNKNOWN_OUTCOME:
      return true;
    default:
      return false;
  }
}

static bool keep(struct sending *s, int32_t number, const Jiedui__QueuedCall *item)
{
  struct error error;
  if (s->client->options.dry_run || queue_save(s->queue, number, item, &error)) return true;
  s->code = message_error(&error);
  return false;
}

/* It is in the database: now, or since an earlier try. */
static bool take_out(struct sending *s, int32_t number, const struct schema_method *method,
                     const struct outcome *outcome)
{
  struct error error;
  Jiedui__QueueRow *row = s->rows[s->n_rows - 1];
  const struct schema_field *id = schema_field_find(method->output, "id");
  row->state = queue_view_word(s->client, TEXT_LATER("stored"));
  row->reason = NULL;
  if (id != NULL && !s->client->options.dry_run) {
    row->id = (char *)(uintptr_t)cell_text(s->client->arena, outcome->reply, id, CELL_PLAIN);
  }
  s->n_stored++;
  if (s->client->options.dry_run || queue_remove(s->queue, number, &error)) return true;
  s->code = message_error(&error);
  return false;
}

static bool refuse(struct sending *s, int32_t number, Jiedui__QueuedCall *item,
                   Jiedui__Status *status)
{
  Jiedui__QueueRow *row = s->rows[s->n_rows - 1];
  item->refusal = status;
  row->state = queue_view_word(s->client, TEXT_LATER("rejected"));
  row->reason = (char *)(uintptr_t)message_sentence(s->client->arena, status);
  s->n_refused++;
  return keep(s, number, item);
}

/* Whom a name means could not be told: no server was there, or nobody or several were meant. */
static bool leave(struct sending *s, int32_t number, Jiedui__QueuedCall *item,
                  const struct error *error)
{
  Jiedui__Status *status = arena_alloc(s->client->arena, sizeof *status);
  jiedui__status__init(status);
  status->has_code = 1;
  status->code = error->code;
  status->text = arena_strdup(s->client->arena, error->text);
  if (!is_passing(error->code)) return refuse(s, number, item, status);
  s->n_rows--;
  s->code = message_error(error);
  return false;
}

/* Sends the request of an item; a name in it becomes the student's number for good, since a request
 * id stands for one body. Before, the item says that its end is not known, so that whoever
 * is killed in between leaves no wrong word behind. False when the queue cannot go on. */
static bool call_server(struct sending *s, int32_t number, Jiedui__QueuedCall *item,
                        ProtobufCMessage *request)
{
  struct error error;
  struct outcome outcome;
  struct caller *caller = &s->query.caller;
  const protobuf_c_boolean unsure = item->unsure;
  struct call call = {schema_method_find(s->client->schema, item->method), request, {0}};
  memcpy(call.request_id, item->request_id.data, sizeof call.request_id);
  caller->campus = item->campus;
  if (!reference_resolve(s->client, caller, call.method, request, &error)) {
    return leave(s, number, item, &error);
  }
  item->body.len = protobuf_c_message_get_packed_size(request);
  item->body.data = arena_alloc(s->client->arena, item->body.len + 1);
  (void)protobuf_c_message_pack(request, item->body.data);
  item->tried_at = offline_now(s->client->arena);
  item->has_unsure = item->unsure = 1;
  if (!keep(s, number, item)) return false;
  const bool answered = call_run(caller, &call, s->client->arena, &outcome, &error);
  if (answered && outcome.reply != NULL) return take_out(s, number, call.method, &outcome);
  item->unsure = unsure || outcome.unsure;
  if (answered && !is_passing(outcome.status->code)) {
    return refuse(s, number, item, outcome.status);
  }
  s->n_rows--;
  s->code = answered ? message_status(outcome.status, true) : message_error(&error);
  (void)keep(s, number, item);
  return false;
}

/* One item; false when the queue cannot go on. */
static bool send_one(struct sending *s, int32_t number)
{
  struct error error;
  Jiedui__QueuedCall *item = queue_load(s->queue, number, &error);
  if (item == NULL) {
    const int code = message_error(&error);
    if (s->only != 0) s->code = code;
    s->n_left++;
    return true;
  }
  if (strcmp(item->account, s->account) != 0) {
    message_print(text("Record %d was written by %s and waits until that account sends it."),
                  number, item->account);
    s->n_left++;
    return true;
  }
  if (item->refusal != NULL && s->only == 0) {
    s->n_left++;
    return true;
  }
  ProtobufCMessage *request = queue_view_request(s->client, item);
  if (request == NULL) {
    message_print(text("Record %d is of a kind this program does not know (%s): it is left."),
                  number, item->method);
    s->n_left++;
    return true;
  }
  s->rows[s->n_rows++] = queue_view_row(s->client, number, item, s->account);
  return call_server(s, number, item, request);
}

static int conclude(struct sending *s, size_t n)
{
  struct error error;
  const size_t left = n - s->n_stored - s->n_refused;
  if (!queue_view_rows(s->client, s->rows, s->n_rows, &error)) return message_error(&error);
  message_print(text("Stored: %zu, refused: %zu, still waiting: %zu."), s->n_stored, s->n_refused,
                left);
  if (s->n_refused > 0) {
    message_print("%s", text("What was refused stays: `jiedui queue show NUMBER` says why and how "
                             "to write it anew; then `jiedui queue remove NUMBER`."));
  }
  if (s->client->options.dry_run) {
    message_print("%s", text("This was a dry run: nothing was stored."));
  }
  if (s->code != 0) return s->code;
  return s->n_refused > 0 ? JIEDUI__CODE__PARTIAL : 0;
}

static int send_all(struct sending *s)
{
  struct error error;
  const int32_t asked[] = {s->only, 0};
  const int32_t *numbers = s->only != 0 ? asked : queue_numbers(s->queue, &error);
  if (numbers == NULL) return message_error(&error);
  size_t n = 0;
  while (numbers[n] != 0) n++;
  s->rows = arena_alloc(s->client->arena, (n + 1) * sizeof(Jiedui__QueueRow *));
  if (n == 0) {
    message_print("%s", text("No record waits on this machine."));
    return queue_view_rows(s->client, s->rows, 0, &error) ? 0 : message_error(&error);
  }
  if (!queue_hold(s->queue, &error)) return message_error(&error);
  const int code = ask_account(s);
  if (code != 0) return code;
  for (size_t i = 0; i < n && send_one(s, numbers[i]) && s->code == 0; i++) continue;
  return conclude(s, n);
}

int queue_send_run(struct client *client)
{
  struct error error;
  struct queue queue;
  struct sending sending = {.client = client, .queue = &queue};
  query_init(&sending.query, client);
  const int code = queue_start(client, &queue, &sending.only, &error) ? send_all(&sending)
                                                                      : message_error(&error);
  query_close(&sending.query);
  queue_close(&queue);
  return code;
}
