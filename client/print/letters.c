/* Owns fonts and lines of text. Never knows what a page is. */
#include "client/print/letters.h"

#include <fontconfig/fontconfig.h>
#include <string.h>

#include "client/print/glyphs.h"
#include "client/text.h"

static const char sans[] = "Noto Sans CJK SC";
static const char serif[] = "Noto Serif CJK SC";
static bool has_serif;

const struct style letters_body = {.size = 10.5};
const struct style letters_label = {.size = 10, .centred = true};
const struct style letters_head = {.size = 10, .bold = true, .centred = true};
const struct style letters_small = {.size = 8.5, .faint = true};

static bool has_family(const char *wanted)
{
  PangoFontFamily **families = NULL;
  int n = 0;
  bool found = false;
  pango_font_map_list_families(pango_cairo_font_map_get_default(), &families, &n);
  for (int i = 0; i < n && !found; i++) {
    found = strcmp(pango_font_family_get_name(families[i]), wanted) == 0;
  }
  g_free(families);
  return found;
}

bool letters_ready(struct error *error)
{
  has_serif = has_family(serif);
  if (has_family(sans)) return true;
  return error_set(error, JIEDUI__CODE__LOCAL,
                   text("The font %s is missing: install the package fonts-noto-cjk."), sans);
}

void letters_end(void)
{
  pango_cairo_font_map_set_default(NULL);
  glyphs_end();
  FcFini();
}

static PangoLayout *make(cairo_t *cr, const char *words, const struct style *style)
{
  PangoLayout *layout = pango_cairo_create_layout(cr);
  PangoFontDescription *font = pango_font_description_new();
  pango_font_description_set_family_static(font, style->serif && has_serif ? serif : sans);
  pango_font_description_set_absolute_size(font, style->size * PANGO_SCALE);
  if (style->bold) pango_font_description_set_weight(font, PANGO_WEIGHT_BOLD);
  pango_layout_set_font_description(layout, font);
  pango_font_description_free(font);
  pango_context_set_language(pango_layout_get_context(layout), pango_language_from_string("zh-CN"));
  pango_layout_context_changed(layout);
  pango_layout_set_line_spacing(layout, 1.0F);
  pango_layout_set_text(layout, words, -1);
  return layout;
}

PangoLayout *letters_set(cairo_t *cr, const char *words, const struct style *style, double width)
{
  PangoLayout *layout = make(cr, words, style);
  pango_layout_set_width(layout, (int)(width * PANGO_SCALE));
  pango_layout_set_wrap(layout, PANGO_WRAP_WORD_CHAR);
  if (style->centred) pango_layout_set_alignment(layout, PANGO_ALIGN_CENTER);
  return layout;
}

double letters_width(cairo_t *cr, const char *words, const struct style *style)
{
  int width = 0;
  PangoLayout *layout = make(cr, words, style);
  pango_layout_get_size(layout, &width, NULL);
  g_object_unref(layout);
  return (double)width / PANGO_SCALE;
}

double letters_height(PangoLayout *layout)
{
  int height = 0;
  pango_layout_get_size(layout, NULL, &height);
  return (double)height / PANGO_SCALE;
}

double letters_rest(PangoLayout *layout, int first)
{
  int top = 0;
  int bottom = 0;
  int line = 0;
  PangoLayoutIter *iter = pango_layout_get_iter(layout);
  while (line < first && pango_layout_iter_next_line(iter)) line++;
  if (line == first) pango_layout_iter_get_line_yrange(iter, &top, &bottom);
  pango_layout_iter_free(iter);
  return line == first ? letters_height(layout) - (double)top / PANGO_SCALE : 0;
}

static void draw_line(cairo_t *cr, PangoLayoutIter *iter, double x, double y)
{
  PangoRectangle logical;
  pango_layout_iter_get_line_extents(iter, NULL, &logical);
  const double baseline = (double)pango_layout_iter_get_baseline(iter) / PANGO_SCALE;
  glyphs_draw(cr, pango_layout_iter_get_line_readonly(iter), x + (double)logical.x / PANGO_SCALE,
              y + baseline);
}

int letters_draw(cairo_t *cr, PangoLayout *layout, double x, double y, int first, double height)
{
  const int room = (int)((height + 0.01) * PANGO_SCALE);
  int start = 0;
  int line = 0;
  PangoLayoutIter *iter = pango_layout_get_iter(layout);
  bool more = true;
  for (; more; line++, more = pango_layout_iter_next_line(iter)) {
    int top = 0;
    int bottom = 0;
    pango_layout_iter_get_line_yrange(iter, &top, &bottom);
    if (line < first) continue;
    if (line == first) start = top;
    if (bottom - start > room) break;
    draw_line(cr, iter, x, y - (double)start / PANGO_SCALE);
  }
  pango_layout_iter_free(iter);
  return line;
}
