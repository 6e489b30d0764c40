/* TLS 1.3 over byte buffers: no socket inside, so it runs under any loop and in tests without one.
 *
 * wrap: plain bytes → records; feed: records → plain bytes. Both leave what must be sent in
 * tls_output. A connection is usable once tls_is_ready. */
#ifndef COMMON_TLS_H
#define COMMON_TLS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "common/buffer.h"
#include "common/error.h"

struct tls_context; /* keys and settings, shared by connections */
struct tls;         /* one connection */

/* PEM files. ALPN is "jiedui/1" on both sides, and required. NULL with `error` on failure. */
struct tls_context *tls_context_server(const char *certificate, const char *key,
                                       struct error *error);
/* `ca` is the PEM file of the only authorities trusted. */
struct tls_context *tls_context_client(const char *ca, struct error *error);
void tls_context_free(struct tls_context *context);

/* `name` is the host the server's certificate must name (DNS name or IP address); NULL on the
 * server's side. Never NULL. */
struct tls *tls_new(struct tls_context *context, const char *name);
void tls_free(struct tls *tls);

/* Gives the connection bytes from the peer and appends what they say to `plain`, at most `max`
 * bytes of it in the buffer; what is beyond stays inside, tls_is_pending says so, and a call with
 * no bytes goes on. False once the connection has failed, with `error` saying why. */
bool tls_feed(struct tls *tls, const uint8_t *bytes, size_t size, struct buffer *plain, size_t max,
              struct error *error);
bool tls_send(struct tls *tls, const uint8_t *plain, size_t size, struct error *error);
/* Begins the client's handshake: afterwards tls_output holds the hello. */
bool tls_start(struct tls *tls, struct error *error);
/* Says goodbye (close_notify) into tls_output. */
void tls_close(struct tls *tls);

/* Bytes to be written to the peer; the caller consumes them. */
struct buffer *tls_output(struct tls *tls);

bool tls_is_ready(const struct tls *tls);   /* handshake done */
bool tls_is_ended(const struct tls *tls);   /* the peer said close_notify */
bool tls_is_pending(const struct tls *tls); /* plain bytes wait inside */

#endif
