/* unit.server.chain: the audit's encoding byte by byte, and what a walk along a chain finds. */
#include "server/chain.h"

#include <string.h>

#include "tests/support/unit.h"

enum { ROWS = 6 };

static Jiedui__AuditEntry sample(void)
{
  Jiedui__AuditEntry e = JIEDUI__AUDIT_ENTRY__INIT;
  e.campus_id = (char *)"7";
  e.id = (char *)"019ae000-0000-7000-8000-000000000001";
  e.at = (char *)"2026-03-05T00:00:00.123456Z";
  e.account_id = (char *)"12";
  e.account = (char *)"lead.gp";
  e.role = (char *)"campus_lead";
  e.roles = (char *)"campus_lead";
  e.method = (char *)"PairingService.EndPairing";
  e.subjects = (char *)"101,102";
  e.reason = (char *)"转学";
  e.outcome = (char *)"OK";
  e.row_count = (char *)"2";
  e.psychological = (char *)"no";
  e.sealed_at = (char *)"2026-03-05T00:00:01.000000Z";
  return e;
}

static void the_hash_is_that_of_the_written_encoding(void **state)
{
  (void)state;
  static const char expected[] =
      "35b5182d785cd4d57bf5e90371fc5e84"
      "8f981a67765e5d86984e65212e540c7a";
  const uint8_t zeros[crypto_hash_sha256_BYTES] = {0};
  uint8_t hash[crypto_hash_sha256_BYTES];
  char hex[2 * sizeof hash + 1];
  const Jiedui__AuditEntry e = sample();
  chain_hash(&e, 3, zeros, hash);
  (void)sodium_bin2hex(hex, sizeof hex, hash, sizeof hash);
  assert_string_equal(hex, expected);
}

static void nothing_is_not_the_empty_text(void **state)
{
  (void)state;
  const uint8_t zeros[crypto_hash_sha256_BYTES] = {0};
  uint8_t one[crypto_hash_sha256_BYTES];
  uint8_t other[crypto_hash_sha256_BYTES];
  Jiedui__AuditEntry e = sample();
  chain_hash(&e, 3, zeros, one);
  e.subject = (char *)"";
  chain_hash(&e, 3, zeros, other);
  assert_memory_not_equal(one, other, sizeof one);
}

/* A sound chain of ROWS rows. */
struct rows {
  Jiedui__AuditEntry entries[ROWS + 1];
  uint8_t hashes[ROWS + 1][crypto_hash_sha256_BYTES];
};

static void make(struct rows *rows)
{
  uint8_t previous[crypto_hash_sha256_BYTES] = {0};
  for (int i = 0; i < ROWS; i++) {
    rows->entries[i] = sample();
    rows->entries[i].position = i + 1;
    chain_hash(&rows->entries[i], i + 1, previous, rows->hashes[i]);
    rows->entries[i].hash.data = rows->hashes[i];
    rows->entries[i].hash.len = sizeof previous;
    memcpy(previous, rows->hashes[i], sizeof previous);
  }
}

/* Walks without the row `without` (-1: none), the head at ROWS. */
static void walk(struct chain *chain, const struct rows *rows, int without)
{
  const ProtobufCBinaryData head = {crypto_hash_sha256_BYTES,
                                    (uint8_t *)(uintptr_t)rows->hashes[ROWS - 1]};
  chain_begin(chain);
  for (int i = 0; i < ROWS; i++) {
    if (i != without) chain_take(chain, &rows->entries[i]);
  }
  chain_end(chain, ROWS, &head);
}

static void a_sound_chain_has_no_findings(void **state)
{
  (void)state;
  struct rows rows;
  struct chain chain;
  make(&rows);
  walk(&chain, &rows, -1);
  assert_int_equal(chain.n_findings, 0);
  assert_int_equal(chain.checked, ROWS);
}

static void every_altered_row_is_named(void **state)
{
  (void)state;
  for (int i = 0; i < ROWS; i++) {
    struct rows rows;
    struct chain chain;
    make(&rows);
    rows.entries[i].outcome = (char *)"NOT_FOUND";
    walk(&chain, &rows, -1);
    assert_int_equal(chain.n_findings, 1);
    assert_int_equal(chain.findings[0].position, i + 1);
    assert_int_equal(chain.findings[0].finding, JIEDUI__AUDIT_FINDING__AUDIT_FINDING_ALTERED);
  }
}

static void every_removed_row_is_named(void **state)
{
  (void)state;
  for (int i = 0; i < ROWS; i++) {
    struct rows rows;
    struct chain chain;
    make(&rows);
    walk(&chain, &rows, i);
    assert_int_equal(chain.n_findings, 1);
    assert_int_equal(chain.findings[0].position, i + 1);
    assert_int_equal(chain.findings[0].finding, JIEDUI__AUDIT_FINDING__AUDIT_FINDING_REMOVED);
  }
}

static void a_witness_is_a_position_and_a_hash(void **state)
{
  (void)state;
  struct chain chain;
  char text[80] = "6:";
  chain_begin(&chain);
  memset(text + 2, 'a', 64);
  assert_true(chain_set_witness(&chain, text));
  assert_int_equal(chain.witness, 6);
  text[40] = '\0';
  assert_false(chain_set_witness(&chain, text));
  assert_false(chain_set_witness(&chain, "six:aa"));
  assert_false(chain_set_witness(&chain, ""));
}

int main(void)
{
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(the_hash_is_that_of_the_written_encoding),
      cmocka_unit_test(nothing_is_not_the_empty_text),
      cmocka_unit_test(a_sound_chain_has_no_findings),
      cmocka_unit_test(every_altered_row_is_named),
      cmocka_unit_test(every_removed_row_is_named),
      cmocka_unit_test(a_witness_is_a_position_and_a_hash),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
