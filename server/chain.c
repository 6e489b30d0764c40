/* Owns the check of the audit's chain, apart from the SQL that made it. Never reads a database. */
#include "server/chain.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static void put(crypto_hash_sha256_state *state, const char *text)
{
  const uint32_t n = text == NULL ? UINT32_MAX : (uint32_t)strlen(text);
  const uint8_t length[4] = {(uint8_t)(n >> 24), (uint8_t)(n >> 16), (uint8_t)(n >> 8),
                             (uint8_t)n};
  (void)crypto_hash_sha256_update(state, length, sizeof length);
  if (text != NULL) (void)crypto_hash_sha256_update(state, (const uint8_t *)text, n);
}

void chain_hash(const Jiedui__AuditEntry *e, int64_t position,
                const uint8_t previous[crypto_hash_sha256_BYTES],
                uint8_t hash[crypto_hash_sha256_BYTES])
{
  char number[24];
  crypto_hash_sha256_state state;
  (void)snprintf(number, sizeof number, "%lld", (long long)position);
  const char *const fields[] = {
      e->campus_id, number, e->id, e->at, e->account_id, e->account, e->role, e->roles,
      e->device_id, e->method, e->subjects, e->subject, e->reason, e->outcome, e->row_count,
      e->request_id, e->psychological, e->sealed_at};
  (void)crypto_hash_sha256_init(&state);
  (void)crypto_hash_sha256_update(&state, previous, crypto_hash_sha256_BYTES);
  for (size_t i = 0; i < sizeof fields / sizeof *fields; i++) put(&state, fields[i]);
  (void)crypto_hash_sha256_final(&state, hash);
}

static void find(struct chain *chain, int64_t position, Jiedui__AuditFinding finding)
{
  if (chain->n_findings == CHAIN_FINDINGS) return;
  chain->findings[chain->n_findings].position = position;
  chain->findings[chain->n_findings++].finding = finding;
}

static void find_removed(struct chain *chain, int64_t from, int64_t to)
{
  for (int64_t p = from; p <= to && chain->n_findings < CHAIN_FINDINGS; p++) {
    find(chain, p, JIEDUI__AUDIT_FINDING__AUDIT_FINDING_REMOVED);
  }
}

void chain_begin(struct chain *chain)
{
  *chain = (struct chain){.known = true}; /* the first row builds upon 32 zero bytes */
}

bool chain_set_witness(struct chain *chain, const char *text)
{
  char *end = NULL;
  size_t size = 0;
  const long long position = strtoll(text, &end, 10);
  if (position <= 0 || *end != ':') return false;
  chain->witness = position;
  const char *hex = end + 1;
  return sodium_hex2bin(chain->witness_hash, sizeof chain->witness_hash, hex, strlen(hex), NULL,
                        &size, NULL) == 0 &&
         size == sizeof chain->witness_hash && strlen(hex) == 2 * size;
}

static bool fits(const Jiedui__AuditEntry *entry, int64_t position, const uint8_t *previous)
{
  uint8_t hash[crypto_hash_sha256_BYTES];
  chain_hash(entry, position, previous, hash);
  return entry->hash.len == sizeof hash && memcmp(entry->hash.data, hash, sizeof hash) == 0;
}

/* The row after a doubtful one tells which it was: one that builds upon the row before that, at its
 * position, shows an inserted one; else it was altered. */
static void settle_doubt(struct chain *chain, const Jiedui__AuditEntry *next)
{
  const bool upon_it = next != NULL && fits(next, next->position - chain->shift, chain->hash);
  chain->doubtful = false;
  if (next != NULL && !upon_it && fits(next, next->position - chain->shift - 1, chain->before)) {
    find(chain, chain->last, JIEDUI__AUDIT_FINDING__AUDIT_FINDING_INSERTED);
    memcpy(chain->hash, chain->before, sizeof chain->hash);
    chain->shift++;
  } else {
    find(chain, chain->last, JIEDUI__AUDIT_FINDING__AUDIT_FINDING_ALTERED);
  }
}

static void check_witness(struct chain *chain, const Jiedui__AuditEntry *entry)
{
  if (entry->position - chain->shift != chain->witness) return;
  if (memcmp(chain->hash, chain->witness_hash, sizeof chain->hash) != 0) {
    find(chain, entry->position, JIEDUI__AUDIT_FINDING__AUDIT_FINDING_ALTERED);
  }
  chain->witness = 0;
}

void chain_take(struct chain *chain, const Jiedui__AuditEntry *entry)
{
  const int64_t position = entry->position;
  chain->checked++;
  if (chain->doubtful) settle_doubt(chain, position == chain->last + 1 ? entry : NULL);
  if (position < 1) {
    find(chain, position, JIEDUI__AUDIT_FINDING__AUDIT_FINDING_INSERTED);
    return;
  }
  if (position != chain->last + 1) {
    find_removed(chain, chain->last + 1, position - 1);
    chain->known = false; /* the hash it builds upon went with them */
  }
  if (chain->known && !fits(entry, position - chain->shift, chain->hash)) {
    chain->doubtful = true;
    memcpy(chain->before, chain->hash, sizeof chain->before);
  }
  memset(chain->hash, 0, sizeof chain->hash);
  if (entry->hash.len == sizeof chain->hash) {
    memcpy(chain->hash, entry->hash.data, sizeof chain->hash);
  }
  chain->known = true;
  chain->last = position;
  check_witness(chain, entry);
}

void chain_end(struct chain *chain, int64_t head_position, const ProtobufCBinaryData *head_hash)
{
  const bool doubtful = chain->doubtful;
  const int64_t beyond = chain->last - chain->shift - head_position;
  if (doubtful && beyond <= 0) settle_doubt(chain, NULL);
  for (int64_t p = chain->last - beyond + 1; beyond > 0 && p <= chain->last; p++) {
    find(chain, p, JIEDUI__AUDIT_FINDING__AUDIT_FINDING_INSERTED);
  }
  if (beyond < 0) find_removed(chain, chain->last + 1, chain->last - beyond);
  if (beyond == 0 && !doubtful && chain->last > 0 &&
      (head_hash->len != sizeof chain->hash ||
       memcmp(head_hash->data, chain->hash, sizeof chain->hash) != 0)) {
    find(chain, chain->last, JIEDUI__AUDIT_FINDING__AUDIT_FINDING_ALTERED);
  }
  if (chain->witness > head_position && chain->witness > chain->last) {
    find(chain, chain->witness, JIEDUI__AUDIT_FINDING__AUDIT_FINDING_REMOVED);
  }
}
