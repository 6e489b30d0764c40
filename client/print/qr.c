/* Owns the drawing of QR codes. Never knows what they say. */
#include "client/print/qr.h"

#include <qrencode.h>
#include <stddef.h>

void qr_draw(cairo_t *cr, const char *text, double x, double y, double side)
{
  QRcode *code = QRcode_encodeString8bit(text, 0, QR_ECLEVEL_M);
  if (code == NULL) return;
  const double module = side / code->width;
  for (int i = 0; i < code->width * code->width; i++) {
    if ((code->data[i] & 1) == 0) continue;
    cairo_rectangle(cr, x + module * (i % code->width), y + module * (i / code->width), module,
                    module);
  }
  cairo_fill(cr);
  QRcode_free(code);
}
