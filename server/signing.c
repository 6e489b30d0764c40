/* Owns one question to the authority, over a connection of its own. Never sees the key. */
#include "server/signing.h"

#include <stdlib.h>

#include "common/buffer.h"
#include "common/frame.h"
#include "common/log.h"

enum { LIMIT_MS = 5000, REPLY_MAX = 8192 };

struct signing {
  uv_pipe_t pipe;
  uv_timer_t timer;
  uv_connect_t connect;
  uv_write_t write;
  struct request *request;
  signing_done done;          /* NULL once called */
  uint8_t *frame;             /* the question, in the request's arena */
  size_t size;
  struct buffer input;        /* of the answer */
  unsigned open;              /* handles not yet closed */
};

static void on_closed(uv_handle_t *handle)
{
  struct signing *s = handle->data;
  if (--s->open > 0) return;
  buffer_free(&s->input);
  free(s);
}

static void finish(struct signing *s, const Jiedui__SignReply *reply, const char *fault)
{
  if (s->done == NULL) return;
  const signing_done done = s->done;
  s->done = NULL;
  uv_close((uv_handle_t *)&s->pipe, on_closed);
  uv_close((uv_handle_t *)&s->timer, on_closed);
  if (reply == NULL) {
    log_line(LOG_LEVEL_ERROR, "event=authority_unreachable socket=%s error=%s",
             s->request->server->config.authority, fault);
  }
  done(s->request, reply);
}

static void on_late(uv_timer_t *timer)
{
  finish(timer->data, NULL, "no answer in time");
}

static void on_alloc(uv_handle_t *handle, size_t suggested, uv_buf_t *buf)
{
  static char chunk[REPLY_MAX];
  (void)handle;
  (void)suggested;
  *buf = uv_buf_init(chunk, sizeof chunk);
}

static void on_read(uv_stream_t *stream, ssize_t n, const uv_buf_t *buf)
{
  struct signing *s = stream->data;
  const uint8_t *body = NULL;
  size_t size = 0;
  if (n < 0) {
    finish(s, NULL, uv_err_name((int)n));
    return;
  }
  buffer_append(&s->input, buf->base, (size_t)n);
  const enum frame_state state = frame_next(&s->input, REPLY_MAX, &body, &size);
  if (state == FRAME_INCOMPLETE) return;
  Jiedui__SignReply *reply =
      state == FRAME_READY
          ? jiedui__sign_reply__unpack(arena_allocator(s->request->arena), size, body)
          : NULL;
  finish(s, reply, "an answer nobody understands");
}

static void on_written(uv_write_t *write, int status)
{
  struct signing *s = write->handle->data;
  if (status < 0 && status != UV_ECANCELED) finish(s, NULL, uv_err_name(status));
}

static void on_connected(uv_connect_t *connect, int status)
{
  struct signing *s = connect->handle->data;
  uv_stream_t *stream = (uv_stream_t *)&s->pipe;
  if (status == UV_ECANCELED) return;
  if (status < 0) {
    finish(s, NULL, uv_err_name(status));
    return;
  }
  uv_buf_t bytes = uv_buf_init((char *)s->frame, (unsigned)s->size);
  (void)uv_read_start(stream, on_alloc, on_read);
  status = uv_write(&s->write, stream, &bytes, 1, on_written);
  if (status < 0) finish(s, NULL, uv_err_name(status));
}

static void pack(struct signing *s, ProtobufCBinaryData csr, const char *device)
{
  Jiedui__SignRequest question = JIEDUI__SIGN_REQUEST__INIT;
  question.has_csr = 1;
  question.csr = csr;
  question.device = (char *)(uintptr_t)device;
  const size_t size = jiedui__sign_request__get_packed_size(&question);
  s->size = FRAME_HEADER + size;
  s->frame = arena_alloc(s->request->arena, s->size);
  frame_header(s->frame, size);
  (void)jiedui__sign_request__pack(&question, s->frame + FRAME_HEADER);
}

void signing_ask(struct request *request, ProtobufCBinaryData csr, const char *device,
                 signing_done done)
{
  struct signing *s = calloc(1, sizeof *s);
  if (s == NULL) abort();
  s->request = request;
  s->done = done;
  s->open = 2;
  pack(s, csr, device);
  (void)uv_pipe_init(request->server->loop, &s->pipe, 0);
  (void)uv_timer_init(request->server->loop, &s->timer);
  s->pipe.data = s->timer.data = s;
  (void)uv_timer_start(&s->timer, on_late, LIMIT_MS, 0);
  uv_pipe_connect(&s->connect, &s->pipe, request->server->config.authority, on_connected);
}
