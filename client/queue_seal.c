/* Owns the key of a profile's queue and the sealing by it. Never knows what it seals. */
#include "client/queue_seal.h"

#include <errno.h>
#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "client/cause.h"
#include "client/folder.h"
#include "client/text.h"

/* The first bytes of a sealed file: what it is, and in which form. */
static const char magic[] = "jiedui-queue/1\n";

enum {
  MAGIC = sizeof magic - 1,
  NONCE = crypto_aead_xchacha20poly1305_ietf_NPUBBYTES,
  HEAD = MAGIC + NONCE,
  TAG = crypto_aead_xchacha20poly1305_ietf_ABYTES,
};
_Static_assert(QUEUE_KEY == crypto_aead_xchacha20poly1305_ietf_KEYBYTES, "the key's size");

static void start(void)
{
  if (sodium_init() < 0) abort();
}

static bool make_key(const char *path, uint8_t key[QUEUE_KEY], struct error *error)
{
  randombytes_buf(key, QUEUE_KEY);
  return folder_write(path, (const char *)key, QUEUE_KEY, error);
}

bool queue_seal_key(struct arena *arena, const char *profile, bool make, uint8_t key[QUEUE_KEY],
                    struct error *error)
{
  start();
  const char *path =
      folder_path(arena, FOLDER_CONFIG, arena_printf(arena, "queues/%s.key", profile), error);
  if (path == NULL) return false;
  FILE *file = fopen(path, "re");
  if (file == NULL && errno == ENOENT && make) return make_key(path, key, error);
  /* One that is there and cannot be read is never replaced: what it sealed would be lost. */
  const bool read = file != NULL && fread(key, 1, QUEUE_KEY, file) == QUEUE_KEY;
  const int cause = errno;
  if (file != NULL) (void)fclose(file);
  return read || error_set(error, JIEDUI__CODE__LOCAL,
                           text("Cannot read the queue's key %s: %s: put it back from a backup; "
                                "without it the records that wait here cannot be opened."),
                           path, file == NULL ? cause_text(cause) : text("it is too short"));
}

/* The form and the profile's name are bound in. */
static ProtobufCBinaryData label_of(struct arena *arena, const char *name)
{
  char *label = arena_printf(arena, "%s%s", magic, name);
  return (ProtobufCBinaryData){strlen(label), (uint8_t *)label};
}

ProtobufCBinaryData queue_seal(struct arena *arena, const uint8_t key[QUEUE_KEY], const char *name,
                               ProtobufCBinaryData plain)
{
  const ProtobufCBinaryData label = label_of(arena, name);
  ProtobufCBinaryData sealed = {HEAD + plain.len + TAG, arena_alloc(arena, HEAD + plain.len + TAG)};
  start();
  memcpy(sealed.data, magic, MAGIC);
  randombytes_buf(sealed.data + MAGIC, NONCE);
  if (crypto_aead_xchacha20poly1305_ietf_encrypt(sealed.data + HEAD, NULL, plain.data, plain.len,
                                                 label.data, label.len, NULL, sealed.data + MAGIC,
                                                 key) != 0) {
    abort();
  }
  return sealed;
}

bool queue_unseal(struct arena *arena, const uint8_t key[QUEUE_KEY], const char *name,
                  ProtobufCBinaryData sealed, ProtobufCBinaryData *plain)
{
  const ProtobufCBinaryData label = label_of(arena, name);
  start();
  if (sealed.len < HEAD + TAG || memcmp(sealed.data, magic, MAGIC) != 0) return false;
  plain->len = sealed.len - HEAD - TAG;
  plain->data = arena_alloc(arena, plain->len + 1);
  return crypto_aead_xchacha20poly1305_ietf_decrypt(
             plain->data, NULL, NULL, sealed.data + HEAD, sealed.len - HEAD, label.data, label.len,
             sealed.data + MAGIC, key) == 0;
}
