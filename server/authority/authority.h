/* The device CA: its key, its certificate, and what it signs. All in memory. */
#ifndef SERVER_AUTHORITY_AUTHORITY_H
#define SERVER_AUTHORITY_AUTHORITY_H

#include <openssl/evp.h>
#include <openssl/x509.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "common/buffer.h"
#include "common/error.h"
#include "common/uuid.h"

enum { AUTHORITY_DAYS = 30, AUTHORITY_SERIAL_TEXT = 33 };

struct authority;

/* Who asks for a certificate: an unchecked key request and an unchecked name. */
struct application {
  const uint8_t *csr; /* PKCS#10, DER */
  size_t csr_size;
  const char *device; /* must be a UUID as uuid_print writes it */
};

struct certificate {
  struct buffer der;                  /* X.509; the caller frees it */
  int64_t not_after;                  /* seconds since 1970 */
  char serial[AUTHORITY_SERIAL_TEXT]; /* hex digits */
};

/* A new key and its own certificate, valid for ten years around `now`; both are the caller's. */
void authority_make(int64_t now, EVP_PKEY **key, X509 **certificate);

/* Takes both over, even when it fails. NULL, with the reason in `error`, if they do not fit each
 * other or are no CA's. Certificates will last `days`, from 1 to AUTHORITY_DAYS. */
struct authority *authority_new(EVP_PKEY *key, X509 *certificate, int days, struct error *error);
void authority_free(struct authority *authority);

/* True for a UUID in its canonical form, lower case. */
bool authority_is_device(const char *device);

/* A certificate for the application's key, valid from five minutes before `now`, never beyond the
 * CA's own end. False, with a sentence for the caller, if the application is not good. */
bool authority_sign(const struct authority *authority, const struct application *application,
                    int64_t now, struct certificate *certificate, struct error *error);

#endif
