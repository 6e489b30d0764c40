/* Owns the machine's key and certificate files. Never talks to a server. */
#include "client/machine.h"

#include <errno.h>
#include <openssl/ec.h>
#include <openssl/pem.h>
#include <openssl/x509.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "client/cause.h"
#include "client/folder.h"
#include "client/text.h"

const char *machine_name(struct arena *arena, const char *ca)
{
  enum { NAME_BYTES = 8 };
  unsigned char digest[EVP_MAX_MD_SIZE] = {0};
  unsigned char chunk[4096];
  FILE *file = fopen(ca, "re");
  if (file == NULL) return "none";
  EVP_MD_CTX *hash = EVP_MD_CTX_new();
  if (hash == NULL || EVP_DigestInit_ex(hash, EVP_sha256(), NULL) != 1) abort();
  for (size_t n = fread(chunk, 1, sizeof chunk, file); n > 0;
       n = fread(chunk, 1, sizeof chunk, file)) {
    if (EVP_DigestUpdate(hash, chunk, n) != 1) abort();
  }
  (void)fclose(file);
  if (EVP_DigestFinal_ex(hash, digest, NULL) != 1) abort();
  EVP_MD_CTX_free(hash);
  char *name = arena_alloc(arena, 2 * NAME_BYTES + 1);
  for (size_t i = 0; i < NAME_BYTES; i++) (void)snprintf(name + 2 * i, 3, "%02x", digest[i]);
  return name;
}

bool machine_find(struct arena *arena, const struct profile *profile, struct machine *machine,
                  struct error *error)
{
  const char *const ends[] = {".key", ".pem", ".key.next"};
  char **const paths[] = {&machine->key, &machine->certificate, &machine->next_key};
  for (size_t i = 0; i < sizeof ends / sizeof *ends; i++) {
    const char *name = arena_printf(arena, "machines/%s%s", profile->device, ends[i]);
    *paths[i] = folder_path(arena, FOLDER_CONFIG, name, error);
    if (*paths[i] == NULL) return false;
  }
  return true;
}

static X509 *load_certificate(const struct machine *machine)
{
  FILE *file = fopen(machine->certificate, "re");
  if (file == NULL) return NULL;
  X509 *certificate = PEM_read_X509(file, NULL, NULL, NULL);
  (void)fclose(file);
  return certificate;
}

int64_t machine_until(const struct machine *machine)
{
  struct tm end = {0};
  X509 *certificate = load_certificate(machine);
  const bool known =
      certificate != NULL && ASN1_TIME_to_tm(X509_get0_notAfter(certificate), &end) == 1;
  X509_free(certificate);
  return known ? (int64_t)timegm(&end) : 0;
}

const char *machine_id(struct arena *arena, const struct machine *machine)
{
  char name[64] = "";
  X509 *certificate = load_certificate(machine);
  if (certificate != NULL) {
    (void)X509_NAME_get_text_by_NID(X509_get_subject_name(certificate), NID_commonName, name,
                                    (int)sizeof name);
  }
  X509_free(certificate);
  return name[0] == '\0' ? NULL : arena_strdup(arena, name);
}

/* The whole of a memory BIO, in the arena. */
static ProtobufCBinaryData content_of(struct arena *arena, BIO *bio)
{
  char *data = NULL;
  const long size = BIO_get_mem_data(bio, &data);
  return (ProtobufCBinaryData){(size_t)size, arena_copy(arena, (uint8_t *)data, (size_t)size)};
}

static EVP_PKEY *make_key(struct arena *arena, const char *path, struct error *error)
{
  EVP_PKEY *key = EVP_EC_gen("P-256");
  BIO *bio = BIO_new(BIO_s_mem());
  if (key == NULL || bio == NULL ||
      PEM_write_bio_PKCS8PrivateKey(bio, key, NULL, NULL, 0, NULL, NULL) != 1) {
    abort();
  }
  const ProtobufCBinaryData pem = content_of(arena, bio);
  const bool kept = folder_write(path, (const char *)pem.data, pem.len, error);
  explicit_bzero(pem.data, pem.len);
  BIO_free(bio);
  if (kept) return key;
  EVP_PKEY_free(key);
  return NULL;
}

static EVP_PKEY *load_key(struct arena *arena, const char *path, struct error *error)
{
  FILE *file = fopen(path, "re");
  if (file == NULL && errno == ENOENT) return make_key(arena, path, error);
  EVP_PKEY *key = file == NULL ? NULL : PEM_read_PrivateKey(file, NULL, NULL, NULL);
  if (file != NULL) (void)fclose(file);
  if (key == NULL) {
    (void)error_set(error, JIEDUI__CODE__LOCAL,
                    text("Cannot read this machine's key %s: remove it and enrol anew with `jiedui "
                         "device enrol TOKEN`."),
                    path);
  }
  return key;
}

bool machine_request(struct arena *arena, const char *path, ProtobufCBinaryData *csr,
                     struct error *error)
{
  EVP_PKEY *key = load_key(arena, path, error);
  if (key == NULL) return false;
  X509_REQ *request = X509_REQ_new();
  unsigned char *der = NULL;
  /* The server names the machine; what a request says of itself counts for nothing. */
  if (request == NULL || X509_REQ_set_pubkey(request, key) != 1 ||
      X509_REQ_sign(request, key, EVP_sha256()) <= 0) {
    abort();
  }
  const int size = i2d_X509_REQ(request, &der);
  if (size <= 0) abort();
  csr->len = (size_t)size;
  csr->data = arena_copy(arena, der, csr->len);
  OPENSSL_free(der);
  X509_REQ_free(request);
  EVP_PKEY_free(key);
  return true;
}

bool machine_keep(struct arena *arena, const struct machine *machine, bool fresh,
                  ProtobufCBinaryData certificate, struct error *error)
{
  const unsigned char *at = certificate.data;
  X509 *parsed = d2i_X509(NULL, &at, (long)certificate.len);
  BIO *bio = BIO_new(BIO_s_mem());
  if (bio == NULL) abort();
  bool kept = parsed != NULL && PEM_write_bio_X509(bio, parsed) == 1;
  if (!kept) {
    (void)error_set(error, JIEDUI__CODE__INTERNAL,
                    text("The server's answer cannot be understood; is it as new as this client?"));
  } else {
    const ProtobufCBinaryData pem = content_of(arena, bio);
    /* The old certificate goes first: between the two there is none rather than one of another
     * key. */
    if (fresh) (void)unlink(machine->certificate);
    kept = (!fresh || rename(machine->next_key, machine->key) == 0 ||
            error_set(error, JIEDUI__CODE__LOCAL,
                      text("Cannot write %s: %s: make room or permit it, then try again."),
                      machine->key, cause_text(errno))) &&
           folder_write(machine->certificate, (const char *)pem.data, pem.len, error);
  }
  BIO_free(bio);
  X509_free(parsed);
  return kept;
}
