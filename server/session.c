/* Owns one connection from accept to close. Never knows what its calls mean. */
#include "server/session.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "common/frame.h"
#include "common/log.h"
#include "common/tls.h"
#include "server/dispatch.h"
#include "server/listener.h"
#include "server/request.h"

enum {
  CALLS_IN_FLIGHT = 64,            /* of one trusted connection */
  CALLS_BEFORE_TRUST = 1,
  WRITE_MARK = 1024 * 1024,        /* above it, reading stops until the peer takes its answers */
  READ_CHUNK = 64 * 1024
};

struct session {
  uv_tcp_t socket;
  struct server *server;
  struct session *previous;        /* among the server's sessions */
  struct session *next;
  struct tls *tls;
  struct buffer plain;             /* bytes of frames not yet whole */
  struct buffer answers;           /* frames not yet given to TLS: those of one read go together */
  struct request *requests;        /* calls in flight */
  size_t n_requests;
  size_t writing;                  /* bytes given to the socket and not yet taken */
  uint64_t opened_ms;              /* loop time */
  uint64_t frame_since_ms;         /* a frame is begun and not whole since then; 0 if none */
  uint64_t stalled_since_ms;       /* the peer takes nothing since then; 0 if it does */
  bool trusted;                    /* a call of it was let in */
  bool reading;
  bool draining;
  bool closing;
  bool in_frames;                  /* take_frames is running: do not enter it again */
  bool enrolment;                  /* agreed on in the handshake */
  char device[UUID_TEXT];          /* "" until the handshake is done, and for an enrolment */
  int64_t device_until;            /* seconds since 1970: the end of its certificate; 0 if none */
  char *account;                   /* of the last call that was let in; NULL if none */
  char caller[INET6_ADDRSTRLEN];
};

struct write {
  uv_write_t request;
  size_t size;
  uint8_t bytes[];
};

static void on_closed(uv_handle_t *handle)
{
  struct session *s = handle->data;
  tls_free(s->tls);
  buffer_free(&s->plain);
  buffer_free(&s->answers);
  free(s->account);
  free(s);
}

void session_close(struct session *s, const char *reason)
{
  if (s->closing) return;
  s->closing = true;
  log_line(LOG_LEVEL_DEBUG, "event=session_closed caller=%s reason=%s in_flight=%zu", s->caller,
           reason, s->n_requests);
  for (struct request *r = s->requests; r != NULL; r = r->next) r->session = NULL;
  s->requests = NULL;
  if (s->previous != NULL) s->previous->next = s->next;
  if (s->next != NULL) s->next->previous = s->previous;
  if (s->server->sessions == s) s->server->sessions = s->next;
  s->server->n_sessions--;
  listener_forget_address(s->caller);
  uv_close((uv_handle_t *)&s->socket, on_closed);
}

static void resume(struct session *s);

static void on_written(uv_write_t *request, int status)
{
  struct write *w = (struct write *)(void *)request;
  struct session *s = request->handle->data;
  s->writing -= w->size;
  s->stalled_since_ms = s->writing > 0 ? uv_now(s->server->loop) : 0;
  free(w);
  if (s->closing) return;
  if (status < 0) {
    session_close(s, "write_failed");
  } else {
    resume(s);
  }
}

static void wrap_answers(struct session *s)
{
  struct error error;
  if (buffer_size(&s->answers) == 0) return;
  const bool sent =
      tls_send(s->tls, buffer_data(&s->answers), buffer_size(&s->answers), &error);
  buffer_consume(&s->answers, buffer_size(&s->answers));
  if (!sent) session_close(s, "tls_write_failed");
}

/* Hands answers and what TLS itself wants to send to the socket: at once if it takes it, else
 * queued. */
static void flush(struct session *s)
{
  struct buffer *out = tls_output(s->tls);
  if (!s->closing) wrap_answers(s);
  if (s->closing || buffer_size(out) == 0) return;
  uv_stream_t *stream = (uv_stream_t *)&s->socket;
  if (s->writing == 0) {
    uv_buf_t now = uv_buf_init((char *)(uintptr_t)buffer_data(out), (unsigned)buffer_size(out));
    const int taken = uv_try_write(stream, &now, 1);
    if (taken > 0) buffer_consume(out, (size_t)taken);
    if (buffer_size(out) == 0) return;
  }
  const size_t size = buffer_size(out);
  struct write *w = malloc(sizeof *w + size);
  if (w == NULL) abort();
  w->size = size;
  memcpy(w->bytes, buffer_data(out), size);
  buffer_consume(out, size);
  uv_buf_t later = uv_buf_init((char *)w->bytes, (unsigned)size);
  if (s->writing == 0) s->stalled_since_ms = uv_now(s->server->loop);
  s->writing += size;
  if (uv_write(&w->request, stream, &later, 1, on_written) != 0) {
    s->writing -= size;
    free(w);
    session_close(s, "write_refused");
  }
}

static bool has_room(const struct session *s)
{
  const size_t most = s->trusted ? CALLS_IN_FLIGHT : CALLS_BEFORE_TRUST;
  return s->n_requests < most && s->writing < WRITE_MARK && !s->draining && !s->closing;
}

/* Takes the whole frames that are here, as many as there is room for. */
static void take_frames(struct session *s)
{
  const uint8_t *body = NULL;
  size_t size = 0;
  enum frame_state state = FRAME_INCOMPLETE;
  if (s->in_frames) return;
  s->in_frames = true;
  while (has_room(s)) {
    const size_t max = s->trusted ? FRAME_MAX : FRAME_MAX_BEFORE_LOGIN;
    state = frame_next(&s->plain, max, &body, &size);
    if (state != FRAME_READY) break;
    const bool good = dispatch_call(s, body, size);
    if (!s->closing) buffer_consume(&s->plain, FRAME_HEADER + size);
    s->frame_since_ms = 0;
    if (!good) session_close(s, "bad_call");
  }
  s->in_frames = false;
  flush(s);
  if (s->closing) return;
  if (state == FRAME_REFUSED) {
    session_close(s, "frame_refused");
  } else if (buffer_size(&s->plain) == 0) {
    s->frame_since_ms = 0;
    buffer_free(&s->plain);
  } else if (s->frame_since_ms == 0 && has_room(s)) {
    s->frame_since_ms = uv_now(s->server->loop);
  }
}

/* The handshake is done: who is it? */
static void meet(struct session *s)
{
  s->enrolment = tls_is_enrolment(s->tls);
  if (!s->enrolment && !tls_device(s->tls, s->device, &s->device_until)) {
    session_close(s, "no_device"); /* cannot be: TLS has asked for it */
  }
}

static void feed(struct session *s, const uint8_t *bytes, size_t size)
{
  struct error error;
  const bool met = tls_is_ready(s->tls);
  const size_t most = FRAME_HEADER + (s->trusted ? FRAME_MAX : FRAME_MAX_BEFORE_LOGIN);
  if (!tls_feed(s->tls, bytes, size, &s->plain, most, &error)) {
    flush(s); /* the alert */
    session_close(s, "tls_failed");
    return;
  }
  if (!met && tls_is_ready(s->tls)) meet(s);
  flush(s);
  if (s->closing) return;
  take_frames(s);
  if (s->closing) return;
  if (tls_is_ended(s->tls)) session_close(s, buffer_size(&s->plain) > 0 ? "cut_frame" : "ended");
}

static void on_alloc(uv_handle_t *handle, size_t suggested, uv_buf_t *buf)
{
  static char chunk[READ_CHUNK]; /* one loop, and every byte is taken before the next read */
  (void)handle;
  (void)suggested;
  *buf = uv_buf_init(chunk, sizeof chunk);
}

static void on_read(uv_stream_t *stream, ssize_t size, const uv_buf_t *buf)
{
  struct session *s = stream->data;
  if (size < 0) {
    session_close(s, size == UV_EOF ? "closed_without_goodbye" : "read_failed");
  } else if (size > 0) {
    feed(s, (const uint8_t *)buf->base, (size_t)size);
    if (!s->closing && !has_room(s) && s->reading) {
      s->reading = false;
      (void)uv_read_stop(stream);
    }
  }
}

/* There may be room again: take what waits, and read on. */
static void resume(struct session *s)
{
  if (s->closing || s->in_frames) return;
  if (s->draining) {
    if (s->n_requests == 0 && s->writing == 0) session_close(s, "drained");
    return;
  }
  if (!has_room(s)) return;
  do {
    feed(s, NULL, 0);
  } while (!s->closing && has_room(s) && tls_is_pending(s->tls) &&
           buffer_size(&s->plain) < FRAME_HEADER);
  if (!s->closing && !s->reading && has_room(s)) {
    s->reading = true;
    (void)uv_read_start((uv_stream_t *)&s->socket, on_alloc, on_read);
  }
}

static void read_caller(struct session *s)
{
  struct sockaddr_storage peer;
  int size = sizeof peer;
  (void)memcpy(s->caller, "unknown", sizeof "unknown");
  if (uv_tcp_getpeername(&s->socket, (struct sockaddr *)&peer, &size) != 0) return;
  if (peer.ss_family == AF_INET) {
    (void)uv_ip4_name((struct sockaddr_in *)&peer, s->caller, sizeof s->caller);
  } else {
    (void)uv_ip6_name((struct sockaddr_in6 *)&peer, s->caller, sizeof s->caller);
  }
}

bool session_accept(struct server *server, uv_stream_t *listener)
{
  struct session *s = calloc(1, sizeof *s);
  if (s == NULL) abort();
  s->server = server;
  (void)uv_tcp_init(server->loop, &s->socket);
  s->socket.data = s;
  s->tls = tls_new(server->tls, NULL);
  s->opened_ms = uv_now(server->loop);
  s->next = server->sessions;
  if (s->next != NULL) s->next->previous = s;
  server->sessions = s;
  server->n_sessions++;
  const bool accepted = uv_accept(listener, (uv_stream_t *)&s->socket) == 0;
  if (accepted) read_caller(s);
  const bool welcome = listener_count_address(s->caller, server->config.sessions_per_address);
  if (!accepted || !welcome || server->n_sessions > (size_t)server->config.sessions) {
    session_close(s, "too_many_connections");
    return false;
  }
  (void)uv_tcp_nodelay(&s->socket, 1);
  s->reading = true;
  (void)uv_read_start((uv_stream_t *)&s->socket, on_alloc, on_read);
  return true;
}

void session_drain(struct session *s)
{
  if (s->draining || s->closing) return;
  s->draining = true;
  if (s->reading) (void)uv_read_stop((uv_stream_t *)&s->socket);
  s->reading = false;
  if (s->n_requests > 0) return;
  tls_close(s->tls);
  flush(s);
  if (!s->closing && s->writing == 0) session_close(s, "drained");
}

static bool is_late(uint64_t since, uint64_t now, long limit_ms)
{
  return since != 0 && now - since > (uint64_t)limit_ms;
}

void session_check(struct session *s, uint64_t now)
{
  const struct config *config = &s->server->config;
  if (!tls_is_ready(s->tls) && is_late(s->opened_ms, now, config->handshake_ms)) {
    session_close(s, "handshake_too_slow");
  } else if (!s->trusted && s->n_requests == 0 && is_late(s->opened_ms, now, config->login_ms)) {
    session_close(s, "nobody_logged_in");
  } else if (is_late(s->frame_since_ms, now, config->frame_ms)) {
    session_close(s, "frame_too_slow");
  } else if (is_late(s->stalled_since_ms, now, config->stall_ms)) {
    session_close(s, "peer_takes_nothing");
  } else if (s->device_until != 0 && time(NULL) >= s->device_until) {
    session_close(s, "certificate_ended");
  }
}

struct session *session_next(const struct session *s)
{
  return s->next;
}

void session_send(struct session *s, const Jiedui__Answer *answer)
{
  if (s->closing) return;
  const size_t size = jiedui__answer__get_packed_size(answer);
  uint8_t header[FRAME_HEADER];
  frame_header(header, size);
  buffer_append(&s->answers, header, sizeof header);
  (void)jiedui__answer__pack(answer, buffer_reserve(&s->answers, size));
  buffer_grew(&s->answers, size);
  if (s->in_frames) return; /* take_frames sends the answers of a whole read */
  flush(s);
  if (!s->closing && s->draining && s->n_requests == 0) {
    tls_close(s->tls);
    flush(s);
  }
  resume(s);
}

void session_trust(struct session *s, const char *account)
{
  s->trusted = true;
  if (account == NULL || (s->account != NULL && strcmp(s->account, account) == 0)) return;
  free(s->account);
  s->account = strdup(account);
  if (s->account == NULL) abort();
}

void session_attach(struct session *s, struct request *request)
{
  request->previous = NULL;
  request->next = s->requests;
  if (s->requests != NULL) s->requests->previous = request;
  s->requests = request;
  s->n_requests++;
}

void session_detach(struct session *s, struct request *request)
{
  if (request->previous != NULL) request->previous->next = request->next;
  if (request->next != NULL) request->next->previous = request->previous;
  if (s->requests == request) s->requests = request->next;
  s->n_requests--;
}

bool session_has_call(const struct session *s, uint32_t id)
{
  for (const struct request *r = s->requests; r != NULL; r = r->next) {
    if (r->call->id == id) return true;
  }
  return false;
}

struct server *session_server(const struct session *s)
{
  return s->server;
}

const char *session_caller(const struct session *s)
{
  return s->caller;
}

const char *session_device(const struct session *s)
{
  return s->device;
}

const char *session_account(const struct session *s)
{
  return s->account;
}

bool session_is_enrolment(const struct session *s)
{
  return s->enrolment;
}
