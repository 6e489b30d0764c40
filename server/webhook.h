/* What a notice is on the wire, for each of the three services. No I/O. */
#ifndef SERVER_WEBHOOK_H
#define SERVER_WEBHOOK_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "common/arena.h"
#include "webhook.pb-c.h"

struct webhook_post {
  const char *url;  /* with the signature where the service wants it there */
  const char *body; /* JSON */
};

/* The post, in the arena. Signatures as the services document them for their group robots:
 * 钉钉: base64(HMAC-SHA256(secret, "MS\nSECRET")) and the milliseconds in the query;
 * 飞书: base64(HMAC-SHA256("S\nSECRET", "")) and the seconds in the body; 企业微信: none, its key is
 * part of the address. An empty secret signs nothing. */
struct webhook_post webhook_post_of(struct arena *arena, Jiedui__WebhookKind kind, const char *url,
                                    ProtobufCBinaryData secret, const char *content,
                                    uint64_t unix_ms);

/* Whether the answer's body says that the notice was taken: {"errcode":0} or {"code":0}. Else
 * `fault` is a sentence in the arena. */
bool webhook_was_taken(struct arena *arena, const char *body, const char **fault);

/* Whether an address may be written to: it begins with one of the hosts, which are separated by
 * blanks and begin with a scheme, and goes on with a slash. */
bool webhook_is_allowed(const char *url, const char *hosts);

#endif
