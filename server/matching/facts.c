/* Sparse facts in compressed rows: counted, filled, sorted row by row. */
#include "server/matching/facts.h"

#include "server/matching/memory.h"

enum { SMALL_ROW = 16 };

static int compare_facts(const void *left, const void *right)
{
  const struct fact *a = left;
  const struct fact *b = right;
  if (a->mentor != b->mentor) return a->mentor < b->mentor ? -1 : 1;
  return (a->value > b->value) - (a->value < b->value);
}

static void sort_row(struct fact *fact, size_t count)
{
  if (count > SMALL_ROW) {
    qsort(fact, count, sizeof *fact, compare_facts);
    return;
  }
  for (size_t i = 1; i < count; i++) {
    struct fact moving = fact[i];
    size_t at = i;
    for (; at > 0 && compare_facts(&moving, &fact[at - 1]) < 0; at--) fact[at] = fact[at - 1];
    fact[at] = moving;
  }
}

static void fill_rows(struct facts *facts, int rows, int count, fact_reader reader,
                      const void *source)
{
  size_t *next = memory_array((size_t)rows, sizeof *next);
  for (int row = 0; row < rows; row++) next[row] = facts->first[row];
  for (int i = 0; i < count; i++) {
    struct fact fact;
    int row = reader(source, i, &fact);
    facts->fact[next[row]++] = fact;
  }
  free(next);
}

void facts_build(struct facts *facts, int rows, int count, fact_reader reader, const void *source)
{
  facts->first = memory_array((size_t)rows + 1, sizeof *facts->first);
  facts->fact = memory_array((size_t)count, sizeof *facts->fact);
  struct fact ignored;
  for (int i = 0; i < count; i++) facts->first[reader(source, i, &ignored) + 1]++;
  for (int row = 0; row < rows; row++) facts->first[row + 1] += facts->first[row];
  fill_rows(facts, rows, count, reader, source);
  for (int row = 0; row < rows; row++)
    sort_row(facts->fact + facts->first[row], facts->first[row + 1] - facts->first[row]);
}

void facts_free(struct facts *facts)
{
  free(facts->first);
  free(facts->fact);
}

const struct fact *facts_find(const struct facts *facts, int row, int mentor)
{
  size_t low = facts->first[row];
  size_t high = facts->first[row + 1];
  while (low < high) {
    size_t middle = low + (high - low) / 2;
    if (facts->fact[middle].mentor < mentor)
      low = middle + 1;
    else
      high = middle;
  }
  if (low == facts->first[row + 1] || facts->fact[low].mentor != mentor) return NULL;
  return &facts->fact[low];
}
