/* Replies made shorter for a page: what is absent and what repeats in every row. */
#ifndef CLIENT_REPORT_TRIM_H
#define CLIENT_REPORT_TRIM_H

#include <jansson.h>

/* Removes nulls and falses from objects, in all depths. */
void trim_absent(json_t *value);

/* Takes the formulas out of rows of figures: {"coverage": {"en": "…", "zh": "…"}}. The caller drops
 * it. */
json_t *trim_formulas(json_t *rows);

#endif
