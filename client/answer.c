/* Owns the choice of the printer, and the hint that a list goes on. Never asks the server. */
#include "client/answer.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "client/cause.h"
#include "client/cell.h"
#include "client/csv.h"
#include "client/json.h"
#include "client/message.h"
#include "client/pager.h"
#include "client/plain.h"
#include "client/screen.h"
#include "client/table.h"
#include "client/text.h"

enum { DEFAULT_LIMIT = 1000 };

static size_t limit_of(const struct schema_method *method, const ProtobufCMessage *request)
{
  const struct schema_field *limit = schema_field_find(method->input, "limit");
  if (limit == NULL || limit->descriptor->type != PROTOBUF_C_TYPE_INT32) return 0;
  if (cell_count(request, limit) == 0) return DEFAULT_LIMIT;
  const int32_t n = *(const int32_t *)cell_at(request, limit, 0);
  return n > 0 ? (size_t)n : 0;
}

/* A full page may not be the last: the next begins after this one's last key. */
static void hint_more(const struct schema_method *method, const ProtobufCMessage *request,
                      const ProtobufCMessage *reply)
{
  const struct schema_field *rows = schema_field_find(method->output, "rows");
  const size_t limit = limit_of(method, request);
  if (rows == NULL || rows->message == NULL || limit == 0) return;
  const size_t count = cell_count(reply, rows);
  if (count < limit || schema_field_find(method->input, "after") == NULL) return;
  const ProtobufCMessage *last = cell_message(reply, rows, count - 1);
  for (size_t i = 0; i < rows->message->n_fields; i++) {
    const struct schema_field *field = &rows->message->fields[i];
    if (!field->rules->key) continue;
    struct arena *arena = arena_new();
    message_print(text("There may be more: --after %s"), cell_text(arena, last, field, CELL_PLAIN));
    arena_free(arena);
    return;
  }
}

bool answer_flush(struct error *error)
{
  if (fflush(stdout) == 0 && ferror(stdout) == 0) return true;
  return error_set(error, JIEDUI__CODE__LOCAL, text("Cannot write to standard output: %s."),
                   cause_text(errno));
}

static void write_to(FILE *out, const struct schema_method *method, const ProtobufCMessage *reply,
                     enum format format)
{
  switch (format) {
    case FORMAT_TABLE:
      table_print(out, method->output, reply);
      break;
    case FORMAT_JSON:
      json_print(out, method->output, reply);
      break;
    case FORMAT_CSV:
      csv_print(out, method->output, reply);
      break;
  }
}

/* A program gets every byte; a terminal none that would steer it. Tables are clean themselves. */
static bool print(const struct schema_method *method, const ProtobufCMessage *reply,
                  enum format format, struct error *error)
{
  char *all = NULL;
  size_t size = 0;
  if (format == FORMAT_TABLE || !screen_get()->is_terminal) {
    write_to(stdout, method, reply, format);
    return answer_flush(error);
  }
  FILE *memory = open_memstream(&all, &size);
  if (memory == NULL) abort();
  write_to(memory, method, reply, format);
  if (fclose(memory) != 0) abort();
  plain_clean_lines(all);
  (void)fputs(all, stdout);
  free(all);
  return answer_flush(error);
}

bool answer_print(const struct schema_method *method, const ProtobufCMessage *request,
                  const ProtobufCMessage *reply, const struct options *options,
                  struct error *error)
{
  struct pager pager;
  pager_begin(&pager, options);
  const bool printed = print(method, reply, options->format, error);
  pager_end(&pager);
  if (printed) hint_more(method, request, reply);
  return printed;
}
