/* Figures as they are printed. Decides nothing about who sees them. */
#ifndef SERVER_OPERATIONS_FIGURE_VALUE_H
#define SERVER_OPERATIONS_FIGURE_VALUE_H

#include <stdbool.h>

#include "common/arena.h"
#include "internal/figure_engine.pb-c.h"

/* The count, the percentage or the mean with two decimals, half up; "n/a" over nothing. */
char *figure_value_text(struct arena *arena, const Jiedui__FigurePart *part);

/* Two texts, or none twice. */
bool figure_value_is_same(const char *a, const char *b);

#endif
