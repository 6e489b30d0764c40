/* AES-256-GCM with what a value belongs to as associated data: seals values and wraps keys. */
#ifndef SERVER_SEALING_ENVELOPE_H
#define SERVER_SEALING_ENVELOPE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum {
  ENVELOPE_KEY = 32,
  ENVELOPE_ID = 16,
  ENVELOPE_NONCE = 12,
  ENVELOPE_TAG = 16,
  ENVELOPE_EXTRA = ENVELOPE_NONCE + ENVELOPE_TAG, /* how much longer the sealed form is */
  ENVELOPE_WRAPPED = ENVELOPE_KEY + ENVELOPE_EXTRA
};

/* What the sealed bytes belong to; with any other label they do not open. */
struct envelope_label {
  const char *what;            /* "campus_key", "student_key", "table.column" */
  int32_t campus;
  uint8_t row[ENVELOPE_ID];    /* of a value: its row */
  uint8_t key[ENVELOPE_ID];    /* the student key that is wrapped, or seals the value */
  int32_t version;             /* of a campus key: its own */
  int32_t under;               /* of a wrapped key: the version of the key above */
};

/* nonce | ciphertext | tag into `out`, which has room for size + ENVELOPE_EXTRA. */
bool envelope_seal(const uint8_t key[ENVELOPE_KEY], const struct envelope_label *label,
                   const void *plain, size_t size, uint8_t *out);
/* False if key, label or any byte is another; `out` has room for size - ENVELOPE_EXTRA and holds
 * zeros then. */
bool envelope_open(const uint8_t key[ENVELOPE_KEY], const struct envelope_label *label,
                   const uint8_t *sealed, size_t size, uint8_t *out);
/* A fresh random key. */
void envelope_new_key(uint8_t key[ENVELOPE_KEY]);

#endif
