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
#include "common/uuid.h"

struct tls_context; /* keys and settings, shared by connections */
struct tls;         /* one connection */

/* Asked for a machine whose certificate is good: whether it is to be refused all the same. */
typedef bool (*tls_is_revoked)(const char *device);

/* PEM files. ALPN is "jiedui/1" on both sides, and required: the client then shows a certificate
 * of `device_ca`, valid now and made for clients. On "jiedui-enrol/1" it shows none. NULL with
 * `error` on failure. */
struct tls_context *tls_context_server(const char *certificate, const char *key,
                                       const char *device_ca, tls_is_revoked is_revoked,
                                       struct error *error);
/* `ca` is the PEM file of the only authorities trusted. */
struct tls_context *tls_context_client(const char *ca, struct error *error);
/* The client's own certificate and its key, PEM files. */
bool tls_context_present(struct tls_context *context, const char *certificate, const char *key,
                         struct error *error);
/* When the certificate of the context's own side ends, in seconds since 1970; 0 if it has none. */
int64_t tls_context_until(const struct tls_context *context);
void tls_context_free(struct tls_context *context);

/* `name` is the host the server's certificate must name (DNS name or IP address); NULL on the
 * server's side. Never NULL. */
struct tls *tls_new(struct tls_context *context, const char *name);
/* Makes a client's connection one for enrolment, before it is started. */
void tls_enrol(struct tls *tls);
void tls_free(struct tls *tls);

/* Gives the connection bytes from the peer and appends what they say to `plain`, at most `max`
 * bytes of it in the buffer; what is beyond stays inside, tls_is_pending says so, and a call with
 * no bytes goes on. False once the connection has failed, with `error` saying why: its code is
 * PERMISSION_DENIED when the peer refuses our own certificate. */
bool tls_feed(struct tls *tls, const uint8_t *bytes, size_t size, struct buffer *plain, size_t max,
              struct error *error);
bool tls_send(struct tls *tls, const uint8_t *plain, size_t size, struct error *error);
/* Begins the client's handshake: afterwards tls_output holds the hello. */
bool tls_start(struct tls *tls, struct error *error);
/* Says goodbye (close_notify) into tls_output. */
void tls_close(struct tls *tls);

/* Bytes to be written to the peer; the caller consumes them. */
struct buffer *tls_output(struct tls *tls);

bool tls_is_enrolment(const struct tls *tls); /* on a ready one: "jiedui-enrol/1" was agreed on */
/* The machine of a ready connection, as its certificate names it, and the certificate's end in
 * seconds since 1970. False if the peer showed none. */
bool tls_device(const struct tls *tls, char device[UUID_TEXT], int64_t *until);
/* When the certificate of a ready connection's peer ends, in seconds since 1970; 0 if it showed
 * none. */
int64_t tls_peer_until(const struct tls *tls);

bool tls_is_ready(const struct tls *tls);   /* handshake done */
bool tls_is_ended(const struct tls *tls);   /* the peer said close_notify */
bool tls_is_pending(const struct tls *tls); /* plain bytes wait inside */

#endif
