/* Glyphs of a line, drawn so that every one of them is in the PDF. */
#ifndef CLIENT_PRINT_GLYPHS_H
#define CLIENT_PRINT_GLYPHS_H

#include <pango/pangocairo.h>

/* Cairo 1.16 embeds a font with CFF outlines (Noto's) by copying the glyphs it needs, and loses
 * some on the way: 如 is a gap. A font marked as synthetic it embeds from the outlines it draws,
 * which is whole, and smaller. Pango marks none, so its glyphs are drawn here, with faces of our
 * own; the text stays text. The line's baseline begins at x, y. */
void glyphs_draw(cairo_t *cr, PangoLayoutLine *line, double x, double y);

/* Frees the faces, when no surface is open any more. */
void glyphs_end(void);

#endif
