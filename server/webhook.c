/* Owns the form and the signature of a notice. Never sends one. */
#include "server/webhook.h"

#include <jansson.h>
#include <sodium.h>
#include <stdlib.h>
#include <string.h>

enum { SIGNATURE = sodium_base64_ENCODED_LEN(crypto_auth_hmacsha256_BYTES,
                                             sodium_base64_VARIANT_ORIGINAL) };

static void sign(char signature[SIGNATURE], const void *key, size_t key_size, const void *text,
                 size_t size)
{
  crypto_auth_hmacsha256_state state;
  uint8_t mac[crypto_auth_hmacsha256_BYTES];
  (void)crypto_auth_hmacsha256_init(&state, key, key_size);
  (void)crypto_auth_hmacsha256_update(&state, text, size);
  (void)crypto_auth_hmacsha256_final(&state, mac);
  (void)sodium_bin2base64(signature, SIGNATURE, mac, sizeof mac, sodium_base64_VARIANT_ORIGINAL);
}

/* The three characters of base64 that mean something else in a query. */
static const char *escape(struct arena *arena, const char *base64)
{
  char *out = arena_alloc(arena, 3 * strlen(base64) + 1);
  char *at = out;
  for (; *base64 != '\0'; base64++) {
    const char *code = *base64 == '+'   ? "%2B"
                       : *base64 == '/' ? "%2F"
                       : *base64 == '=' ? "%3D"
                                        : NULL;
    if (code == NULL) {
      *at++ = *base64;
    } else {
      memcpy(at, code, 3);
      at += 3;
    }
  }
  *at = '\0';
  return out;
}

static const char *dump(struct arena *arena, json_t *object)
{
  char *text = json_dumps(object, JSON_COMPACT);
  if (text == NULL) abort();
  const char *kept = arena_strdup(arena, text);
  free(text);
  json_decref(object);
  return kept;
}

/* "TIME\nSECRET" */
static const char *stamp(struct arena *arena, uint64_t time, ProtobufCBinaryData secret)
{
  return arena_printf(arena, "%llu\n%.*s", (unsigned long long)time, (int)secret.len,
                      (const char *)secret.data);
}

static const char *dingtalk_url(struct arena *arena, const char *url, ProtobufCBinaryData secret,
                                uint64_t unix_ms)
{
  char signature[SIGNATURE];
  const char *text = stamp(arena, unix_ms, secret);
  sign(signature, secret.data, secret.len, text, strlen(text));
  const char join = strchr(url, '?') == NULL ? '?' : '&';
  return arena_printf(arena, "%s%ctimestamp=%llu&sign=%s", url, join, (unsigned long long)unix_ms,
                      escape(arena, signature));
}

static const char *feishu_body(struct arena *arena, ProtobufCBinaryData secret, const char *content,
                               uint64_t unix_ms)
{
  json_t *object = json_pack("{s:s, s:{s:s}}", "msg_type", "text", "content", "text", content);
  if (secret.len > 0) {
    char signature[SIGNATURE];
    const char *key = stamp(arena, unix_ms / 1000, secret);
    sign(signature, key, strlen(key), "", 0);
    (void)json_object_set_new(
        object, "timestamp",
        json_string(arena_printf(arena, "%llu", (unsigned long long)(unix_ms / 1000))));
    (void)json_object_set_new(object, "sign", json_string(signature));
  }
  return dump(arena, object);
}

struct webhook_post webhook_post_of(struct arena *arena, Jiedui__WebhookKind kind, const char *url,
                                    ProtobufCBinaryData secret, const char *content,
                                    uint64_t unix_ms)
{
  if (kind == JIEDUI__WEBHOOK_KIND__WEBHOOK_KIND_FEISHU) {
    return (struct webhook_post){arena_strdup(arena, url),
                                 feishu_body(arena, secret, content, unix_ms)};
  }
  const bool is_signed = kind == JIEDUI__WEBHOOK_KIND__WEBHOOK_KIND_DINGTALK && secret.len > 0;
  return (struct webhook_post){
      is_signed ? dingtalk_url(arena, url, secret, unix_ms) : arena_strdup(arena, url),
      dump(arena, json_pack("{s:s, s:{s:s}}", "msgtype", "text", "text", "content", content))};
}

bool webhook_was_taken(struct arena *arena, const char *body, const char **fault)
{
  json_t *object = json_loads(body, 0, NULL);
  const json_t *code = json_object_get(object, "errcode");
  if (code == NULL) code = json_object_get(object, "code");
  const bool taken = json_is_integer(code) && json_integer_value(code) == 0;
  if (!taken) {
    *fault = json_is_integer(code)
                 ? arena_printf(arena, "the service answered code %lld",
                                (long long)json_integer_value(code))
                 : "the service's answer has no code";
  }
  json_decref(object);
  return taken;
}

bool webhook_is_allowed(const char *url, const char *hosts)
{
  while (*hosts != '\0') {
    const size_t length = strcspn(hosts, " ");
    if (length > 0 && strncmp(url, hosts, length) == 0 && url[length] == '/') return true;
    hosts += length + strspn(hosts + length, " ");
  }
  return false;
}
