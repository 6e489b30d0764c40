/* Owns TLS 1.3 connections over memory BIOs. Never touches a socket or a clock. */
#include "common/tls.h"

#include <arpa/inet.h>
#include <assert.h>
#include <openssl/err.h>
#include <openssl/ssl.h>
#include <openssl/x509v3.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

/* A peer may ask for new keys for ever at no cost of its own; OpenSSL sets no limit. */
enum { KEY_UPDATES_WITHOUT_DATA = 32, READ_BYTES = 16 * 1024 };

static const unsigned char alpn[] = "\x08jiedui/1";
static const unsigned char alpn_enrol[] = "\x0ejiedui-enrol/1";

struct tls_context {
  SSL_CTX *ssl;
  bool server;               /* which side of the handshake */
  tls_is_revoked is_revoked; /* the server's question about a machine */
};

struct tls {
  SSL *ssl;             /* owns both BIOs */
  BIO *in;              /* records from the peer */
  BIO *out;             /* records for the peer */
  struct buffer output; /* drained from `out` after every call */
  unsigned key_updates; /* since the last plain byte */
  bool ended;           /* close_notify seen */
};

/* Whether the peer's last word was that our own certificate will not do. */
static bool is_about_certificate(unsigned long code)
{
  switch (ERR_GET_LIB(code) == ERR_LIB_SSL ? ERR_GET_REASON(code) : 0) {
    case SSL_R_SSLV3_ALERT_BAD_CERTIFICATE:
    case SSL_R_SSLV3_ALERT_UNSUPPORTED_CERTIFICATE:
    case SSL_R_SSLV3_ALERT_CERTIFICATE_REVOKED:
    case SSL_R_SSLV3_ALERT_CERTIFICATE_EXPIRED:
    case SSL_R_SSLV3_ALERT_CERTIFICATE_UNKNOWN:
    case SSL_R_TLSV1_ALERT_UNKNOWN_CA:
    case SSL_R_TLSV1_ALERT_DECRYPT_ERROR: /* signed by another authority of the same name */
    case SSL_R_TLSV13_ALERT_CERTIFICATE_REQUIRED:
      return true;
    default:
      return false;
  }
}

static bool error_ssl(struct error *error, const char *doing)
{
  const unsigned long code = ERR_peek_last_error();
  const char *reason = code == 0 ? NULL : ERR_reason_error_string(code);
  return error_set(error,
                   is_about_certificate(code) ? JIEDUI__CODE__PERMISSION_DENIED
                                              : JIEDUI__CODE__UNAVAILABLE,
                   "%s: %s", doing, reason == NULL ? "the connection ended" : reason);
}

static int on_alpn(SSL *ssl, const unsigned char **chosen, unsigned char *size,
                   const unsigned char *offered, unsigned int offered_size, void *data)
{
  (void)data;
  unsigned char *found = NULL;
  if (SSL_select_next_proto(&found, size, alpn, sizeof alpn - 1, offered, offered_size) !=
      OPENSSL_NPN_NEGOTIATED) {
    if (SSL_select_next_proto(&found, size, alpn_enrol, sizeof alpn_enrol - 1, offered,
                              offered_size) != OPENSSL_NPN_NEGOTIATED) {
      return SSL_TLSEXT_ERR_ALERT_FATAL;
    }
    /* Chosen before the server asks for a certificate, so here it can still be left out. */
    SSL_set_verify(ssl, SSL_VERIFY_NONE, NULL);
  }
  *chosen = found;
  return SSL_TLSEXT_ERR_OK;
}

static bool device_of(X509 *certificate, char device[UUID_TEXT])
{
  X509_NAME *subject = X509_get_subject_name(certificate);
  return X509_NAME_get_text_by_NID(subject, NID_commonName, device, UUID_TEXT) == UUID_TEXT - 1;
}

/* Called for each certificate of the chain once OpenSSL has judged it. */
static int on_verify(int good, X509_STORE_CTX *store)
{
  char device[UUID_TEXT];
  if (!good || X509_STORE_CTX_get_error_depth(store) > 0) return good;
  const SSL *ssl = X509_STORE_CTX_get_ex_data(store, SSL_get_ex_data_X509_STORE_CTX_idx());
  const struct tls_context *context = SSL_CTX_get_app_data(SSL_get_SSL_CTX(ssl));
  if (!device_of(X509_STORE_CTX_get_current_cert(store), device)) {
    X509_STORE_CTX_set_error(store, X509_V_ERR_CERT_REJECTED);
    return 0;
  }
  if (context->is_revoked != NULL && context->is_revoked(device)) {
    X509_STORE_CTX_set_error(store, X509_V_ERR_CERT_REVOKED);
    return 0;
  }
  return 1;
}

static void on_message(int writing, int version, int type, const void *bytes, size_t size, SSL *ssl,
                       void *data)
{
  (void)version;
  (void)ssl;
  struct tls *tls = data;
  if (writing || type != SSL3_RT_HANDSHAKE || size == 0) return;
  if (*(const unsigned char *)bytes == SSL3_MT_KEY_UPDATE) tls->key_updates++;
}

static struct tls_context *context_new(const SSL_METHOD *method, bool server)
{
  /* The machine's openssl.cnf is neither needed nor wanted: it costs a start 3 ms, and could ask
   * for less than TLS 1.3. */
  if (OPENSSL_init_ssl(OPENSSL_INIT_NO_LOAD_CONFIG, NULL) != 1) abort();
  struct tls_context *context = calloc(1, sizeof *context);
  if (context == NULL) abort();
  context->server = server;
  context->ssl = SSL_CTX_new(method);
  if (context->ssl == NULL) abort();
  (void)SSL_CTX_set_min_proto_version(context->ssl, TLS1_3_VERSION);
  (void)SSL_CTX_set_mode(context->ssl, SSL_MODE_ENABLE_PARTIAL_WRITE | SSL_MODE_RELEASE_BUFFERS |
                                           SSL_MODE_ACCEPT_MOVING_WRITE_BUFFER);
  (void)SSL_CTX_set_options(context->ssl, SSL_OP_NO_RENEGOTIATION);
  return context;
}

struct tls_context *tls_context_server(const char *certificate, const char *key,
                                       const char *device_ca, tls_is_revoked is_revoked,
                                       struct error *error)
{
  ERR_clear_error();
  struct tls_context *context = context_new(TLS_server_method(), true);
  context->is_revoked = is_revoked;
  (void)SSL_CTX_set_app_data(context->ssl, context);
  if (SSL_CTX_load_verify_file(context->ssl, device_ca) != 1) {
    error_ssl(error, device_ca);
  } else if (SSL_CTX_use_certificate_chain_file(context->ssl, certificate) != 1) {
    error_ssl(error, certificate);
  } else if (SSL_CTX_use_PrivateKey_file(context->ssl, key, SSL_FILETYPE_PEM) != 1) {
    error_ssl(error, key);
  } else {
    SSL_CTX_set_alpn_select_cb(context->ssl, on_alpn, NULL);
    SSL_CTX_set_verify(context->ssl, SSL_VERIFY_PEER | SSL_VERIFY_FAIL_IF_NO_PEER_CERT, on_verify);
    /* A machine's certificate is signed by the authority itself. */
    SSL_CTX_set_verify_depth(context->ssl, 1);
    /* No resumption: a ticket would outlive what it was given for. */
    (void)SSL_CTX_set_session_cache_mode(context->ssl, SSL_SESS_CACHE_OFF);
    (void)SSL_CTX_set_num_tickets(context->ssl, 0);
    return context;
  }
  tls_context_free(context);
  return NULL;
}

struct tls_context *tls_context_client(const char *ca, struct error *error)
{
  ERR_clear_error();
  struct tls_context *context = context_new(TLS_client_method(), false);
  if (SSL_CTX_load_verify_file(context->ssl, ca) != 1) {
    error_ssl(error, ca);
    tls_context_free(context);
    return NULL;
  }
  SSL_CTX_set_verify(context->ssl, SSL_VERIFY_PEER, NULL);
  if (SSL_CTX_set_alpn_protos(context->ssl, alpn, sizeof alpn - 1) != 0) abort();
  return context;
}

bool tls_context_present(struct tls_context *context, const char *certificate, const char *key,
                         struct error *error)
{
  ERR_clear_error();
  if (SSL_CTX_use_certificate_file(context->ssl, certificate, SSL_FILETYPE_PEM) != 1) {
    return error_ssl(error, certificate);
  }
  return SSL_CTX_use_PrivateKey_file(context->ssl, key, SSL_FILETYPE_PEM) == 1 ||
         error_ssl(error, key);
}

static int64_t end_of(const X509 *certificate)
{
  struct tm end;
  if (ASN1_TIME_to_tm(X509_get0_notAfter(certificate), &end) != 1) return 0;
  return (int64_t)timegm(&end);
}

int64_t tls_context_until(const struct tls_context *context)
{
  const X509 *own = SSL_CTX_get0_certificate(context->ssl);
  return own == NULL ? 0 : end_of(own);
}

void tls_context_free(struct tls_context *context)
{
  if (context == NULL) return;
  SSL_CTX_free(context->ssl);
  free(context);
}

static void expect_name(SSL *ssl, const char *name)
{
  unsigned char address[sizeof(struct in6_addr)];
  X509_VERIFY_PARAM *param = SSL_get0_param(ssl);
  if (inet_pton(AF_INET, name, address) == 1 || inet_pton(AF_INET6, name, address) == 1) {
    if (X509_VERIFY_PARAM_set1_ip_asc(param, name) != 1) abort();
    return;
  }
  if (SSL_set1_host(ssl, name) != 1 || SSL_set_tlsext_host_name(ssl, name) != 1) abort();
}

struct tls *tls_new(struct tls_context *context, const char *name)
{
  struct tls *tls = calloc(1, sizeof *tls);
  if (tls == NULL) abort();
  tls->ssl = SSL_new(context->ssl);
  tls->in = BIO_new(BIO_s_mem());
  tls->out = BIO_new(BIO_s_mem());
  if (tls->ssl == NULL || tls->in == NULL || tls->out == NULL) abort();
  SSL_set_bio(tls->ssl, tls->in, tls->out);
  SSL_set_msg_callback(tls->ssl, on_message);
  SSL_set_msg_callback_arg(tls->ssl, tls);
  if (context->server) {
    SSL_set_accept_state(tls->ssl);
  } else {
    SSL_set_connect_state(tls->ssl);
    if (name != NULL) expect_name(tls->ssl, name);
  }
  return tls;
}

void tls_enrol(struct tls *tls)
{
  if (SSL_set_alpn_protos(tls->ssl, alpn_enrol, sizeof alpn_enrol - 1) != 0) abort();
}

void tls_free(struct tls *tls)
{
  if (tls == NULL) return;
  SSL_free(tls->ssl);
  buffer_free(&tls->output);
  free(tls);
}

static void drain(struct tls *tls)
{
  const size_t waiting = BIO_ctrl_pending(tls->out);
  if (waiting == 0) return;
  size_t taken = 0;
  if (BIO_read_ex(tls->out, buffer_reserve(&tls->output, waiting), waiting, &taken) == 1) {
    buffer_grew(&tls->output, taken);
  }
}

/* What an SSL call that did not succeed means: true if it only wants more bytes. */
static bool settle(struct tls *tls, int result, const char *doing, struct error *error)
{
  const int why = SSL_get_error(tls->ssl, result);
  drain(tls);
  if (why == SSL_ERROR_WANT_READ || why == SSL_ERROR_WANT_WRITE) return true;
  if (why == SSL_ERROR_ZERO_RETURN) {
    tls->ended = true;
    return true;
  }
  const long verdict = SSL_get_verify_result(tls->ssl);
  if (verdict != X509_V_OK) {
    return error_set(error, JIEDUI__CODE__UNAVAILABLE, "the %s certificate does not fit: %s",
                     SSL_is_server(tls->ssl) ? "machine's" : "server's",
                     X509_verify_cert_error_string(verdict));
  }
  return error_ssl(error, doing);
}

/* A peer that offers no protocol at all is never asked by on_alpn. */
static bool has_protocol(const struct tls *tls, struct error *error)
{
  const unsigned char *chosen = NULL;
  unsigned int size = 0;
  SSL_get0_alpn_selected(tls->ssl, &chosen, &size);
  /* One of both that the server chose, or none: OpenSSL checks what was offered. */
  return size > 0 ||
         error_set(error, JIEDUI__CODE__UNAVAILABLE, "the peer does not speak jiedui/1");
}

static bool handshake(struct tls *tls, struct error *error)
{
  ERR_clear_error();
  const int result = SSL_do_handshake(tls->ssl);
  if (result != 1) return settle(tls, result, "TLS handshake", error);
  drain(tls);
  return has_protocol(tls, error);
}

static bool read_plain(struct tls *tls, struct buffer *plain, size_t max, struct error *error)
{
  while (buffer_size(plain) < max) {
    size_t want = max - buffer_size(plain);
    if (want > READ_BYTES) want = READ_BYTES;
    size_t got = 0;
    ERR_clear_error();
    const int result = SSL_read_ex(tls->ssl, buffer_reserve(plain, want), want, &got);
    if (tls->key_updates > KEY_UPDATES_WITHOUT_DATA) {
      return error_set(error, JIEDUI__CODE__RESOURCE_EXHAUSTED, "too many key updates");
    }
    if (result != 1) return settle(tls, result, "TLS read", error);
    tls->key_updates = 0;
    buffer_grew(plain, got);
  }
  drain(tls);
  return true;
}

bool tls_feed(struct tls *tls, const uint8_t *bytes, size_t size, struct buffer *plain, size_t max,
              struct error *error)
{
  size_t written = 0;
  if (size > 0 && BIO_write_ex(tls->in, bytes, size, &written) != 1) abort();
  if (!tls_is_ready(tls)) {
    if (!handshake(tls, error)) return false;
    if (!tls_is_ready(tls)) return true;
  }
  return read_plain(tls, plain, max, error);
}

bool tls_send(struct tls *tls, const uint8_t *plain, size_t size, struct error *error)
{
  assert(tls_is_ready(tls));
  while (size > 0) {
    size_t written = 0;
    ERR_clear_error();
    const int result = SSL_write_ex(tls->ssl, plain, size, &written);
    if (result != 1) {
      (void)settle(tls, result, "TLS write", error);
      return error_set(error, JIEDUI__CODE__UNAVAILABLE, "TLS write failed");
    }
    plain += written;
    size -= written;
  }
  drain(tls);
  return true;
}

bool tls_start(struct tls *tls, struct error *error)
{
  return handshake(tls, error);
}

void tls_close(struct tls *tls)
{
  if (!tls_is_ready(tls)) return;
  ERR_clear_error();
  (void)SSL_shutdown(tls->ssl);
  drain(tls);
}

struct buffer *tls_output(struct tls *tls)
{
  return &tls->output;
}

bool tls_is_enrolment(const struct tls *tls)
{
  const unsigned char *chosen = NULL;
  unsigned int size = 0;
  SSL_get0_alpn_selected(tls->ssl, &chosen, &size);
  return size == alpn_enrol[0] && memcmp(chosen, alpn_enrol + 1, size) == 0;
}

bool tls_device(const struct tls *tls, char device[UUID_TEXT], int64_t *until)
{
  X509 *shown = SSL_get0_peer_certificate(tls->ssl);
  if (shown == NULL || !device_of(shown, device)) return false;
  *until = end_of(shown);
  return true;
}

int64_t tls_peer_until(const struct tls *tls)
{
  X509 *shown = SSL_get0_peer_certificate(tls->ssl);
  return shown == NULL ? 0 : end_of(shown);
}

bool tls_is_ready(const struct tls *tls)
{
  return SSL_is_init_finished(tls->ssl);
}

bool tls_is_ended(const struct tls *tls)
{
  return tls->ended;
}

bool tls_is_pending(const struct tls *tls)
{
  return SSL_pending(tls->ssl) > 0 || BIO_ctrl_pending(tls->in) > 0;
}
