/* The drawing of a form's parts. */
#ifndef CLIENT_PRINT_DRAW_H
#define CLIENT_PRINT_DRAW_H

#include "client/print/paper.h"
#include "client/print/part.h"

/* Draws the parts one below the other; `data` is changed where a part goes through rows. */
void draw_parts(struct paper *paper, const struct part *parts, size_t n, struct data *data);

/* The kinds that have a file of their own. */
void draw_table(struct paper *paper, const struct part *part, struct data *data);
void draw_grid(struct paper *paper, const struct part *part, const struct data *data);
void draw_text(struct paper *paper, const struct part *part, const struct data *data);
void draw_checks(struct paper *paper, const struct part *part, const struct data *data);
void draw_sign(struct paper *paper, const struct part *part, const struct data *data);
void draw_radar(struct paper *paper, const struct part *part, struct data *data);

#endif
