/* Owns the device CA's key while the process runs. Never reads a file, a socket or a clock. */
#include "server/authority/authority.h"

#include <assert.h>
#include <openssl/bn.h>
#include <openssl/err.h>
#include <openssl/x509v3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

enum { DAY = 86400, SKEW = 300, CA_DAYS = 3652, SERIAL_BITS = 128, P256_KEY = 91 };

struct authority {
  EVP_PKEY *key;
  X509 *certificate;
  int64_t ends; /* of the certificate, seconds since 1970 */
  int days;
};

/* SubjectPublicKeyInfo of the named curve P-256, up to the uncompressed point's coordinates. */
static const uint8_t p256_head[] = {
    0x30, 0x59, 0x30, 0x13, 0x06, 0x07, 0x2a, 0x86, 0x48, 0xce, 0x3d, 0x02, 0x01, 0x06,
    0x08, 0x2a, 0x86, 0x48, 0xce, 0x3d, 0x03, 0x01, 0x07, 0x03, 0x42, 0x00, 0x04};

/* OpenSSL fails here only when it has no memory or no random numbers. */
static void must(bool good)
{
  if (!good) abort();
}

/* The bytes decide: a curve spelt out in parameters can look like P-256 and be another. */
static bool is_p256(X509_PUBKEY *key)
{
  uint8_t *der = NULL;
  const int size = i2d_X509_PUBKEY(key, &der);
  const bool good = size == P256_KEY && memcmp(der, p256_head, sizeof p256_head) == 0;
  OPENSSL_free(der);
  return good;
}

static void extend(X509 *certificate, X509 *issuer, int nid, const char *value)
{
  X509V3_CTX context;
  X509V3_set_ctx(&context, issuer, certificate, NULL, NULL, 0);
  X509_EXTENSION *extension = X509V3_EXT_conf_nid(NULL, &context, nid, value);
  must(extension != NULL && X509_add_ext(certificate, extension, -1) == 1);
  X509_EXTENSION_free(extension);
}

static void set_serial(X509 *certificate)
{
  BIGNUM *number = BN_new();
  must(number != NULL &&
       BN_rand(number, SERIAL_BITS, BN_RAND_TOP_ONE, BN_RAND_BOTTOM_ANY) == 1 &&
       BN_to_ASN1_INTEGER(number, X509_get_serialNumber(certificate)) != NULL);
  BN_free(number);
}

/* What every certificate of ours has, but its issuer, extensions and signature. */
static X509 *begin(const char *name, EVP_PKEY *key, int64_t from, int64_t to)
{
  X509 *certificate = X509_new();
  must(certificate != NULL && X509_set_version(certificate, X509_VERSION_3) == 1);
  set_serial(certificate);
  must(X509_NAME_add_entry_by_txt(X509_get_subject_name(certificate), "CN", MBSTRING_ASC,
                                  (const unsigned char *)name, -1, -1, 0) == 1 &&
       ASN1_TIME_set(X509_getm_notBefore(certificate), (time_t)from) != NULL &&
       ASN1_TIME_set(X509_getm_notAfter(certificate), (time_t)to) != NULL &&
       X509_set_pubkey(certificate, key) == 1);
  return certificate;
}

void authority_make(int64_t now, EVP_PKEY **key, X509 **certificate)
{
  *key = EVP_EC_gen("P-256");
  must(*key != NULL);
  X509 *c = begin("Jiedui device CA", *key, now - SKEW, now + (int64_t)CA_DAYS * DAY);
  must(X509_set_issuer_name(c, X509_get_subject_name(c)) == 1);
  extend(c, c, NID_basic_constraints, "critical,CA:TRUE,pathlen:0");
  extend(c, c, NID_key_usage, "critical,keyCertSign");
  extend(c, c, NID_subject_key_identifier, "hash");
  must(X509_sign(c, *key, EVP_sha256()) > 0);
  *certificate = c;
}

static bool check_pair(EVP_PKEY *key, X509 *certificate, struct error *error)
{
  if (X509_check_private_key(certificate, key) != 1) {
    return error_set(error, JIEDUI__CODE__INVALID, "the certificate is not this key's");
  }
  if (!is_p256(X509_get_X509_PUBKEY(certificate))) {
    return error_set(error, JIEDUI__CODE__INVALID, "the key is not of the curve P-256");
  }
  if (X509_check_ca(certificate) != 1 ||
      (X509_get_key_usage(certificate) & KU_KEY_CERT_SIGN) == 0) {
    return error_set(error, JIEDUI__CODE__INVALID, "the certificate may not sign others");
  }
  return true;
}

struct authority *authority_new(EVP_PKEY *key, X509 *certificate, int days, struct error *error)
{
  assert(days >= 1 && days <= AUTHORITY_DAYS);
  struct tm end;
  struct authority *authority = calloc(1, sizeof *authority);
  if (authority == NULL) abort();
  authority->key = key;
  authority->certificate = certificate;
  authority->days = days;
  bool good = check_pair(key, certificate, error);
  if (good && ASN1_TIME_to_tm(X509_get0_notAfter(certificate), &end) != 1) {
    good = error_set(error, JIEDUI__CODE__INVALID, "the certificate's end is no instant");
  }
  ERR_clear_error();
  if (good) {
    authority->ends = timegm(&end);
    return authority;
  }
  authority_free(authority);
  return NULL;
}

void authority_free(struct authority *authority)
{
  if (authority == NULL) return;
  EVP_PKEY_free(authority->key);
  X509_free(authority->certificate);
  free(authority);
}

bool authority_is_device(const char *device)
{
  uint8_t id[UUID_BYTES];
  char text[UUID_TEXT];
  if (!uuid_parse(device, id)) return false;
  uuid_print(id, text);
  return strcmp(text, device) == 0;
}

/* The request, if it is one to its last byte and signed by its own key. */
static X509_REQ *read_request(const struct application *application, struct error *error)
{
  const uint8_t *at = application->csr;
  X509_REQ *request = d2i_X509_REQ(NULL, &at, (long)application->csr_size);
  if (request == NULL || at != application->csr + application->csr_size) {
    (void)error_set(error, JIEDUI__CODE__INVALID, "the key request is not PKCS#10 in DER");
  } else if (!is_p256(X509_REQ_get_X509_PUBKEY(request)) ||
             X509_REQ_get0_pubkey(request) == NULL) {
    (void)error_set(error, JIEDUI__CODE__INVALID,
                    "the key is not an uncompressed point of the named curve P-256");
  } else if (X509_REQ_verify(request, X509_REQ_get0_pubkey(request)) != 1) {
    (void)error_set(error, JIEDUI__CODE__INVALID, "the key request is not signed by its own key");
  } else {
    return request;
  }
  X509_REQ_free(request);
  ERR_clear_error();
  return NULL;
}

static void print_serial(const X509 *certificate, char text[AUTHORITY_SERIAL_TEXT])
{
  const ASN1_INTEGER *serial = X509_get0_serialNumber(certificate);
  text[0] = '\0';
  for (int i = 0; i < serial->length && 2 * i + 2 < AUTHORITY_SERIAL_TEXT; i++) {
    (void)snprintf(text + 2 * i, 3, "%02x", serial->data[i]);
  }
}

static void put(X509 *signed_one, int64_t not_after, struct certificate *certificate)
{
  const int size = i2d_X509(signed_one, NULL);
  must(size > 0);
  *certificate = (struct certificate){.not_after = not_after};
  uint8_t *at = buffer_reserve(&certificate->der, (size_t)size);
  must(i2d_X509(signed_one, &at) == size);
  buffer_grew(&certificate->der, (size_t)size);
  print_serial(signed_one, certificate->serial);
}

bool authority_sign(const struct authority *authority, const struct application *application,
                    int64_t now, struct certificate *certificate, struct error *error)
{
  ERR_clear_error();
  if (now >= authority->ends) {
    return error_set(error, JIEDUI__CODE__UNAVAILABLE, "the authority's own certificate has ended");
  }
  if (!authority_is_device(application->device)) {
    return error_set(error, JIEDUI__CODE__INVALID, "the device is not a UUID in lower case");
  }
  X509_REQ *request = read_request(application, error);
  if (request == NULL) return false;
  const int64_t wished = now + (int64_t)authority->days * DAY;
  const int64_t until = wished < authority->ends ? wished : authority->ends;
  X509 *c = begin(application->device, X509_REQ_get0_pubkey(request), now - SKEW, until);
  X509_REQ_free(request);
  must(X509_set_issuer_name(c, X509_get_subject_name(authority->certificate)) == 1);
  extend(c, authority->certificate, NID_basic_constraints, "critical,CA:FALSE");
  extend(c, authority->certificate, NID_key_usage, "critical,digitalSignature");
  extend(c, authority->certificate, NID_ext_key_usage, "clientAuth");
  extend(c, authority->certificate, NID_subject_key_identifier, "hash");
  extend(c, authority->certificate, NID_authority_key_identifier, "keyid:always");
  must(X509_sign(c, authority->key, EVP_sha256()) > 0);
  put(c, until, certificate);
  X509_free(c);
  return true;
}
