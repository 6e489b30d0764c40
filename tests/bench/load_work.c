/* Owns the calls to make: their file, their numbers and their frames. Never sends any. */
#include "load_work.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "common/frame.h"
#include "common/uuid.h"

static int hex_value(char c)
{
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  return -1;
}

static bool read_hex(const char *text, uint8_t **bytes, size_t *size)
{
  const size_t length = strcmp(text, "-") == 0 ? 0 : strlen(text);
  *size = length / 2;
  *bytes = calloc(*size + 1, 1);
  if (*bytes == NULL) abort();
  if (length % 2 != 0) return false;
  for (size_t i = 0; i < *size; i++) {
    const int high = hex_value(text[2 * i]);
    const int low = hex_value(text[2 * i + 1]);
    if (high < 0 || low < 0) return false;
    (*bytes)[i] = (uint8_t)(high << 4 | low);
  }
  return true;
}

static struct line *add_line(struct work *work)
{
  work->lines = realloc(work->lines, (work->n_lines + 1) * sizeof *work->lines);
  if (work->lines == NULL) abort();
  work->lines[work->n_lines] = (struct line){0};
  return &work->lines[work->n_lines++];
}

static bool read_line(struct work *work, char *text)
{
  struct line *line = add_line(work);
  char *rest = NULL;
  const char *session = strtok_r(text, " \n", &rest);
  const char *body = strtok_r(NULL, " \n", &rest);
  const char *offset = strtok_r(NULL, " \n", &rest);
  const char *digits = strtok_r(NULL, " \n", &rest);
  if (digits == NULL || !read_hex(session, &line->session, &line->session_size) ||
      !read_hex(body, &line->body, &line->body_size)) {
    return false;
  }
  line->offset = strtoul(offset, NULL, 10);
  line->digits = strtoul(digits, NULL, 10);
  return line->offset <= line->body_size && line->digits <= line->body_size - line->offset;
}

bool work_read(struct work *work, const char *path, struct error *error)
{
  FILE *file = fopen(path, "r");
  char *text = NULL;
  size_t room = 0;
  bool good = true;
  if (file == NULL) return error_set(error, JIEDUI__CODE__LOCAL, "%s: %m", path);
  while (good && getline(&text, &room, file) > 0) good = read_line(work, text);
  free(text);
  (void)fclose(file);
  if (!good || work->n_lines == 0) {
    return error_set(error, JIEDUI__CODE__INVALID, "%s: line %zu is not SESSION BODY OFFSET DIGITS",
                     path, work->n_lines);
  }
  return true;
}

void work_fill_empty(struct work *work)
{
  struct line *line = add_line(work);
  (void)read_hex("-", &line->session, &line->session_size);
  (void)read_hex("-", &line->body, &line->body_size);
}

void work_free(struct work *work)
{
  for (size_t i = 0; i < work->n_lines; i++) {
    free(work->lines[i].session);
    free(work->lines[i].body);
  }
  free(work->lines);
}

static void write_number(const struct line *line, uint64_t number)
{
  for (size_t i = line->digits; i > 0; i--) {
    line->body[line->offset + i - 1] = (uint8_t)('0' + number % 10);
    number /= 10;
  }
}

void work_append(struct work *work, uint32_t id, struct buffer *out)
{
  const struct line *line = &work->lines[work->n_made % work->n_lines];
  uint8_t request_id[UUID_BYTES];
  Jiedui__Call call = JIEDUI__CALL__INIT;
  write_number(line, work->first + work->n_made / work->n_lines);
  work->n_made++;
  call.has_id = 1;
  call.id = id;
  call.method = (char *)(uintptr_t)work->method;
  call.has_body = line->body_size > 0;
  call.body = (ProtobufCBinaryData){line->body_size, line->body};
  call.has_session = line->session_size > 0;
  call.session = (ProtobufCBinaryData){line->session_size, line->session};
  if (work->writes) {
    uuid_v4(request_id);
    call.has_request_id = 1;
    call.request_id = (ProtobufCBinaryData){UUID_BYTES, request_id};
  }
  const size_t size = jiedui__call__get_packed_size(&call);
  uint8_t *frame = buffer_reserve(out, FRAME_HEADER + size);
  frame_header(frame, size);
  buffer_grew(out, FRAME_HEADER + jiedui__call__pack(&call, frame + FRAME_HEADER));
}
