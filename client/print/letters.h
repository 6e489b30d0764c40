/* Letters on paper: the two fonts, and texts broken into lines. Sizes and places are in points. */
#ifndef CLIENT_PRINT_LETTERS_H
#define CLIENT_PRINT_LETTERS_H

#include <pango/pangocairo.h>

#include "common/error.h"

struct style {
  double size;
  bool bold;
  bool serif; /* sans where there is no serif */
  bool centred;
  bool faint;
};

extern const struct style letters_body, letters_label, letters_head, letters_small;

/* False, with the package to install, where the font for Chinese is missing. */
bool letters_ready(struct error *error);
/* Gives back what the fonts hold. */
void letters_end(void);

/* The text in lines of that width; the caller frees it (g_object_unref). */
PangoLayout *letters_set(cairo_t *cr, const char *text, const struct style *style, double width);
double letters_height(PangoLayout *layout);
/* How wide the text would be in one line. */
double letters_width(cairo_t *cr, const char *text, const struct style *style);

/* Draws the lines from `first` on that are wholly within `height`, and returns the next one. */
int letters_draw(cairo_t *cr, PangoLayout *layout, double x, double y, int first, double height);
/* The height of the lines from `first` on. */
double letters_rest(PangoLayout *layout, int first);

#endif
