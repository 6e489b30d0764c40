/* Owns the making of keys and certificates for tests. Never reuses one. */
#include "tests/unit/common/certificates.h"

#include <assert.h>
#include <openssl/ec.h>
#include <openssl/pem.h>
#include <openssl/x509v3.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

static void extend(X509 *certificate, int name, const char *value)
{
  X509_EXTENSION *extension = X509V3_EXT_conf_nid(NULL, NULL, name, value);
  assert(extension != NULL && X509_add_ext(certificate, extension, -1) == 1);
  X509_EXTENSION_free(extension);
}

/* `issuer` NULL: signs itself. */
static X509 *certify(EVP_PKEY *key, const char *name, X509 *issuer, EVP_PKEY *issuer_key)
{
  static long serial = 1;
  X509 *certificate = X509_new();
  X509_NAME *subject = X509_get_subject_name(certificate);
  (void)X509_set_version(certificate, 2);
  (void)ASN1_INTEGER_set(X509_get_serialNumber(certificate), serial++);
  (void)X509_gmtime_adj(X509_getm_notBefore(certificate), -3600);
  (void)X509_gmtime_adj(X509_getm_notAfter(certificate), 86400);
  (void)X509_NAME_add_entry_by_txt(subject, "CN", MBSTRING_UTF8, (const unsigned char *)name, -1,
                                   -1, 0);
  (void)X509_set_issuer_name(certificate, issuer == NULL ? subject : X509_get_subject_name(issuer));
  (void)X509_set_pubkey(certificate, key);
  if (issuer == NULL) {
    extend(certificate, NID_basic_constraints, "critical,CA:TRUE");
  } else {
    extend(certificate, NID_subject_alt_name, "DNS:localhost,IP:127.0.0.1");
  }
  const int size = X509_sign(certificate, issuer_key, EVP_sha256());
  assert(size > 0);
  return certificate;
}

static void write_certificate(const char *path, X509 *certificate)
{
  FILE *file = fopen(path, "w");
  assert(file != NULL && PEM_write_X509(file, certificate) == 1);
  (void)fclose(file);
}

static void write_key(const char *path, EVP_PKEY *key)
{
  FILE *file = fopen(path, "w");
  assert(file != NULL && PEM_write_PrivateKey(file, key, NULL, NULL, 0, NULL, NULL) == 1);
  (void)fclose(file);
}

void certificates_make(struct certificates *c)
{
  (void)snprintf(c->folder, sizeof c->folder, "/tmp/jiedui-tls-XXXXXX");
  const char *made = mkdtemp(c->folder);
  assert(made != NULL);
  (void)snprintf(c->ca, sizeof c->ca, "%s/ca.pem", c->folder);
  (void)snprintf(c->other, sizeof c->other, "%s/other.pem", c->folder);
  (void)snprintf(c->server, sizeof c->server, "%s/server.pem", c->folder);
  (void)snprintf(c->key, sizeof c->key, "%s/server.key", c->folder);
  (void)snprintf(c->device, sizeof c->device, "%s/device.pem", c->folder);
  (void)snprintf(c->device_key, sizeof c->device_key, "%s/device.key", c->folder);
  (void)snprintf(c->stranger, sizeof c->stranger, "%s/stranger.pem", c->folder);
  EVP_PKEY *ca_key = EVP_EC_gen("P-256");
  EVP_PKEY *other_key = EVP_EC_gen("P-256");
  EVP_PKEY *server_key = EVP_EC_gen("P-256");
  X509 *ca = certify(ca_key, "authority", NULL, ca_key);
  X509 *other = certify(other_key, "authority", NULL, other_key);
  X509 *server = certify(server_key, "localhost", ca, ca_key);
  write_certificate(c->ca, ca);
  write_certificate(c->other, other);
  write_certificate(c->server, server);
  write_key(c->key, server_key);
  EVP_PKEY *device_key = EVP_EC_gen("P-256");
  X509 *device = certify(device_key, CERTIFICATES_DEVICE, ca, ca_key);
  X509 *stranger = certify(device_key, CERTIFICATES_DEVICE, other, other_key);
  write_certificate(c->device, device);
  write_certificate(c->stranger, stranger);
  write_key(c->device_key, device_key);
  X509_free(device);
  X509_free(stranger);
  EVP_PKEY_free(device_key);
  X509_free(ca);
  X509_free(other);
  X509_free(server);
  EVP_PKEY_free(ca_key);
  EVP_PKEY_free(other_key);
  EVP_PKEY_free(server_key);
}

void certificates_remove(const struct certificates *c)
{
  (void)unlink(c->ca);
  (void)unlink(c->other);
  (void)unlink(c->server);
  (void)unlink(c->key);
  (void)unlink(c->device);
  (void)unlink(c->device_key);
  (void)unlink(c->stranger);
  (void)rmdir(c->folder);
}
