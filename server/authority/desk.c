/* Owns the loop and its connections, from accept to close. Never looks inside a key request. */
#include "server/authority/desk.h"

#include <signal.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <unistd.h>
#include <uv.h>

#include "common/arena.h"
#include "common/frame.h"
#include "common/log.h"
#include "internal/authority.pb-c.h"
#include "server/clock.h"

enum {
  VISITORS = 64,
  BACKLOG = 64,
  MESSAGE_MAX = 8192,
  READ_CHUNK = 16 * 1024,
  WRITE_MARK = 64 * 1024, /* above it, reading stops until the peer takes its answers */
  TICK_MS = 250,
  FRAME_MS = 5000,        /* to finish a frame that is begun */
  STALL_MS = 30000,       /* in which a peer takes nothing that waits for it */
  LEAVE_MS = 2000         /* for answers on their way when the process ends */
};

struct desk {
  uv_loop_t loop;
  uv_pipe_t socket;
  uv_timer_t tick;                   /* looks for visitors whose time is over */
  uv_signal_t terminate;
  uv_signal_t interrupt;
  const struct door *door;
  const struct authority *authority;
  struct visitor *visitors;
  unsigned n_visitors;
  uint64_t ending_since_ms;          /* loop time; 0 while serving */
};

struct visitor {
  uv_pipe_t pipe;
  struct desk *desk;
  struct visitor *previous;
  struct visitor *next;
  struct buffer in;                  /* a frame not yet whole, or waiting for room */
  struct buffer out;                 /* answers of one read, which go together */
  size_t writing;                    /* bytes given to the socket and not yet taken */
  uint64_t frame_since_ms;           /* a frame is begun and not whole since then; 0 if none */
  uint64_t stalled_since_ms;         /* the peer takes nothing since then; 0 if it does */
  uid_t user;
  bool reading;
  bool leaving;                      /* ends when everything is written */
  bool closing;
};

struct write {
  uv_write_t request;
  size_t size;
  uint8_t bytes[];
};

static void on_closed(uv_handle_t *handle)
{
  struct visitor *v = handle->data;
  buffer_free(&v->in);
  buffer_free(&v->out);
  free(v);
}

static void close_visitor(struct visitor *v, const char *fault)
{
  if (v->closing) return;
  v->closing = true;
  if (fault != NULL) {
    log_line(LOG_LEVEL_WARNING, "event=connection_closed user=%u reason=%s", v->user, fault);
  }
  if (v->previous != NULL) v->previous->next = v->next;
  if (v->next != NULL) v->next->previous = v->previous;
  if (v->desk->visitors == v) v->desk->visitors = v->next;
  v->desk->n_visitors--;
  uv_close((uv_handle_t *)&v->pipe, on_closed);
}

static void sign(struct visitor *v, const Jiedui__SignRequest *request, Jiedui__SignReply *reply,
                 struct certificate *certificate, struct error *error)
{
  const struct application application = {.csr = request->csr.data,
                                          .csr_size = request->csr.len,
                                          .device = request->device == NULL ? "" : request->device};
  const int64_t now = (int64_t)(clock_unix_ms() / 1000);
  const bool named = authority_is_device(application.device);
  if (!authority_sign(v->desk->authority, &application, now, certificate, error)) {
    reply->refusal = error->text;
    log_line(LOG_LEVEL_INFO, "event=refused user=%u device=%s reason=\"%s\"", v->user,
             named ? application.device : "-", error->text);
    return;
  }
  reply->has_certificate = 1;
  reply->certificate.data = certificate->der.data;
  reply->certificate.len = buffer_size(&certificate->der);
}

static void append_reply(struct visitor *v, const Jiedui__SignReply *reply)
{
  uint8_t header[FRAME_HEADER];
  const size_t size = jiedui__sign_reply__get_packed_size(reply);
  frame_header(header, size);
  buffer_append(&v->out, header, sizeof header);
  (void)jiedui__sign_reply__pack(reply, buffer_reserve(&v->out, size));
  buffer_grew(&v->out, size);
}

/* False if the bytes are no request. One that packs to another size had a text with a NUL in it, or
 * a field twice. */
static bool answer(struct visitor *v, const uint8_t *body, size_t size)
{
  struct arena *arena = arena_new();
  const Jiedui__SignRequest *request =
      jiedui__sign_request__unpack(arena_allocator(arena), size, body);
  const bool good = request != NULL && jiedui__sign_request__get_packed_size(request) == size;
  if (good) {
    struct error error;
    char until[CLOCK_TEXT];
    struct certificate certificate = {0};
    Jiedui__SignReply reply = JIEDUI__SIGN_REPLY__INIT;
    sign(v, request, &reply, &certificate, &error);
    if (reply.has_certificate) {
      clock_print((uint64_t)certificate.not_after * 1000, until);
      reply.not_after = until;
      log_line(LOG_LEVEL_INFO, "event=signed user=%u device=%s serial=%s not_after=%s", v->user,
               request->device, certificate.serial, until);
    }
    append_reply(v, &reply);
    buffer_free(&certificate.der);
  }
  arena_free(arena);
  return good;
}

static void resume(struct visitor *v);

static void on_written(uv_write_t *request, int status)
{
  struct write *w = (struct write *)(void *)request;
  struct visitor *v = request->handle->data;
  v->writing -= w->size;
  v->stalled_since_ms = v->writing > 0 ? uv_now(&v->desk->loop) : 0;
  free(w);
  if (v->closing) return;
  if (status < 0) {
    close_visitor(v, "write_failed");
  } else {
    resume(v);
  }
}

/* To the socket at once what it takes, the rest queued. */
static void flush(struct visitor *v)
{
  uv_stream_t *stream = (uv_stream_t *)&v->pipe;
  if (v->writing == 0 && buffer_size(&v->out) > 0) {
    uv_buf_t now = uv_buf_init((char *)(uintptr_t)buffer_data(&v->out),
                               (unsigned)buffer_size(&v->out));
    const int taken = uv_try_write(stream, &now, 1);
    if (taken > 0) buffer_consume(&v->out, (size_t)taken);
  }
  const size_t size = buffer_size(&v->out);
  if (size == 0) return;
  struct write *w = malloc(sizeof *w + size);
  if (w == NULL) abort();
  w->size = size;
  memcpy(w->bytes, buffer_data(&v->out), size);
  buffer_consume(&v->out, size);
  uv_buf_t later = uv_buf_init((char *)w->bytes, (unsigned)size);
  if (v->writing == 0) v->stalled_since_ms = uv_now(&v->desk->loop);
  v->writing += size;
  if (uv_write(&w->request, stream, &later, 1, on_written) == 0) return;
  v->writing -= size;
  free(w);
  close_visitor(v, "write_refused");
}

static bool has_room(const struct visitor *v)
{
  return v->writing + buffer_size(&v->out) < WRITE_MARK && !v->closing;
}

/* Takes the whole frames that are here, as many as there is room for. NULL, or what is wrong. */
static const char *take_frames(struct visitor *v)
{
  const uint8_t *body = NULL;
  size_t size = 0;
  while (has_room(v)) {
    const enum frame_state state = frame_next(&v->in, MESSAGE_MAX, &body, &size);
    if (state == FRAME_REFUSED) return "frame_refused";
    if (state == FRAME_INCOMPLETE) {
      if (buffer_size(&v->in) > 0 && v->frame_since_ms == 0) {
        v->frame_since_ms = uv_now(&v->desk->loop);
      }
      return NULL;
    }
    if (!answer(v, body, size)) return "no_request";
    buffer_consume(&v->in, FRAME_HEADER + size);
    v->frame_since_ms = 0;
  }
  return NULL;
}

static bool has_frame(const struct visitor *v)
{
  const uint8_t *body = NULL;
  size_t size = 0;
  return frame_next(&v->in, MESSAGE_MAX, &body, &size) != FRAME_INCOMPLETE;
}

static void on_alloc(uv_handle_t *handle, size_t suggested, uv_buf_t *buf)
{
  static char chunk[READ_CHUNK]; /* one loop, and every byte is taken before the next read */
  (void)handle;
  (void)suggested;
  *buf = uv_buf_init(chunk, sizeof chunk);
}

/* What is here is answered; then the visitor reads on, waits for room, or goes. */
static void serve(struct visitor *v)
{
  const char *fault = NULL;
  do {
    fault = take_frames(v);
    flush(v);
  } while (fault == NULL && has_room(v) && has_frame(v));
  if (fault != NULL) close_visitor(v, fault);
  if (v->closing) return;
  if (v->leaving && v->writing == 0) close_visitor(v, NULL);
}

static void on_read(uv_stream_t *stream, ssize_t size, const uv_buf_t *buf)
{
  struct visitor *v = stream->data;
  if (size == UV_EOF) {
    v->leaving = true;
  } else if (size < 0) {
    close_visitor(v, "read_failed");
    return;
  }
  if (size > 0) buffer_append(&v->in, buf->base, (size_t)size);
  serve(v);
  if (v->closing || (has_room(v) && !v->leaving)) return;
  v->reading = false;
  (void)uv_read_stop(stream);
}

/* There may be room again: take what waits, and read on. */
static void resume(struct visitor *v)
{
  serve(v);
  if (v->closing || v->reading || v->leaving || !has_room(v)) return;
  v->reading = uv_read_start((uv_stream_t *)&v->pipe, on_alloc, on_read) == 0;
  if (!v->reading) close_visitor(v, "read_refused");
}

static bool is_welcome(struct visitor *v)
{
  uv_os_fd_t fd;
  if (uv_fileno((uv_handle_t *)&v->pipe, &fd) != 0 || !door_admits(v->desk->door, fd, &v->user)) {
    close_visitor(v, "user_not_allowed");
  } else if (v->desk->n_visitors > VISITORS) {
    close_visitor(v, "too_many_connections");
  }
  return !v->closing;
}

static void on_connection(uv_stream_t *stream, int status)
{
  struct desk *desk = stream->data;
  if (status < 0) {
    log_line(LOG_LEVEL_WARNING, "event=accept_failed error=%s", uv_err_name(status));
    return;
  }
  struct visitor *v = calloc(1, sizeof *v);
  if (v == NULL) abort();
  v->desk = desk;
  (void)uv_pipe_init(&desk->loop, &v->pipe, 0);
  v->pipe.data = v;
  v->next = desk->visitors;
  if (v->next != NULL) v->next->previous = v;
  desk->visitors = v;
  desk->n_visitors++;
  if (uv_accept(stream, (uv_stream_t *)&v->pipe) != 0) {
    close_visitor(v, "accept_failed");
  } else if (is_welcome(v)) {
    resume(v);
  }
}

static bool is_late(uint64_t since, uint64_t now, uint64_t limit_ms)
{
  return since != 0 && now - since > limit_ms;
}

static void check(struct visitor *v, uint64_t now)
{
  const uint64_t ending = v->desk->ending_since_ms;
  if (is_late(v->frame_since_ms, now, FRAME_MS)) {
    close_visitor(v, "frame_too_slow");
  } else if (is_late(v->stalled_since_ms, now, STALL_MS) || is_late(ending, now, LEAVE_MS)) {
    close_visitor(v, "peer_takes_nothing");
  } else if (ending != 0 && v->writing == 0) {
    close_visitor(v, NULL);
  }
}

static void on_tick(uv_timer_t *timer)
{
  struct desk *desk = timer->data;
  for (struct visitor *v = desk->visitors; v != NULL;) {
    struct visitor *next = v->next;
    check(v, uv_now(&desk->loop));
    v = next;
  }
  if (desk->ending_since_ms == 0 || desk->visitors != NULL) return;
  uv_close((uv_handle_t *)&desk->tick, NULL);
  uv_close((uv_handle_t *)&desk->terminate, NULL);
  uv_close((uv_handle_t *)&desk->interrupt, NULL);
}

static void on_signal(uv_signal_t *handle, int number)
{
  struct desk *desk = handle->data;
  if (desk->ending_since_ms != 0) return;
  log_line(LOG_LEVEL_INFO, "event=stopping signal=%d connections=%u", number, desk->n_visitors);
  desk->ending_since_ms = uv_now(&desk->loop);
  door_close(desk->door);
  uv_close((uv_handle_t *)&desk->socket, NULL);
  for (struct visitor *v = desk->visitors; v != NULL; v = v->next) v->leaving = true;
  (void)uv_timer_start(&desk->tick, on_tick, 0, TICK_MS);
}

static void start_watching(struct desk *desk)
{
  (void)uv_timer_init(&desk->loop, &desk->tick);
  (void)uv_signal_init(&desk->loop, &desk->terminate);
  (void)uv_signal_init(&desk->loop, &desk->interrupt);
  desk->tick.data = desk->terminate.data = desk->interrupt.data = desk;
  (void)uv_timer_start(&desk->tick, on_tick, TICK_MS, TICK_MS);
  (void)uv_signal_start(&desk->terminate, on_signal, SIGTERM);
  (void)uv_signal_start(&desk->interrupt, on_signal, SIGINT);
}

/* Takes the descriptor over, even when it fails. */
static bool listen_on(struct desk *desk, int fd, struct error *error)
{
  (void)uv_pipe_init(&desk->loop, &desk->socket, 0);
  desk->socket.data = desk;
  int failed = uv_pipe_open(&desk->socket, fd);
  if (failed != 0) (void)close(fd);
  if (failed == 0) failed = uv_listen((uv_stream_t *)&desk->socket, BACKLOG, on_connection);
  if (failed == 0) return true;
  uv_close((uv_handle_t *)&desk->socket, NULL);
  return error_set(error, JIEDUI__CODE__UNAVAILABLE, "cannot listen on %s: %s", desk->door->path,
                   uv_strerror(failed));
}

bool desk_serve(const struct door *door, const struct authority *authority, struct error *error)
{
  struct desk desk = {.door = door, .authority = authority};
  const int fd = door_open(door, error);
  if (fd < 0) return false;
  if (uv_loop_init(&desk.loop) != 0) abort();
  const bool listening = listen_on(&desk, fd, error);
  if (listening) {
    start_watching(&desk);
    log_line(LOG_LEVEL_INFO, "event=started version=%s socket=%s", JIEDUI_VERSION, door->path);
  } else {
    door_close(door);
  }
  (void)uv_run(&desk.loop, UV_RUN_DEFAULT);
  (void)uv_loop_close(&desk.loop);
  if (listening) log_line(LOG_LEVEL_INFO, "event=stopped");
  return listening;
}
