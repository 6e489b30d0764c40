/* Owns the making and printing of UUIDs. Never keeps state. */
#include "common/uuid.h"

#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/random.h>

static void set_version(uint8_t id[UUID_BYTES], unsigned version)
{
  id[6] = (uint8_t)((id[6] & 0x0fU) | version << 4);
  id[8] = (uint8_t)((id[8] & 0x3fU) | 0x80U);
}

static void fill_random(uint8_t *bytes, size_t size)
{
  if (getrandom(bytes, size, 0) != (ssize_t)size) abort();
}

void uuid_v4(uint8_t id[UUID_BYTES])
{
  fill_random(id, UUID_BYTES);
  set_version(id, 4);
}

void uuid_v7(uint8_t id[UUID_BYTES], uint64_t unix_ms)
{
  for (int i = 0; i < 6; i++) id[i] = (uint8_t)(unix_ms >> (40 - 8 * i));
  fill_random(id + 6, UUID_BYTES - 6);
  set_version(id, 7);
}

void uuid_print(const uint8_t id[UUID_BYTES], char text[UUID_TEXT])
{
  char *out = text;
  for (int i = 0; i < UUID_BYTES; i++) {
    if (i == 4 || i == 6 || i == 8 || i == 10) *out++ = '-';
    (void)snprintf(out, 3, "%02x", id[i]);
    out += 2;
  }
}

static int digit(char c)
{
  if (c >= '0' && c <= '9') return c - '0';
  const int lower = tolower((unsigned char)c);
  return lower >= 'a' && lower <= 'f' ? lower - 'a' + 10 : -1;
}

bool uuid_parse(const char *text, uint8_t id[UUID_BYTES])
{
  if (strlen(text) != UUID_TEXT - 1) return false;
  for (int i = 0; i < UUID_BYTES; i++) {
    if ((i == 4 || i == 6 || i == 8 || i == 10) && *text++ != '-') return false;
    const int high = digit(text[0]);
    const int low = high < 0 ? -1 : digit(text[1]);
    if (low < 0) return false;
    id[i] = (uint8_t)(high * 16 + low);
    text += 2;
  }
  return true;
}
