/* Owns how the queue is shown. Never changes it. */
#include "client/queue_view.h"

#include <stdlib.h>
#include <string.h>

#include "client/answer.h"
#include "client/cell.h"
#include "client/csv.h"
#include "client/json.h"
#include "client/message.h"
#include "client/pager.h"
#include "client/table.h"
#include "client/text.h"
#include "client/value.h"

static const char *const row_labels[] = {"序号", "状态",     "写下时间", "账号",     "学生",
                                         "帮扶类别", "类型", "时间",     "记录编号", "原因"};
static const char *const item_labels[] = {"序号", "状态", "原因",   "写下时间", "发送时间",
                                          "账号", "学校", "本机编号", "请求编号"};

/* A message that no method speaks of, as the printers want it; its first field is the key. */
static struct schema_message *describe(struct arena *arena,
                                       const ProtobufCMessageDescriptor *descriptor,
                                       const char *const *labels)
{
  struct schema_message *type = arena_alloc(arena, sizeof *type);
  *type = (struct schema_message){
      descriptor->short_name, descriptor, descriptor->n_fields,
      arena_alloc(arena, descriptor->n_fields * sizeof(struct schema_field))};
  for (size_t i = 0; i < type->n_fields; i++) {
    Jiedui__FieldRules *rules = arena_alloc(arena, sizeof *rules);
    jiedui__field_rules__init(rules);
    rules->label = labels == NULL ? NULL : (char *)(uintptr_t)labels[i];
    rules->has_key = rules->key = labels != NULL && i == 0;
    type->fields[i] = (struct schema_field){.name = descriptor->fields[i].name,
                                            .help = "",
                                            .rules = rules,
                                            .descriptor = &descriptor->fields[i]};
  }
  return type;
}

static bool is_shown(const struct client *client)
{
  return client->options.format == FORMAT_TABLE;
}

char *queue_view_word(const struct client *client, const char *state)
{
  return (char *)(uintptr_t)(is_shown(client) ? text(state) : state);
}

ProtobufCMessage *queue_view_request(struct client *client, const Jiedui__QueuedCall *call)
{
  const struct schema_method *method = schema_method_find(client->schema, call->method);
  if (method == NULL || !method->rules->queueable) return NULL;
  return protobuf_c_message_unpack(method->input->descriptor, arena_allocator(client->arena),
                                   call->body.len,
                                   call->body.data == NULL ? (const uint8_t *)"" : call->body.data);
}

/* The request's field of that name, NULL where there is none; numbers masked for a person. */
static char *take(struct client *client, const struct schema_method *method,
                  const ProtobufCMessage *request, const char *name)
{
  const struct schema_field *field = schema_field_find(method->input, name);
  if (field == NULL || cell_count(request, field) == 0) return NULL;
  const char *cell =
      cell_text(client->arena, request, field, is_shown(client) ? CELL_SHOWN : CELL_PLAIN);
  const bool masked = is_shown(client) && strcmp(name, "student") == 0 && strlen(cell) == 19;
  return (char *)(uintptr_t)(masked ? cell_mask(client->arena, cell) : cell);
}

Jiedui__QueueRow *queue_view_row(struct client *client, int32_t number,
                                 const Jiedui__QueuedCall *call, const char *account)
{
  Jiedui__QueueRow *row = arena_alloc(client->arena, sizeof *row);
  jiedui__queue_row__init(row);
  row->has_number = 1;
  row->number = number;
  row->state = queue_view_word(client, call->refusal == NULL ? TEXT_LATER("waits")
                                                             : TEXT_LATER("rejected"));
  row->written_at = call->written_at;
  row->account = call->account;
  if (account == NULL || strcmp(account, call->account) != 0) return row;
  const ProtobufCMessage *request = queue_view_request(client, call);
  const struct schema_method *method = schema_method_find(client->schema, call->method);
  if (request != NULL) {
    row->student = take(client, method, request, "student");
    row->group = take(client, method, request, "group");
    row->kind = take(client, method, request, "kind");
    row->held_at = take(client, method, request, "held_at");
  }
  if (call->refusal != NULL) {
    row->reason = (char *)(uintptr_t)message_sentence(client->arena, call->refusal);
  }
  return row;
}

static void print(const struct client *client, const struct schema_message *type,
                  const ProtobufCMessage *message)
{
  switch (client->options.format) {
    case FORMAT_TABLE:
      table_print(stdout, type, message);
      break;
    case FORMAT_JSON:
      json_print(stdout, type, message);
      break;
    case FORMAT_CSV:
      csv_print(stdout, type, message);
      break;
  }
}

bool queue_view_rows(struct client *client, Jiedui__QueueRow **rows, size_t n, struct error *error)
{
  Jiedui__QueueList list = JIEDUI__QUEUE_LIST__INIT;
  struct schema_message *type = describe(client->arena, &jiedui__queue_list__descriptor, NULL);
  type->fields[0].message = describe(client->arena, &jiedui__queue_row__descriptor, row_labels);
  list.n_rows = n;
  list.rows = rows;
  struct pager pager;
  pager_begin(&pager, &client->options);
  print(client, type, &list.base);
  const bool flushed = answer_flush(error);
  pager_end(&pager);
  return flushed;
}

/* 'text', as a shell takes it. */
static const char *quoted(struct arena *arena, const char *given)
{
  char *out = arena_alloc(arena, 4 * strlen(given) + 3);
  char *at = out;
  *at++ = '\'';
  for (const char *c = given; *c != '\0'; c++) {
    if (*c == '\'') {
      memcpy(at, "'\\''", 4);
      at += 4;
    } else {
      *at++ = *c;
    }
  }
  *at = '\'';
  return out;
}

static void print_command(struct client *client, const struct schema_method *method,
                          const ProtobufCMessage *request, const char *campus)
{
  struct arena *arena = client->arena;
  (void)printf("\n%s\n  jiedui", text("To write it anew, corrected:"));
  if (client->options.profile != NULL) {
    (void)printf(" --profile %s", quoted(arena, client->options.profile));
  }
  if (campus != NULL) (void)printf(" --campus %s", quoted(arena, campus));
  (void)printf(" %s", method->command);
  for (size_t i = 0; i < method->input->n_fields; i++) {
    const struct schema_field *field = &method->input->fields[i];
    if (!flags_is_flag(field) || cell_count(request, field) == 0) continue;
    (void)printf(" %s %s", flags_name(arena, field),
                 quoted(arena, cell_text(arena, request, field, CELL_PLAIN)));
  }
  (void)putchar('\n');
}

/* One object: what is known of the item, and its request. */
static void print_json(const struct schema_message *type, const ProtobufCMessage *item,
                       const struct schema_method *method, const ProtobufCMessage *request)
{
  json_t *object = json_of(type, item);
  if (request != NULL &&
      json_object_set_new(object, "request", json_of(method->input, request)) != 0) {
    abort();
  }
  (void)json_dumpf(object, stdout, JSON_INDENT(2));
  (void)putchar('\n');
  json_decref(object);
}

static Jiedui__QueueItem item_of(struct client *client, int32_t number,
                                 const Jiedui__QueuedCall *call)
{
  Jiedui__QueueItem item = JIEDUI__QUEUE_ITEM__INIT;
  const Jiedui__QueueRow *row = queue_view_row(client, number, call, call->account);
  item.has_number = 1;
  item.number = number;
  item.state = row->state;
  item.reason = row->reason;
  item.written_at = call->written_at;
  item.tried_at = call->tried_at;
  item.account = call->account;
  item.campus = call->campus;
  item.machine = call->machine;
  item.request_id = arena_alloc(client->arena, UUID_TEXT);
  uuid_print(call->request_id.data, item.request_id);
  return item;
}

bool queue_view_item(struct client *client, int32_t number, const Jiedui__QueuedCall *call,
                     struct error *error)
{
  const Jiedui__QueueItem item = item_of(client, number, call);
  const struct schema_message *type =
      describe(client->arena, &jiedui__queue_item__descriptor, item_labels);
  const struct schema_method *method = schema_method_find(client->schema, call->method);
  const ProtobufCMessage *request = queue_view_request(client, call);
  struct pager pager;
  pager_begin(&pager, &client->options);
  if (client->options.format == FORMAT_JSON) {
    print_json(type, &item.base, method, request);
  } else {
    print(client, type, &item.base);
    if (is_shown(client) && request != NULL) {
      (void)putchar('\n');
      table_print(stdout, method->input, request);
      print_command(client, method, request, call->campus);
    }
  }
  const bool flushed = answer_flush(error);
  pager_end(&pager);
  return flushed;
}
