/* Owns the set of keys seen. Exact: it compares the text, not its hash alone. */
#include "client/keys.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "client/cell.h"

enum { FIRST_CAPACITY = 1024 };

struct key {
  const char *text; /* NULL in an empty slot */
  uint64_t hash;
  size_t line;
};

void keys_init(struct keys *keys)
{
  *keys = (struct keys){.arena = arena_new()};
}

void keys_free(struct keys *keys)
{
  arena_free(keys->arena);
  free(keys->slots);
  *keys = (struct keys){0};
}

/* FNV-1a. */
static uint64_t hash_of(const char *text)
{
  uint64_t hash = 0xcbf29ce484222325U;
  for (const char *c = text; *c != '\0'; c++) {
    hash = (hash ^ (unsigned char)*c) * 0x100000001b3U;
  }
  return hash;
}

/* The key's slot, or the empty one where it belongs. */
static struct key *find(const struct keys *keys, const char *text, uint64_t hash)
{
  const size_t mask = keys->capacity - 1;
  size_t i = (size_t)hash & mask;
  while (keys->slots[i].text != NULL &&
         (keys->slots[i].hash != hash || strcmp(keys->slots[i].text, text) != 0)) {
    i = (i + 1) & mask;
  }
  return &keys->slots[i];
}

static void grow(struct keys *keys)
{
  struct keys larger = *keys;
  larger.capacity = keys->capacity == 0 ? FIRST_CAPACITY : keys->capacity * 2;
  larger.slots = calloc(larger.capacity, sizeof *larger.slots);
  if (larger.slots == NULL) abort();
  for (size_t i = 0; i < keys->capacity; i++) {
    const struct key *key = &keys->slots[i];
    if (key->text != NULL) *find(&larger, key->text, key->hash) = *key;
  }
  free(keys->slots);
  *keys = larger;
}

/* The key's parts, parted by a character no cell has; NULL when there is no part at all. */
static const char *text_of(struct arena *arena, const struct schema_message *type,
                           const ProtobufCMessage *row)
{
  const char *text = "";
  bool found = false;
  for (size_t i = 0; i < type->n_fields; i++) {
    const struct schema_field *field = &type->fields[i];
    if (!field->rules->key) continue;
    found = found || cell_count(row, field) > 0;
    text = arena_printf(arena, "%s%s\x1f", text, cell_text(arena, row, field, CELL_PLAIN));
  }
  return found ? text : NULL;
}

size_t keys_add(struct keys *keys, const struct schema_message *type, const ProtobufCMessage *row,
                size_t line)
{
  struct arena *scratch = arena_new();
  size_t before = 0;
  const char *text = text_of(scratch, type, row);
  if (text != NULL) {
    if (keys->n * 2 >= keys->capacity) grow(keys);
    const uint64_t hash = hash_of(text);
    struct key *key = find(keys, text, hash);
    before = key->text == NULL ? 0 : key->line;
    if (before == 0) {
      *key = (struct key){arena_strdup(keys->arena, text), hash, line};
      keys->n++;
    }
  }
  arena_free(scratch);
  return before;
}
