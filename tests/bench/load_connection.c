/* Owns a connection: socket, TLS, frames, calls in flight. Never decides when to stop. */
#include "load_connection.h"

#include <stdlib.h>
#include <string.h>

#include "common/frame.h"

enum { READ_CHUNK = 256 * 1024, PLAIN_MOST = FRAME_HEADER + FRAME_MAX };

struct connection {
  uv_tcp_t socket;
  uv_connect_t connecting;
  struct load *load;
  struct tls *tls;
  struct buffer plain; /* answers not yet whole */
  struct buffer calls; /* frames to send */
  bool ready;          /* the handshake is done */
  uint64_t sent_ns[];  /* by call id - 1; 0 when the id is free */
};

struct write {
  uv_write_t request;
  uint8_t bytes[];
};

static void on_written(uv_write_t *request, int status)
{
  free(request);
  if (status < 0 && status != UV_ECANCELED) load_fail("write", uv_strerror(status));
}

static void flush(struct connection *c)
{
  struct buffer *out = tls_output(c->tls);
  uv_stream_t *stream = (uv_stream_t *)&c->socket;
  if (buffer_size(out) == 0) return;
  uv_buf_t now = uv_buf_init((char *)(uintptr_t)buffer_data(out), (unsigned)buffer_size(out));
  const int taken = uv_try_write(stream, &now, 1);
  if (taken > 0) buffer_consume(out, (size_t)taken);
  const size_t left = buffer_size(out);
  if (left == 0) return;
  struct write *w = malloc(sizeof *w + left);
  if (w == NULL) abort();
  memcpy(w->bytes, buffer_data(out), left);
  buffer_consume(out, left);
  uv_buf_t later = uv_buf_init((char *)w->bytes, (unsigned)left);
  if (uv_write(&w->request, stream, &later, 1, on_written) != 0) load_fail("write", "refused");
}

static void add_call(struct connection *c, uint32_t id)
{
  struct load *load = c->load;
  c->sent_ns[id - 1] = 0;
  if (load->stopping || load_has_made_all(load)) return;
  work_append(&load->work, id, &c->calls);
  c->sent_ns[id - 1] = uv_hrtime();
  load->n_open++;
}

/* All calls that are made at once travel in one record, as a client that has them would do it. */
static void send_calls(struct connection *c)
{
  struct error error;
  if (buffer_size(&c->calls) == 0) return;
  if (!tls_send(c->tls, buffer_data(&c->calls), buffer_size(&c->calls), &error)) {
    load_fail("TLS", error.text);
  }
  buffer_consume(&c->calls, buffer_size(&c->calls));
  flush(c);
}

static bool take_varint(const uint8_t **at, const uint8_t *end, uint64_t *value)
{
  *value = 0;
  for (unsigned shift = 0; shift < 64 && *at < end; shift += 7) {
    const uint8_t byte = *(*at)++;
    *value |= (uint64_t)(byte & 0x7f) << shift;
    if ((byte & 0x80) == 0) return true;
  }
  return false;
}

/* An Answer's id and its status's code: what is measured is the server, so nothing is unpacked.
 * Tags 8, 18 and 34 are the fields 1 and 2 of Answer and the first of Status. */
static void read_answer(const uint8_t *at, size_t size, uint64_t *id, uint64_t *code)
{
  enum { TAG_NUMBER_1 = 8, TAG_BYTES_2 = 18, WIRE_BYTES = 2 };
  const uint8_t *end = at + size;
  uint64_t tag = 0;
  uint64_t value = 0;
  *id = *code = 0;
  while (at < end) {
    if (!take_varint(&at, end, &tag) || !take_varint(&at, end, &value)) break;
    if (tag == TAG_NUMBER_1) *id = value;
    if ((tag & 7) != WIRE_BYTES) continue;
    if (value > (uint64_t)(end - at)) break;
    if (tag == TAG_BYTES_2) {
      const uint8_t *status = at;
      if (take_varint(&status, end, &tag) && tag == TAG_NUMBER_1) {
        (void)take_varint(&status, end, code);
      }
    }
    at += value;
  }
}

static void take_answers(struct connection *c)
{
  const uint8_t *body = NULL;
  size_t size = 0;
  enum frame_state state;
  while ((state = frame_next(&c->plain, FRAME_MAX, &body, &size)) == FRAME_READY) {
    uint64_t id = 0;
    uint64_t code = 0;
    read_answer(body, size, &id, &code);
    if (id == 0 || id > c->load->in_flight || c->sent_ns[id - 1] == 0) {
      load_fail("answer", "an id that was not asked for");
    }
    c->load->n_open--;
    on_answer(c->load, c->sent_ns[id - 1], code);
    buffer_consume(&c->plain, FRAME_HEADER + size);
    add_call(c, (uint32_t)id);
  }
  if (state == FRAME_REFUSED) load_fail("answer", "a frame of a forbidden length");
}

static void feed(struct connection *c, const uint8_t *bytes, size_t size)
{
  struct error error;
  if (!tls_feed(c->tls, bytes, size, &c->plain, PLAIN_MOST, &error)) load_fail("TLS", error.text);
  if (tls_is_ended(c->tls)) load_fail("connection", "ended by the server");
  flush(c);
  if (!c->ready && tls_is_ready(c->tls)) {
    c->ready = true;
    on_connection_ready(c->load);
  }
  take_answers(c);
  send_calls(c);
}

static void on_alloc(uv_handle_t *handle, size_t suggested, uv_buf_t *buf)
{
  static char chunk[READ_CHUNK];
  (void)handle;
  (void)suggested;
  *buf = uv_buf_init(chunk, sizeof chunk);
}

static void on_read(uv_stream_t *stream, ssize_t size, const uv_buf_t *buf)
{
  if (size < 0) load_fail("connection", uv_strerror((int)size));
  if (size > 0) feed(stream->data, (const uint8_t *)buf->base, (size_t)size);
}

static void on_connected(uv_connect_t *connecting, int status)
{
  struct connection *c = connecting->data;
  struct error error;
  if (status < 0) load_fail("connect", uv_strerror(status));
  (void)uv_tcp_nodelay(&c->socket, 1);
  (void)uv_read_start((uv_stream_t *)&c->socket, on_alloc, on_read);
  if (!tls_start(c->tls, &error)) load_fail("TLS", error.text);
  flush(c);
}

struct connection *connection_open(struct load *load)
{
  struct sockaddr_in address;
  struct connection *c = calloc(1, sizeof *c + load->in_flight * sizeof c->sent_ns[0]);
  if (c == NULL) abort();
  c->load = load;
  c->tls = tls_new(load->tls, load->name);
  c->socket.data = c->connecting.data = c;
  (void)uv_tcp_init(&load->loop, &c->socket);
  (void)uv_ip4_addr("127.0.0.1", load->port, &address);
  if (uv_tcp_connect(&c->connecting, &c->socket, (const struct sockaddr *)&address, on_connected) !=
      0) {
    load_fail("connect", "refused");
  }
  return c;
}

void connection_start(struct connection *c)
{
  for (uint32_t id = 1; id <= c->load->in_flight; id++) add_call(c, id);
  send_calls(c);
}

static void on_closed(uv_handle_t *handle)
{
  struct connection *c = handle->data;
  tls_free(c->tls);
  buffer_free(&c->plain);
  buffer_free(&c->calls);
  free(c);
}

void connection_close(struct connection *c)
{
  tls_close(c->tls);
  flush(c);
  uv_close((uv_handle_t *)&c->socket, on_closed);
}
