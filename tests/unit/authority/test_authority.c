/* unit.authority.authority: what the device CA signs, refuses, and what its certificates say. */
#include "server/authority/authority.h"

#include <openssl/rsa.h>
#include <openssl/x509v3.h>

#include "tests/support/unit.h"

enum { DAY = 86400 };

static const int64_t now = 1772668800; /* 2026-03-05T00:00:00Z */
static const char device[] = "019cbb70-1111-7aaa-8bbb-0123456789ab";

struct sample {
  struct authority *authority;
  X509 *ca; /* borrowed from the authority */
};

static struct sample make(int days)
{
  struct error error;
  EVP_PKEY *key = NULL;
  struct sample sample = {0};
  authority_make(now, &key, &sample.ca);
  sample.authority = authority_new(key, sample.ca, days, &error);
  assert_non_null(sample.authority);
  return sample;
}

/* A key request that asks for more than it should get. */
static struct buffer request_of(EVP_PKEY *key)
{
  X509_REQ *request = X509_REQ_new();
  assert_int_equal(
      X509_NAME_add_entry_by_txt(X509_REQ_get_subject_name(request), "CN", MBSTRING_ASC,
                                 (const unsigned char *)"the district's server", -1, -1, 0), 1);
  X509_EXTENSION *wish = X509V3_EXT_conf_nid(NULL, NULL, NID_basic_constraints, "CA:TRUE");
  STACK_OF(X509_EXTENSION) *wishes = sk_X509_EXTENSION_new_null();
  assert_true(sk_X509_EXTENSION_push(wishes, wish) == 1);
  assert_int_equal(X509_REQ_add_extensions(request, wishes), 1);
  sk_X509_EXTENSION_pop_free(wishes, X509_EXTENSION_free);
  assert_int_equal(X509_REQ_set_pubkey(request, key), 1);
  assert_true(X509_REQ_sign(request, key, EVP_sha256()) > 0);
  struct buffer der = {0};
  const int size = i2d_X509_REQ(request, NULL);
  uint8_t *at = buffer_reserve(&der, (size_t)size);
  assert_int_equal(i2d_X509_REQ(request, &at), size);
  buffer_grew(&der, (size_t)size);
  X509_REQ_free(request);
  return der;
}

static X509 *sign(const struct sample *sample, EVP_PKEY *key, int64_t at)
{
  struct error error;
  struct certificate made;
  struct buffer csr = request_of(key);
  const struct application application = {buffer_data(&csr), buffer_size(&csr), device};
  assert_true(authority_sign(sample->authority, &application, at, &made, &error));
  const uint8_t *der = buffer_data(&made.der);
  X509 *certificate = d2i_X509(NULL, &der, (long)buffer_size(&made.der));
  assert_non_null(certificate);
  assert_true(der == buffer_data(&made.der) + buffer_size(&made.der));
  assert_int_equal(strlen(made.serial), AUTHORITY_SERIAL_TEXT - 1);
  buffer_free(&made.der);
  buffer_free(&csr);
  return certificate;
}

static void refuse(const struct application *application, const char *words)
{
  struct error error = {0};
  struct certificate made;
  const struct sample sample = make(AUTHORITY_DAYS);
  assert_false(authority_sign(sample.authority, application, now, &made, &error));
  assert_non_null(strstr(error.text, words));
  authority_free(sample.authority);
}

static void refuse_key(EVP_PKEY *key, const char *words)
{
  struct buffer csr = request_of(key);
  const struct application application = {buffer_data(&csr), buffer_size(&csr), device};
  refuse(&application, words);
  buffer_free(&csr);
  EVP_PKEY_free(key);
}

static int verify(X509 *ca, X509 *certificate, int purpose, int64_t at)
{
  X509_STORE *store = X509_STORE_new();
  X509_STORE_CTX *context = X509_STORE_CTX_new();
  assert_int_equal(X509_STORE_add_cert(store, ca), 1);
  assert_int_equal(X509_STORE_CTX_init(context, store, certificate, NULL), 1);
  assert_int_equal(X509_STORE_CTX_set_purpose(context, purpose), 1);
  X509_STORE_CTX_set_flags(context, X509_V_FLAG_X509_STRICT);
  X509_STORE_CTX_set_time(context, 0, (time_t)at);
  (void)X509_verify_cert(context);
  const int result = X509_STORE_CTX_get_error(context);
  X509_STORE_CTX_free(context);
  X509_STORE_free(store);
  return result;
}

static void a_certificate_is_good_for_a_client_and_nothing_else(void **state)
{
  (void)state;
  const struct sample sample = make(AUTHORITY_DAYS);
  EVP_PKEY *key = EVP_EC_gen("P-256");
  X509 *c = sign(&sample, key, now);
  assert_int_equal(verify(sample.ca, c, X509_PURPOSE_SSL_CLIENT, now), X509_V_OK);
  assert_int_equal(verify(sample.ca, c, X509_PURPOSE_SSL_SERVER, now), X509_V_ERR_INVALID_PURPOSE);
  assert_int_equal(X509_check_ca(c), 0);
  assert_int_equal(X509_get_key_usage(c), KU_DIGITAL_SIGNATURE);
  assert_int_equal(X509_get_extended_key_usage(c), XKU_SSL_CLIENT);
  assert_int_equal(X509_get_signature_nid(c), NID_ecdsa_with_SHA256);
  assert_int_equal(EVP_PKEY_eq(X509_get0_pubkey(c), key), 1);
  assert_non_null(X509_get0_subject_key_id(c));
  assert_int_equal(ASN1_OCTET_STRING_cmp(X509_get0_authority_key_id(c),
                                         X509_get0_subject_key_id(sample.ca)), 0);
  assert_int_equal(X509_get_ext_count(c), 5);
  X509_free(c);
  EVP_PKEY_free(key);
  authority_free(sample.authority);
}

static void the_name_is_the_device_whatever_was_asked(void **state)
{
  (void)state;
  char name[256];
  const struct sample sample = make(AUTHORITY_DAYS);
  EVP_PKEY *key = EVP_EC_gen("P-256");
  X509 *c = sign(&sample, key, now);
  assert_int_equal(X509_NAME_entry_count(X509_get_subject_name(c)), 1);
  (void)X509_NAME_get_text_by_NID(X509_get_subject_name(c), NID_commonName, name, sizeof name);
  assert_string_equal(name, device);
  assert_int_equal(X509_NAME_cmp(X509_get_issuer_name(c), X509_get_subject_name(sample.ca)), 0);
  X509_free(c);
  EVP_PKEY_free(key);
  authority_free(sample.authority);
}

static void it_lasts_its_days_and_no_longer(void **state)
{
  (void)state;
  const struct sample sample = make(7);
  EVP_PKEY *key = EVP_EC_gen("P-256");
  X509 *c = sign(&sample, key, now);
  assert_int_equal(ASN1_TIME_cmp_time_t(X509_get0_notBefore(c), now - 300), 0);
  assert_int_equal(ASN1_TIME_cmp_time_t(X509_get0_notAfter(c), now + 7 * DAY), 0);
  assert_int_equal(verify(sample.ca, c, X509_PURPOSE_SSL_CLIENT, now + 7 * DAY + 1),
                   X509_V_ERR_CERT_HAS_EXPIRED);
  X509_free(c);
  EVP_PKEY_free(key);
  authority_free(sample.authority);
}

static void it_never_lasts_longer_than_the_authority(void **state)
{
  (void)state;
  struct error error;
  struct certificate made;
  const struct sample sample = make(AUTHORITY_DAYS);
  EVP_PKEY *key = EVP_EC_gen("P-256");
  const int64_t end = now + (int64_t)3652 * DAY;
  X509 *c = sign(&sample, key, end - 3 * DAY);
  assert_int_equal(ASN1_TIME_compare(X509_get0_notAfter(c), X509_get0_notAfter(sample.ca)), 0);
  struct buffer csr = request_of(key);
  const struct application application = {buffer_data(&csr), buffer_size(&csr), device};
  assert_false(authority_sign(sample.authority, &application, end, &made, &error));
  assert_non_null(strstr(error.text, "has ended"));
  buffer_free(&csr);
  X509_free(c);
  EVP_PKEY_free(key);
  authority_free(sample.authority);
}

static void serial_numbers_are_positive_and_differ(void **state)
{
  (void)state;
  const struct sample sample = make(AUTHORITY_DAYS);
  EVP_PKEY *key = EVP_EC_gen("P-256");
  X509 *a = sign(&sample, key, now);
  X509 *b = sign(&sample, key, now);
  const ASN1_INTEGER *serial = X509_get0_serialNumber(a);
  assert_int_equal(ASN1_STRING_type(serial), V_ASN1_INTEGER); /* not V_ASN1_NEG_INTEGER */
  assert_int_equal(ASN1_STRING_length(serial), 16);
  assert_int_not_equal(ASN1_INTEGER_cmp(serial, X509_get0_serialNumber(b)), 0);
  X509_free(a);
  X509_free(b);
  EVP_PKEY_free(key);
  authority_free(sample.authority);
}

static void another_kind_of_key_is_refused(void **state)
{
  (void)state;
  refuse_key(EVP_EC_gen("P-384"), "named curve P-256");
  refuse_key(EVP_EC_gen("secp256k1"), "named curve P-256");
  refuse_key(EVP_RSA_gen(2048), "named curve P-256");
}

static EVP_PKEY *written_otherwise(const char *parameter, const char *value)
{
  EVP_PKEY *key = EVP_EC_gen("P-256");
  assert_int_equal(EVP_PKEY_set_utf8_string_param(key, parameter, value), 1);
  return key;
}

static void a_key_written_in_another_way_is_refused(void **state)
{
  (void)state;
  refuse_key(written_otherwise("encoding", "explicit"), "named curve P-256");
  refuse_key(written_otherwise("point-format", "compressed"), "named curve P-256");
}

static void an_altered_request_is_refused(void **state)
{
  (void)state;
  EVP_PKEY *key = EVP_EC_gen("P-256");
  struct buffer csr = request_of(key);
  const size_t size = buffer_size(&csr);
  uint8_t *bytes = csr.data + csr.start;
  const struct application altered = {bytes, size, device};
  for (size_t i = 0; i < size; i++) {
    bytes[i] ^= 1;
    refuse(&altered, "key");
    bytes[i] ^= 1;
  }
  bytes[size - 1] ^= 1;
  refuse(&altered, "not signed by its own key");
  buffer_free(&csr);
  EVP_PKEY_free(key);
}

static void what_is_no_request_is_refused(void **state)
{
  (void)state;
  static const uint8_t garbage[] = "not a request at all";
  const struct application none = {NULL, 0, device};
  const struct application other = {garbage, sizeof garbage, device};
  refuse(&none, "PKCS#10");
  refuse(&other, "PKCS#10");
  EVP_PKEY *key = EVP_EC_gen("P-256");
  struct buffer csr = request_of(key);
  for (size_t size = 1; size < buffer_size(&csr); size += 7) {
    const struct application cut = {buffer_data(&csr), size, device};
    refuse(&cut, "PKCS#10");
  }
  buffer_append(&csr, "", 1);
  const struct application longer = {buffer_data(&csr), buffer_size(&csr), device};
  refuse(&longer, "PKCS#10");
  buffer_free(&csr);
  EVP_PKEY_free(key);
}

static void a_device_is_a_uuid_in_its_one_form(void **state)
{
  (void)state;
  static const char *const names[] = {
      "", "office-3", "019CBB70-1111-7AAA-8BBB-0123456789AB", "019cbb7011117aaa8bbb0123456789ab",
      "{019cbb70-1111-7aaa-8bbb-0123456789ab}", "019cbb70-1111-7aaa-8bbb-0123456789ab ",
      "019cbb70-1111-7aaa-8bbb-0123456789a", "019cbb70-1111-7aaa-8bbb-0123456789ag"};
  EVP_PKEY *key = EVP_EC_gen("P-256");
  struct buffer csr = request_of(key);
  for (size_t i = 0; i < COUNT(names); i++) {
    const struct application application = {buffer_data(&csr), buffer_size(&csr), names[i]};
    refuse(&application, "UUID");
  }
  buffer_free(&csr);
  EVP_PKEY_free(key);
}

static void a_key_and_a_certificate_that_do_not_fit_are_refused(void **state)
{
  (void)state;
  struct error error;
  EVP_PKEY *key = NULL;
  EVP_PKEY *other = NULL;
  X509 *certificate = NULL;
  X509 *unused = NULL;
  authority_make(now, &key, &certificate);
  authority_make(now, &other, &unused);
  assert_null(authority_new(other, certificate, 30, &error));
  assert_string_equal(error.text, "the certificate is not this key's");
  X509_free(unused);
  const struct sample sample = make(AUTHORITY_DAYS);
  X509 *leaf = sign(&sample, key, now);
  assert_null(authority_new(key, leaf, 30, &error));
  assert_string_equal(error.text, "the certificate may not sign others");
  authority_free(sample.authority);
}

int main(void)
{
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(a_certificate_is_good_for_a_client_and_nothing_else),
      cmocka_unit_test(the_name_is_the_device_whatever_was_asked),
      cmocka_unit_test(it_lasts_its_days_and_no_longer),
      cmocka_unit_test(it_never_lasts_longer_than_the_authority),
      cmocka_unit_test(serial_numbers_are_positive_and_differ),
      cmocka_unit_test(another_kind_of_key_is_refused),
      cmocka_unit_test(a_key_written_in_another_way_is_refused),
      cmocka_unit_test(an_altered_request_is_refused),
      cmocka_unit_test(what_is_no_request_is_refused),
      cmocka_unit_test(a_device_is_a_uuid_in_its_one_form),
      cmocka_unit_test(a_key_and_a_certificate_that_do_not_fit_are_refused),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
