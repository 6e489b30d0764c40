/* Owns font faces and the way from Pango's glyphs to Cairo's. Never breaks a line. */
#include "client/print/glyphs.h"

#include <cairo-ft.h>
#include <fontconfig/fontconfig.h>
#include <pango/pangofc-font.h>
#include <stdbool.h>
#include <string.h>

enum { FACES = 16, SYNTHETIC = 1 << 7 /* a bit that changes no outline */ };

struct face {
  char *file;
  int index;
  FT_Face outlines;
  cairo_font_face_t *font;
};

static FT_Library library;
static struct face faces[FACES];
static size_t n_faces;

static cairo_font_face_t *open_face(const char *file, int index)
{
  struct face *face = &faces[n_faces];
  if (n_faces == FACES || (library == NULL && FT_Init_FreeType(&library) != 0)) return NULL;
  if (FT_New_Face(library, file, index, &face->outlines) != 0) return NULL;
  face->font = cairo_ft_font_face_create_for_ft_face(face->outlines, 0);
  cairo_ft_font_face_set_synthesize(face->font, SYNTHETIC);
  face->file = g_strdup(file);
  face->index = index;
  n_faces++;
  return face->font;
}

/* The face of Pango's font, or NULL. */
static cairo_font_face_t *find_face(PangoFont *font)
{
  FcChar8 *file = NULL;
  int index = 0;
  FcPattern *pattern =
      PANGO_IS_FC_FONT(font) ? pango_fc_font_get_pattern(PANGO_FC_FONT(font)) : NULL;
  if (pattern == NULL || FcPatternGetString(pattern, FC_FILE, 0, &file) != FcResultMatch) {
    return NULL;
  }
  (void)FcPatternGetInteger(pattern, FC_INDEX, 0, &index);
  for (size_t i = 0; i < n_faces; i++) {
    if (faces[i].index == index && strcmp(faces[i].file, (const char *)file) == 0) {
      return faces[i].font;
    }
  }
  return open_face((const char *)file, index);
}

static bool is_known(const PangoGlyphString *glyphs)
{
  for (int i = 0; i < glyphs->num_glyphs; i++) {
    const PangoGlyph glyph = glyphs->glyphs[i].glyph;
    if (glyph != PANGO_GLYPH_EMPTY && (glyph & PANGO_GLYPH_UNKNOWN_FLAG) != 0) return false;
  }
  return true;
}

/* Glyphs with their places, and which of them stand for which bytes of the text. */
static void show_run(cairo_t *cr, const PangoGlyphItem *run, const char *text, double x, double y)
{
  const PangoGlyphString *from = run->glyphs;
  cairo_glyph_t *glyphs = cairo_glyph_allocate(from->num_glyphs + 1);
  cairo_text_cluster_t *clusters = cairo_text_cluster_allocate(from->num_glyphs + 1);
  int n = 0;
  int n_clusters = 0;
  for (int i = 0; i < from->num_glyphs; i++) {
    const PangoGlyphInfo *info = &from->glyphs[i];
    if (i == 0 || from->log_clusters[i] != from->log_clusters[i - 1]) {
      if (i > 0) clusters[n_clusters - 1].num_bytes += from->log_clusters[i];
      clusters[n_clusters++] = (cairo_text_cluster_t){-from->log_clusters[i], 0};
    }
    if (info->glyph != PANGO_GLYPH_EMPTY) {
      glyphs[n++] = (cairo_glyph_t){info->glyph, x + (double)info->geometry.x_offset / PANGO_SCALE,
                                    y + (double)info->geometry.y_offset / PANGO_SCALE};
      clusters[n_clusters - 1].num_glyphs++;
    }
    x += (double)info->geometry.width / PANGO_SCALE;
  }
  if (n_clusters > 0) clusters[n_clusters - 1].num_bytes += run->item->length;
  cairo_show_text_glyphs(cr, text + run->item->offset, run->item->length, glyphs, n, clusters,
                         n_clusters, 0);
  cairo_glyph_free(glyphs);
  cairo_text_cluster_free(clusters);
}

static void draw_run(cairo_t *cr, const PangoGlyphItem *run, const char *text, double x, double y)
{
  PangoFont *font = run->item->analysis.font;
  cairo_font_face_t *face = is_known(run->glyphs) ? find_face(font) : NULL;
  if (face == NULL || (run->item->analysis.level & 1) != 0) {
    cairo_move_to(cr, x, y);
    pango_cairo_show_glyph_string(cr, font, run->glyphs);
    return;
  }
  cairo_matrix_t matrix;
  cairo_scaled_font_get_font_matrix(pango_cairo_font_get_scaled_font(PANGO_CAIRO_FONT(font)),
                                    &matrix);
  cairo_set_font_face(cr, face);
  cairo_set_font_matrix(cr, &matrix);
  show_run(cr, run, text, x, y);
}

void glyphs_draw(cairo_t *cr, PangoLayoutLine *line, double x, double y)
{
  const char *text = pango_layout_get_text(line->layout);
  for (const GSList *next = line->runs; next != NULL; next = next->next) {
    PangoGlyphItem *run = next->data;
    draw_run(cr, run, text, x, y);
    x += (double)pango_glyph_string_get_width(run->glyphs) / PANGO_SCALE;
  }
}

void glyphs_end(void)
{
  for (size_t i = 0; i < n_faces; i++) cairo_font_face_destroy(faces[i].font);
  cairo_debug_reset_static_data(); /* lets go of what was drawn with them */
  for (size_t i = 0; i < n_faces; i++) {
    (void)FT_Done_Face(faces[i].outlines);
    g_free(faces[i].file);
  }
  n_faces = 0;
  if (library != NULL) (void)FT_Done_FreeType(library);
  library = NULL;
}
