/* Owns the distance between words. Never knows what they are words of. */
#include "client/suggest.h"

#include <string.h>

enum { LONGEST = 63 }; /* longer words are compared by their beginning */

static size_t smaller(size_t a, size_t b)
{
  return a < b ? a : b;
}

size_t suggest_distance(const char *a, const char *b)
{
  size_t rows[3][LONGEST + 1]; /* the last two rows and the one being made */
  const size_t n = strnlen(a, LONGEST);
  const size_t m = strnlen(b, LONGEST);
  for (size_t j = 0; j <= m; j++) rows[0][j] = j;
  for (size_t i = 1; i <= n; i++) {
    size_t *now = rows[i % 3];
    const size_t *last = rows[(i - 1) % 3];
    now[0] = i;
    for (size_t j = 1; j <= m; j++) {
      const size_t replaced = last[j - 1] + (a[i - 1] == b[j - 1] ? 0 : 1);
      now[j] = smaller(smaller(last[j], now[j - 1]) + 1, replaced);
      if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1]) {
        now[j] = smaller(now[j], rows[(i - 2) % 3][j - 2] + 1);
      }
    }
  }
  return rows[n % 3][m];
}

void suggest_consider(const char *typed, const char *candidate, const char **best)
{
  const size_t length = strlen(typed);
  const size_t distance = suggest_distance(typed, candidate);
  if (distance > (length < 4 ? 1 : length < 10 ? 2 : 3)) return;
  if (*best == NULL || distance < suggest_distance(typed, *best)) *best = candidate;
}
