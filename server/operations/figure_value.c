/* Owns how a figure is printed. Keeps nothing. */
#include "server/operations/figure_value.h"

#include <inttypes.h>
#include <string.h>

#include "server/operations/figure_roles.h"

char *figure_value_text(struct arena *arena, const Jiedui__FigurePart *part)
{
  if (!part->has_denominator) return arena_printf(arena, "%" PRId64, part->numerator);
  if (part->denominator <= 0) return arena_strdup(arena, "n/a");
  const bool is_mean = figure_role_of(arena, part->figure, true).is_mean;
  const int64_t scaled = part->numerator * (is_mean ? 100 : 10000);
  const int64_t hundredths = (2 * scaled + part->denominator) / (2 * part->denominator);
  return arena_printf(arena, "%" PRId64 ".%02d", hundredths / 100, (int)(hundredths % 100));
}

bool figure_value_is_same(const char *a, const char *b)
{
  return a == NULL || b == NULL ? a == b : strcmp(a, b) == 0;
}
