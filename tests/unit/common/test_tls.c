/* unit.common.tls: two ends over buffers, no socket; a bare OpenSSL end plays the bad peers. */
#include "common/tls.h"

#include <openssl/ssl.h>

#include "tests/support/unit.h"
#include "tests/unit/common/certificates.h"

enum { PLENTY = 8 << 20 };

static struct certificates files;
static struct tls_context *server_context;
static struct tls_context *client_context;

/* Two connected ends and what each has read. */
struct pair {
  struct tls *server;
  struct tls *client;
  struct buffer at_server;
  struct buffer at_client;
  struct error error;
};

static bool carry(struct tls *from, struct tls *to, struct buffer *plain, struct error *error)
{
  struct buffer *out = tls_output(from);
  const size_t size = buffer_size(out);
  const bool good = tls_feed(to, buffer_data(out), size, plain, PLENTY, error);
  buffer_consume(out, size);
  return good;
}

/* Carries bytes both ways until neither end has any. */
static bool settle(struct pair *p)
{
  while (buffer_size(tls_output(p->client)) > 0 || buffer_size(tls_output(p->server)) > 0) {
    if (!carry(p->client, p->server, &p->at_server, &p->error)) return false;
    if (!carry(p->server, p->client, &p->at_client, &p->error)) return false;
  }
  return true;
}

static void pair_open(struct pair *p, struct tls_context *client, const char *name)
{
  *p = (struct pair){.server = tls_new(server_context, NULL), .client = tls_new(client, name)};
  assert_true(tls_start(p->client, &p->error));
}

static void pair_close(struct pair *p)
{
  tls_free(p->server);
  tls_free(p->client);
  buffer_free(&p->at_server);
  buffer_free(&p->at_client);
}

static void a_handshake_makes_both_ends_ready(void **state)
{
  (void)state;
  static const char *const names[] = {"localhost", "127.0.0.1"};
  for (size_t i = 0; i < COUNT(names); i++) {
    struct pair p;
    pair_open(&p, client_context, names[i]);
    assert_false(tls_is_ready(p.client));
    assert_true(settle(&p));
    assert_true(tls_is_ready(p.client) && tls_is_ready(p.server));
    pair_close(&p);
  }
}

static void data_go_both_ways(void **state)
{
  (void)state;
  struct pair p;
  enum { LARGE = 1 << 20 };
  uint8_t *large = malloc(LARGE);
  for (size_t i = 0; i < LARGE; i++) large[i] = (uint8_t)(i * 7 + i / 256);
  pair_open(&p, client_context, "localhost");
  assert_true(settle(&p));
  assert_true(tls_send(p.client, large, LARGE, &p.error));
  assert_true(tls_send(p.server, (const uint8_t *)"pong", 4, &p.error));
  assert_true(settle(&p));
  assert_int_equal(buffer_size(&p.at_server), LARGE);
  assert_memory_equal(buffer_data(&p.at_server), large, LARGE);
  assert_memory_equal(buffer_data(&p.at_client), "pong", 4);
  free(large);
  pair_close(&p);
}

static void bytes_may_come_one_at_a_time(void **state)
{
  (void)state;
  struct pair p;
  pair_open(&p, client_context, "localhost");
  assert_true(settle(&p));
  assert_true(tls_send(p.client, (const uint8_t *)"slow", 4, &p.error));
  struct buffer *out = tls_output(p.client);
  while (buffer_size(out) > 0) {
    assert_int_equal(buffer_size(&p.at_server), 0);
    assert_true(tls_feed(p.server, buffer_data(out), 1, &p.at_server, PLENTY, &p.error));
    buffer_consume(out, 1);
  }
  assert_memory_equal(buffer_data(&p.at_server), "slow", 4);
  pair_close(&p);
}

static void no_more_is_read_than_asked_for(void **state)
{
  (void)state;
  struct pair p;
  static const uint8_t block[50000];
  pair_open(&p, client_context, "localhost");
  assert_true(settle(&p));
  assert_true(tls_send(p.client, block, sizeof block, &p.error));
  struct buffer *out = tls_output(p.client);
  assert_true(tls_feed(p.server, buffer_data(out), buffer_size(out), &p.at_server, 1000, &p.error));
  buffer_consume(out, buffer_size(out));
  assert_int_equal(buffer_size(&p.at_server), 1000);
  assert_true(tls_is_pending(p.server));
  assert_true(tls_feed(p.server, NULL, 0, &p.at_server, PLENTY, &p.error));
  assert_int_equal(buffer_size(&p.at_server), sizeof block);
  assert_false(tls_is_pending(p.server));
  pair_close(&p);
}

static void a_certificate_of_another_name_is_refused(void **state)
{
  (void)state;
  static const char *const names[] = {"elsewhere.example", "127.0.0.2", "::1"};
  for (size_t i = 0; i < COUNT(names); i++) {
    struct pair p;
    pair_open(&p, client_context, names[i]);
    assert_false(settle(&p));
    assert_false(tls_is_ready(p.client));
    assert_int_equal(p.error.code, JIEDUI__CODE__UNAVAILABLE);
    assert_non_null(strstr(p.error.text, "certificate does not fit"));
    pair_close(&p);
  }
}

static void a_certificate_of_another_authority_is_refused(void **state)
{
  (void)state;
  struct pair p;
  struct error error;
  struct tls_context *other = tls_context_client(files.other, &error);
  assert_non_null(other);
  pair_open(&p, other, "localhost");
  assert_false(settle(&p));
  assert_non_null(strstr(p.error.text, "certificate does not fit"));
  pair_close(&p);
  tls_context_free(other);
}

static void close_notify_tells_an_end_from_a_cut(void **state)
{
  (void)state;
  struct pair p;
  pair_open(&p, client_context, "localhost");
  assert_true(settle(&p));
  assert_true(tls_send(p.client, (const uint8_t *)"last", 4, &p.error));
  assert_true(settle(&p));
  assert_false(tls_is_ended(p.server));
  tls_close(p.client);
  assert_true(settle(&p));
  assert_true(tls_is_ended(p.server));
  assert_memory_equal(buffer_data(&p.at_server), "last", 4);
  pair_close(&p);
}

static void changed_bytes_end_the_connection(void **state)
{
  (void)state;
  struct pair p;
  pair_open(&p, client_context, "localhost");
  assert_true(settle(&p));
  assert_true(tls_send(p.client, (const uint8_t *)"secret", 6, &p.error));
  struct buffer *out = tls_output(p.client);
  out->data[out->end - 1] ^= 1;
  assert_false(carry(p.client, p.server, &p.at_server, &p.error));
  assert_int_equal(buffer_size(&p.at_server), 0);
  pair_close(&p);
}

static void what_is_no_tls_is_refused(void **state)
{
  (void)state;
  static const char http[] = "GET / HTTP/1.1\r\nHost: localhost\r\n\r\n";
  struct tls *server = tls_new(server_context, NULL);
  struct buffer plain = {0};
  struct error error;
  assert_false(tls_feed(server, (const uint8_t *)http, sizeof http - 1, &plain, PLENTY, &error));
  assert_false(tls_is_ready(server));
  tls_free(server);
  buffer_free(&plain);
}

static void missing_files_are_named(void **state)
{
  (void)state;
  struct error error;
  assert_null(tls_context_server("/nowhere/server.pem", files.key, files.ca, NULL, &error));
  assert_non_null(strstr(error.text, "/nowhere/server.pem"));
  assert_null(tls_context_server(files.server, files.ca, files.ca, NULL, &error));
  assert_non_null(strstr(error.text, files.ca));
  assert_null(tls_context_client("/nowhere/ca.pem", &error));
  assert_non_null(strstr(error.text, "/nowhere/ca.pem"));
}

/* The bad peers: OpenSSL itself, set as they would set it. */
struct bare {
  SSL_CTX *context;
  SSL *ssl;
  BIO *in;
  BIO *out;
  struct tls *server;
  struct buffer at_server;
  struct error error;
};

static void bare_open(struct bare *b, int version, const char *protocol)
{
  *b = (struct bare){.context = SSL_CTX_new(TLS_client_method()),
                     .in = BIO_new(BIO_s_mem()),
                     .out = BIO_new(BIO_s_mem()),
                     .server = tls_new(server_context, NULL)};
  (void)SSL_CTX_set_max_proto_version(b->context, version);
  if (protocol != NULL) {
    const unsigned size = (unsigned)strlen(protocol);
    assert_int_equal(SSL_CTX_set_alpn_protos(b->context, (const unsigned char *)protocol, size), 0);
  }
  assert_int_equal(SSL_CTX_use_certificate_file(b->context, files.device, SSL_FILETYPE_PEM), 1);
  assert_int_equal(SSL_CTX_use_PrivateKey_file(b->context, files.device_key, SSL_FILETYPE_PEM), 1);
  b->ssl = SSL_new(b->context);
  SSL_set_bio(b->ssl, b->in, b->out);
  SSL_set_connect_state(b->ssl);
  (void)SSL_do_handshake(b->ssl);
}

/* What the bare end has written goes to the server. */
static bool bare_flush(struct bare *b)
{
  char *bytes = NULL;
  const long size = BIO_get_mem_data(b->out, &bytes);
  const bool good =
      tls_feed(b->server, (const uint8_t *)bytes, (size_t)size, &b->at_server, PLENTY, &b->error);
  (void)BIO_reset(b->out);
  return good;
}

static bool bare_handshake(struct bare *b)
{
  for (int round = 0; round < 4; round++) {
    if (!bare_flush(b)) return false;
    struct buffer *out = tls_output(b->server);
    size_t written = 0;
    if (buffer_size(out) > 0) {
      (void)BIO_write_ex(b->in, buffer_data(out), buffer_size(out), &written);
      buffer_consume(out, written);
    }
    (void)SSL_do_handshake(b->ssl);
  }
  return true;
}

static void bare_close(struct bare *b)
{
  SSL_free(b->ssl);
  SSL_CTX_free(b->context);
  tls_free(b->server);
  buffer_free(&b->at_server);
}

static void tls_1_2_is_refused(void **state)
{
  (void)state;
  struct bare b;
  bare_open(&b, TLS1_2_VERSION, "\x08jiedui/1");
  assert_false(bare_handshake(&b));
  assert_false(tls_is_ready(b.server));
  bare_close(&b);
}

static void another_protocol_is_refused(void **state)
{
  (void)state;
  struct bare b;
  bare_open(&b, TLS1_3_VERSION, "\x02h2\x08http/1.1");
  assert_false(bare_handshake(&b));
  assert_false(tls_is_ready(b.server));
  bare_close(&b);
}

static void a_peer_that_names_no_protocol_is_refused(void **state)
{
  (void)state;
  struct bare b;
  bare_open(&b, TLS1_3_VERSION, NULL);
  assert_false(bare_handshake(&b));
  assert_non_null(strstr(b.error.text, "jiedui/1"));
  bare_close(&b);
}

static void ask_for_keys(struct bare *b, int times)
{
  for (int i = 0; i < times; i++) {
    assert_int_equal(SSL_key_update(b->ssl, SSL_KEY_UPDATE_NOT_REQUESTED), 1);
    assert_int_equal(SSL_do_handshake(b->ssl), 1);
  }
}

static void a_flood_of_key_updates_is_refused(void **state)
{
  (void)state;
  struct bare b;
  bare_open(&b, TLS1_3_VERSION, "\x08jiedui/1");
  assert_true(bare_handshake(&b));
  ask_for_keys(&b, 33);
  assert_false(bare_flush(&b));
  assert_int_equal(b.error.code, JIEDUI__CODE__RESOURCE_EXHAUSTED);
  bare_close(&b);
}

static void a_flood_in_small_pieces_is_refused(void **state)
{
  (void)state;
  struct bare b;
  bare_open(&b, TLS1_3_VERSION, "\x08jiedui/1");
  assert_true(bare_handshake(&b));
  bool good = true;
  for (int i = 0; i < 40 && good; i++) {
    ask_for_keys(&b, 1);
    good = bare_flush(&b);
  }
  assert_false(good);
  bare_close(&b);
}

static void key_updates_between_data_pass(void **state)
{
  (void)state;
  struct bare b;
  bare_open(&b, TLS1_3_VERSION, "\x08jiedui/1");
  assert_true(bare_handshake(&b));
  for (int i = 0; i < 60; i++) {
    ask_for_keys(&b, 1);
    assert_int_equal(SSL_write(b.ssl, "x", 1), 1);
    assert_true(bare_flush(&b));
  }
  assert_int_equal(buffer_size(&b.at_server), 60);
  bare_close(&b);
}

static bool is_revoked; /* what is_on_the_list says */

static bool is_on_the_list(const char *device)
{
  assert_string_equal(device, CERTIFICATES_DEVICE);
  return is_revoked;
}

static void the_server_knows_the_machine(void **state)
{
  (void)state;
  struct pair p;
  char device[UUID_TEXT];
  int64_t until = 0;
  pair_open(&p, client_context, "localhost");
  assert_true(settle(&p));
  assert_true(tls_device(p.server, device, &until));
  assert_string_equal(device, CERTIFICATES_DEVICE);
  assert_int_equal(until, tls_context_until(client_context));
  assert_false(tls_is_enrolment(p.server));
  pair_close(&p);
}

/* The client has finished its handshake when the server's refusal comes. */
static void refuse_machine(struct tls_context *client)
{
  struct pair p;
  pair_open(&p, client, "localhost");
  assert_false(settle(&p));
  assert_false(tls_is_ready(p.server));
  assert_false(carry(p.server, p.client, &p.at_client, &p.error));
  assert_int_equal(p.error.code, JIEDUI__CODE__PERMISSION_DENIED);
  pair_close(&p);
}

static void a_machine_without_a_good_certificate_is_refused(void **state)
{
  (void)state;
  struct error error;
  struct tls_context *none = tls_context_client(files.ca, &error);
  struct tls_context *stranger = tls_context_client(files.ca, &error);
  assert_true(tls_context_present(stranger, files.stranger, files.device_key, &error));
  refuse_machine(none);
  refuse_machine(stranger);
  is_revoked = true;
  refuse_machine(client_context);
  is_revoked = false;
  tls_context_free(none);
  tls_context_free(stranger);
}

static void a_machine_enrols_without_a_certificate(void **state)
{
  (void)state;
  struct error error;
  struct pair p;
  char device[UUID_TEXT];
  int64_t until = 0;
  struct tls_context *none = tls_context_client(files.ca, &error);
  p = (struct pair){.server = tls_new(server_context, NULL), .client = tls_new(none, "localhost")};
  tls_enrol(p.client);
  assert_true(tls_start(p.client, &p.error));
  assert_true(settle(&p));
  assert_true(tls_is_enrolment(p.server));
  assert_false(tls_device(p.server, device, &until));
  pair_close(&p);
  tls_context_free(none);
}

static int set_up(void **state)
{
  (void)state;
  struct error error;
  certificates_make(&files);
  server_context =
      tls_context_server(files.server, files.key, files.ca, is_on_the_list, &error);
  client_context = tls_context_client(files.ca, &error);
  return server_context == NULL || client_context == NULL ||
         !tls_context_present(client_context, files.device, files.device_key, &error);
}

static int tear_down(void **state)
{
  (void)state;
  tls_context_free(server_context);
  tls_context_free(client_context);
  certificates_remove(&files);
  return 0;
}

int main(void)
{
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(a_handshake_makes_both_ends_ready),
      cmocka_unit_test(the_server_knows_the_machine),
      cmocka_unit_test(a_machine_without_a_good_certificate_is_refused),
      cmocka_unit_test(a_machine_enrols_without_a_certificate),
      cmocka_unit_test(data_go_both_ways),
      cmocka_unit_test(bytes_may_come_one_at_a_time),
      cmocka_unit_test(no_more_is_read_than_asked_for),
      cmocka_unit_test(a_certificate_of_another_name_is_refused),
      cmocka_unit_test(a_certificate_of_another_authority_is_refused),
      cmocka_unit_test(close_notify_tells_an_end_from_a_cut),
      cmocka_unit_test(changed_bytes_end_the_connection),
      cmocka_unit_test(what_is_no_tls_is_refused),
      cmocka_unit_test(missing_files_are_named),
      cmocka_unit_test(tls_1_2_is_refused),
      cmocka_unit_test(another_protocol_is_refused),
      cmocka_unit_test(a_peer_that_names_no_protocol_is_refused),
      cmocka_unit_test(a_flood_of_key_updates_is_refused),
      cmocka_unit_test(a_flood_in_small_pieces_is_refused),
      cmocka_unit_test(key_updates_between_data_pass),
  };
  return cmocka_run_group_tests(tests, set_up, tear_down);
}
