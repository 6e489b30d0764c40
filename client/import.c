/* Owns the way of a file's rows to the server and back as a count. Never knows a kind of rows. */
#include "client/import.h"

#include <string.h>

#include "client/answer.h"
#include "client/cell.h"
#include "client/chunk.h"
#include "client/confirm.h"
#include "client/csv.h"
#include "client/keys.h"
#include "client/local.h"
#include "client/message.h"
#include "client/rejects.h"
#include "client/slips.h"
#include "client/tally.h"
#include "client/text.h"
#include "client/value.h"
#include "import.pb-c.h"

/* The places of an import's own flags. */
enum { KIND, FILE_NAME, REJECTS, SLIPS, SHEET };

struct import {
  struct client *client;
  struct caller caller;
  const struct schema_method *method;
  const struct schema_field *rows; /* of the request */
  ProtobufCMessage *request;       /* with the command line's fields */
  struct columns columns;
  struct chunk pair[2];
  struct chunk *chunk;   /* being filled while the other is on its way */
  struct chunk *sent;    /* its answer is to come */
  struct errand *errand; /* its call, NULL where no row of it could be sent */
  struct keys keys;
  struct rejects rejects;
  struct slips slips;
  struct tally tally;
  uint8_t run_id[UUID_BYTES]; /* every chunk's request id follows from it and the chunk's number */
  uint32_t chunks;            /* sent */
  size_t told;                /* lines on standard error */
  size_t stored_line;         /* the last line the server answered for */
  struct error error;         /* why it stopped */
  bool stopped;               /* before the file's end */
  int code;                   /* the exit code then */
};

static bool stop(struct import *import, int code)
{
  import->stopped = true;
  import->code = code;
  return false;
}

/* Stops with import->error. */
static bool fail(struct import *import)
{
  tally_clear_progress();
  return stop(import, message_error(&import->error));
}

/* The sentence of a remark, after its column's name where it has one. */
static const char *describe(struct import *import, const Jiedui__RowRemark *remark)
{
  const char *sentence = remark->text != NULL ? text(remark->text) : remark->constraint;
  if (sentence == NULL) sentence = text("The server gave no reason.");
  const struct schema_field *field =
      remark->column == NULL ? NULL : schema_field_find(import->rows->message, remark->column);
  if (field == NULL) return sentence;
  const char *label =
      text_is_chinese() && field->rules->label != NULL ? field->rules->label : field->name;
  return arena_printf(import->sent->arena, "%s: %s", label, sentence);
}

/* Warnings are told; rejections wait until the chunk's rows are gone through in order. */
static bool take_remarks(struct import *import, const Jiedui__ImportReply *reply)
{
  for (size_t i = 0; i < reply->n_warnings; i++) {
    const struct chunk_row *row = chunk_sent_row(import->sent, reply->warnings[i]->row);
    import->tally.warnings++;
    if (row == NULL) continue;
    tally_tell(&import->told, row->record->line,
               arena_printf(import->sent->arena, text("warning: %s"),
                            describe(import, reply->warnings[i])));
  }
  for (size_t i = 0; i < reply->n_rejected; i++) {
    struct chunk_row *row = chunk_sent_row(import->sent, reply->rejected[i]->row);
    if (row == NULL) {
      return error_set(&import->error, JIEDUI__CODE__INTERNAL,
                       text("The server rejects a row that it was not sent."));
    }
    row->reason = describe(import, reply->rejected[i]);
  }
  for (size_t i = 0; i < reply->n_kept; i++) {
    struct chunk_row *row = chunk_sent_row(import->sent, reply->kept[i]->row);
    if (row != NULL) row->kept = true;
  }
  return true;
}

/* Takes what the server says of the chunk that was sent. */
static bool take_answer(struct import *import)
{
  struct outcome outcome;
  if (!call_finish(import->errand, &outcome, &import->error)) return fail(import);
  if (outcome.reply == NULL) {
    tally_clear_progress();
    return stop(import, message_status(outcome.status, import->caller.has_session));
  }
  const Jiedui__ImportReply *reply = (const Jiedui__ImportReply *)outcome.reply;
  import->tally.stored += reply->stored;
  import->tally.unchanged += reply->unchanged;
  import->stored_line = import->sent->rows[import->sent->n - 1].record->line;
  return (take_remarks(import, reply) &&
          slips_keep(&import->slips, import->sent, &import->error)) ||
         fail(import);
}

/* Waits for the answer of the chunk on its way, if there is one, and writes down what is rejected
 * of it. */
static bool settle_sent(struct import *import)
{
  if (import->errand != NULL && !take_answer(import)) return false;
  import->errand = NULL;
  for (size_t i = 0; i < import->sent->n; i++) {
    const struct chunk_row *row = &import->sent->rows[i];
    if (row->reason == NULL) continue;
    import->tally.rejected++;
    tally_tell(&import->told, row->record->line, row->reason);
    if (!rejects_add(&import->rejects, row->record, row->reason, &import->error)) {
      return fail(import);
    }
  }
  if (import->sent->n > 0) tally_show_progress(&import->tally);
  chunk_reset(import->sent);
  return true;
}

/* One chunk is on its way at a time, so that they are stored in the file's order and the first
 * that fails is the last that was sent; meanwhile the next is read. */
static bool send_chunk(struct import *import)
{
  if (!settle_sent(import)) return false;
  struct chunk *chunk = import->chunk;
  import->chunk = import->sent;
  import->sent = chunk;
  /* Of a file that counts whole, one bad row keeps all at home. */
  const bool spoilt = import->method->rules->whole && chunk->n_sent < chunk->n;
  if (chunk->n_sent == 0 || spoilt) return true;
  struct call call = {.method = import->method, .request = import->request};
  memcpy(call.request_id, import->run_id, UUID_BYTES);
  const uint32_t number = import->chunks++;
  for (int i = 0; i < 4; i++) call.request_id[UUID_BYTES - 1 - i] ^= (uint8_t)(number >> 8 * i);
  chunk_fill(chunk, import->request, import->rows);
  if (!slips_promise(&import->slips, chunk, &import->error)) return fail(import);
  import->errand = call_begin(&import->caller, &call, chunk->arena);
  return true;
}

/* The record's message in the chunk's arena, or NULL with the reason. */
static ProtobufCMessage *make_row(struct import *import, const struct record *record,
                                  const char **reason)
{
  struct error cause;
  struct arena *arena = import->chunk->arena;
  ProtobufCMessage *row = value_message(arena, import->rows->message);
  const bool readable =
      record->fault == NULL || error_set(&cause, JIEDUI__CODE__INVALID, "%s", record->fault);
  const bool fits = readable && columns_fill(&import->columns, arena, record, row, &cause) &&
                    slips_fill(&import->slips, arena, row, &cause);
  const size_t before = keys_add(&import->keys, import->rows->message, row, record->line);
  if (fits && before == 0) return row;
  *reason = fits ? arena_printf(arena, text("Line %zu has the same key already."), before)
                 : arena_strdup(arena, cause.text);
  return NULL;
}

/* A chunk has room for one row more before the row is made. */
static bool take_row(struct import *import, const struct record *record)
{
  const char *reason = NULL;
  if (chunk_is_full(import->chunk, record_size(record))) {
    if (import->method->rules->whole) {
      (void)error_set(&import->error, JIEDUI__CODE__INVALID,
                      text("The file is too long: it is stored whole, in at most %zu rows."),
                      import->chunk->n);
      return fail(import);
    }
    if (!send_chunk(import)) return false;
  }
  import->tally.rows++;
  ProtobufCMessage *row = make_row(import, record, &reason);
  chunk_add(import->chunk, record, row, reason);
  return true;
}

static bool take_header(struct import *import, const struct record *record)
{
  struct arena *arena = import->client->arena;
  if (!columns_read(&import->columns, arena, import->rows->message, record, &import->error)) {
    return fail(import);
  }
  if (import->columns.n_unknown > 0) {
    message_print(text("Columns not known and ignored: %s"),
                  columns_unknown(&import->columns, arena));
  }
  return true;
}

/* An export's last line says who took the rows out; it is no row. */
static bool is_mark(const struct record *record)
{
  for (size_t i = 1; i < record->n; i++) {
    if (record->cells[i][0] != '\0') return false;
  }
  return record->n > 0 && strncmp(record->cells[0], CSV_MARK, strlen(CSV_MARK)) == 0;
}

static bool on_record(void *data, const struct record *record)
{
  struct import *import = data;
  if (is_mark(record)) return true;
  return import->columns.type == NULL ? take_header(import, record) : take_row(import, record);
}

static bool read_file(struct import *import, const char *path)
{
  struct source source;
  const bool opened =
      source_open_sheet(&source, path, local_flags(COMMAND_IMPORT)[SHEET].value, &import->error);
  const bool read = opened && reader_run(&source, on_record, import, &import->error);
  source_close(&source);
  if (import->stopped) return false;
  if (!read) {
    const struct error cause = import->error;
    if (!settle_sent(import)) return false;
    import->error = cause;
    return fail(import);
  }
  if (import->columns.type == NULL) {
    (void)error_set(&import->error, JIEDUI__CODE__INVALID,
                    text("%s is empty: it needs a header row and rows."), path);
    return fail(import);
  }
  return send_chunk(import) && settle_sent(import);
}

/* After a stop half-way: what is stored, and that nothing is lost by starting again. */
static void explain_stop(const struct import *import)
{
  if (import->slips.promised) {
    message_print(text("Whether the accounts of the last %zu rows were made is not known. Their "
                       "one-time passwords are in %s; running the import again takes them over."),
                  import->sent->n_sent, import->slips.pending);
  }
  if (import->stored_line == 0 || import->tally.dry_run) return;
  message_print(
      text("The rows up to line %zu are dealt with (%lld stored, %lld unchanged); running "
           "the import again is harmless."),
      import->stored_line, (long long)import->tally.stored, (long long)import->tally.unchanged);
}

static int conclude(struct import *import, const char *path)
{
  const bool read = read_file(import, path);
  if (!rejects_close(&import->rejects, &import->error)) (void)fail(import);
  if (!read || import->stopped) {
    explain_stop(import);
    return import->code;
  }
  import->tally.slips = import->slips.n;
  tally_print(&import->tally, import->client->options.format);
  if (!answer_flush(&import->error)) return message_error(&import->error);
  return import->tally.rejected > 0 ? JIEDUI__CODE__PARTIAL : 0;
}

static const struct schema_method *find_kind(const struct client *client, const char *kind,
                                             struct error *error)
{
  const char *kinds = "";
  for (size_t i = 0; i < client->schema->n_methods; i++) {
    const struct schema_method *method = &client->schema->methods[i];
    const char *name = method->rules->import;
    if (name == NULL) continue;
    if (strcmp(name, kind) == 0) return method;
    kinds = arena_printf(client->arena, "%s%s%s", kinds, kinds[0] == '\0' ? "" : ", ", name);
  }
  (void)error_set(error, JIEDUI__CODE__USAGE,
                  text("There is no kind of rows \"%s\". The kinds are: %s."), kind, kinds);
  return NULL;
}

/* "import" alone is the command when a flag stands between it and its kind. */
static bool find_method(struct import *import, struct local_flag *kind, struct error *error)
{
  const struct arguments *arguments = &import->client->arguments;
  import->method = import->client->command.method;
  if (import->method != NULL) {
    kind->value = import->method->rules->import;
    return true;
  }
  const size_t after = arguments->command_at + arguments->command_words;
  const size_t at = command_skip_options(arguments, after);
  const char *word = at < arguments->n ? arguments->tokens[at] : "";
  import->method = find_kind(import->client, word, error);
  return import->method != NULL;
}

static bool prepare(struct import *import, struct error *error)
{
  struct client *client = import->client;
  struct local_flag *flags = local_flags(COMMAND_IMPORT);
  for (struct local_flag *flag = flags; flag->name != NULL; flag++) flag->value = NULL;
  if (!find_method(import, &flags[KIND], error)) return false;
  import->request = value_message(client->arena, import->method->input);
  struct flag_set set = {.arena = client->arena,
                         .options = &client->options,
                         .fields = import->method->input,
                         .message = import->request,
                         .locals = flags};
  if (!flags_parse(&set, &client->arguments, error)) return false;
  import->rows = schema_field_find(import->method->input, "rows");
  if (import->rows == NULL || import->rows->message == NULL ||
      import->method->output->descriptor != &jiedui__import_reply__descriptor) {
    return error_set(error, JIEDUI__CODE__INTERNAL,
                     text("The program's own contract does not say how %s are imported."),
                     import->method->rules->import);
  }
  if (client->options.dry_run && !import->method->rules->dry_run) {
    return error_set(error, JIEDUI__CODE__USAGE, text("`%s` has no --dry-run."),
                     import->method->command);
  }
  if (flags[SLIPS].value != NULL && slips_field(import->rows->message) == NULL) {
    return error_set(error, JIEDUI__CODE__USAGE,
                     text("Rows of %s have no slips: leave --slips out."),
                     import->method->rules->import);
  }
  for (size_t i = 0; i < 2; i++) import->pair[i].most = (size_t)import->method->rules->chunk;
  return true;
}

static int run_once(struct client *client)
{
  struct import import = {.client = client, .caller = {.connection = {.fd = -1}}};
  const struct local_flag *flags = local_flags(COMMAND_IMPORT);
  int code = 0;
  uuid_v4(import.run_id);
  keys_init(&import.keys);
  for (size_t i = 0; i < 2; i++) chunk_reset(&import.pair[i]);
  import.chunk = &import.pair[0];
  import.sent = &import.pair[1];
  if (prepare(&import, &import.error) &&
      client_open(client, &import.caller, import.method, &import.error)) {
    const char *path = flags[FILE_NAME].value;
    const char *rejects = flags[REJECTS].value;
    const char *slips = flags[SLIPS].value;
    if (slips == NULL) slips = arena_printf(client->arena, "%s.slips.txt", path);
    if (rejects == NULL) {
      rejects = arena_printf(client->arena, "%s.rejected.%s", path,
                             rejects_is_workbook(path) ? "xlsx" : "csv");
    }
    rejects_init(&import.rejects, rejects, &import.columns);
    import.tally = (struct tally){
        .kind = flags[KIND].value, .rejects_path = rejects, .dry_run = client->options.dry_run};
    uuid_print(import.run_id, import.tally.import_id);
    slips_init(&import.slips, client->arena, slips, import.rows->message, &import.caller);
    if (import.slips.secret != NULL) import.tally.slips_path = slips;
    code = conclude(&import, path);
  } else {
    code = message_error(&import.error);
  }
  client_close(client, &import.caller);
  keys_free(&import.keys);
  for (size_t i = 0; i < 2; i++) chunk_free(&import.pair[i]);
  return code;
}

/* The rows are gone through without storing them, and what they come to is shown. */
static int rehearse(struct client *client, const struct schema_method *method)
{
  struct error error;
  if (!confirm_can_ask(method, &error)) return message_error(&error);
  client->options.dry_run = true;
  const int code = run_once(client);
  client->options.dry_run = false;
  return code == 0 ? confirm_ask(method) : code;
}

int import_run(struct client *client)
{
  struct import import = {.client = client};
  if (!prepare(&import, &import.error)) return message_error(&import.error);
  const int code = confirm_is_wanted(&client->options, import.method, import.request)
                       ? rehearse(client, import.method)
                       : 0;
  return code == 0 ? run_once(client) : code;
}
