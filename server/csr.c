/* Owns the reading of certificate requests. Never signs one. */
#include "server/csr.h"

#include <openssl/err.h>
#include <openssl/x509.h>
#include <sodium.h>

bool csr_key_sha256(ProtobufCBinaryData csr, uint8_t sha256[CSR_KEY_SHA256])
{
  const unsigned char *at = csr.data;
  if (csr.data == NULL || csr.len == 0 || csr.len > CSR_LONGEST) return false;
  X509_REQ *request = d2i_X509_REQ(NULL, &at, (long)csr.len);
  unsigned char *key = NULL;
  const bool whole = request != NULL && at == csr.data + csr.len;
  const int size = whole ? i2d_X509_PUBKEY(X509_REQ_get_X509_PUBKEY(request), &key) : 0;
  if (size > 0) (void)crypto_hash_sha256(sha256, key, (unsigned long long)size);
  OPENSSL_free(key);
  X509_REQ_free(request);
  ERR_clear_error();
  return size > 0;
}
