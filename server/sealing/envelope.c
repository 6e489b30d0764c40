/* Owns the cipher. Never keeps a key. */
#include "server/sealing/envelope.h"

#include <limits.h>
#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <openssl/rand.h>
#include <stdlib.h>
#include <string.h>

enum { WHAT = 96, LABEL = WHAT + 4 + 2 * ENVELOPE_ID + 8 };

static size_t put_number(uint8_t *out, int32_t number)
{
  const uint32_t n = (uint32_t)number;
  for (int i = 0; i < 4; i++) out[i] = (uint8_t)(n >> (24 - 8 * i));
  return 4;
}

/* The name ends with its NUL and the rest has fixed sizes, so no two labels give the same bytes. */
static size_t put_label(uint8_t out[LABEL], const struct envelope_label *label)
{
  size_t at = strnlen(label->what, WHAT - 1);
  memcpy(out, label->what, at);
  out[at++] = 0;
  at += put_number(out + at, label->campus);
  memcpy(out + at, label->row, ENVELOPE_ID);
  at += ENVELOPE_ID;
  memcpy(out + at, label->key, ENVELOPE_ID);
  at += ENVELOPE_ID;
  at += put_number(out + at, label->version);
  return at + put_number(out + at, label->under);
}

static EVP_CIPHER_CTX *context(bool seal, const uint8_t *key, const uint8_t *nonce,
                               const struct envelope_label *label)
{
  static EVP_CIPHER *cipher; /* found once: looking it up costs more than a small value */
  uint8_t bytes[LABEL];
  int done = 0;
  if (cipher == NULL) cipher = EVP_CIPHER_fetch(NULL, "AES-256-GCM", NULL);
  EVP_CIPHER_CTX *c = EVP_CIPHER_CTX_new();
  if (cipher == NULL || c == NULL) abort();
  if (EVP_CipherInit_ex2(c, cipher, key, nonce, seal, NULL) == 1 &&
      EVP_CipherUpdate(c, NULL, &done, bytes, (int)put_label(bytes, label)) == 1) {
    return c;
  }
  EVP_CIPHER_CTX_free(c);
  return NULL;
}

bool envelope_seal(const uint8_t key[ENVELOPE_KEY], const struct envelope_label *label,
                   const void *plain, size_t size, uint8_t *out)
{
  int done = 0;
  if (size > INT_MAX - ENVELOPE_EXTRA || RAND_bytes(out, ENVELOPE_NONCE) != 1) return false;
  EVP_CIPHER_CTX *c = context(true, key, out, label);
  const bool good =
      c != NULL &&
      (size == 0 || EVP_CipherUpdate(c, out + ENVELOPE_NONCE, &done, plain, (int)size) == 1) &&
      EVP_CipherFinal_ex(c, out + ENVELOPE_NONCE + size, &done) == 1 &&
      EVP_CIPHER_CTX_ctrl(c, EVP_CTRL_AEAD_GET_TAG, ENVELOPE_TAG, out + ENVELOPE_NONCE + size) == 1;
  EVP_CIPHER_CTX_free(c);
  return good;
}

bool envelope_open(const uint8_t key[ENVELOPE_KEY], const struct envelope_label *label,
                   const uint8_t *sealed, size_t size, uint8_t *out)
{
  int done = 0;
  uint8_t tag[ENVELOPE_TAG];
  uint8_t last[ENVELOPE_TAG];
  if (size < ENVELOPE_EXTRA || size > INT_MAX) return false;
  const size_t plain = size - ENVELOPE_EXTRA;
  memcpy(tag, sealed + ENVELOPE_NONCE + plain, sizeof tag);
  EVP_CIPHER_CTX *c = context(false, key, sealed, label);
  const bool good =
      c != NULL &&
      (plain == 0 || EVP_CipherUpdate(c, out, &done, sealed + ENVELOPE_NONCE, (int)plain) == 1) &&
      EVP_CIPHER_CTX_ctrl(c, EVP_CTRL_AEAD_SET_TAG, ENVELOPE_TAG, tag) == 1 &&
      EVP_CipherFinal_ex(c, last, &done) == 1;
  EVP_CIPHER_CTX_free(c);
  if (!good) OPENSSL_cleanse(out, plain);
  return good;
}

void envelope_new_key(uint8_t key[ENVELOPE_KEY])
{
  if (RAND_bytes(key, ENVELOPE_KEY) != 1) abort();
}
