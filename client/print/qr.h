/* A QR code, drawn. */
#ifndef CLIENT_PRINT_QR_H
#define CLIENT_PRINT_QR_H

#include <cairo.h>

/* The text as a square of that side, in points; nothing where it is too long for a code. */
void qr_draw(cairo_t *cr, const char *text, double x, double y, double side);

#endif
