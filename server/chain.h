/* The audit's chain of hashes: the canonical encoding, and what does not fit it. */
#ifndef SERVER_CHAIN_H
#define SERVER_CHAIN_H

#include <sodium.h>
#include <stdbool.h>

#include "audit.pb-c.h"
#include "internal/audit.pb-c.h"

enum { CHAIN_FINDINGS = 1000 };

/* SHA-256 of `previous` and the entry's encoding, as if it stood at `position`. */
void chain_hash(const Jiedui__AuditEntry *entry, int64_t position,
                const uint8_t previous[crypto_hash_sha256_BYTES],
                uint8_t hash[crypto_hash_sha256_BYTES]);

/* A walk along the chain. */
struct chain {
  int64_t last;                                 /* the last position seen, 0 before the first */
  int64_t shift;                                /* how many inserted rows moved those behind */
  uint8_t hash[crypto_hash_sha256_BYTES];       /* of the row before */
  bool known;                                   /* `hash` is what the next row builds upon */
  bool doubtful;                                /* the last row did not fit: altered or inserted */
  uint8_t before[crypto_hash_sha256_BYTES];     /* the doubtful one */
  int64_t checked;
  int64_t witness;                              /* a position noted outside, 0 if none */
  uint8_t witness_hash[crypto_hash_sha256_BYTES];
  size_t n_findings;
  struct {
    int64_t position;
    Jiedui__AuditFinding finding;
  } findings[CHAIN_FINDINGS];
};

void chain_begin(struct chain *chain);
/* "POSITION:HASH"; false if it has another form. */
bool chain_set_witness(struct chain *chain, const char *text);
/* The next row, by position. */
void chain_take(struct chain *chain, const Jiedui__AuditEntry *entry);
/* After the last row: what the head (position 0 if there is none) and the witness still miss. */
void chain_end(struct chain *chain, int64_t head_position, const ProtobufCBinaryData *head_hash);

#endif
