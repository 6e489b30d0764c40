/* Owns the way from documents to a PDF. Never knows a part. */
#include "client/print/press.h"

#include <cairo-pdf.h>

#include "client/print/draw.h"
#include "client/text.h"

static cairo_status_t on_bytes(void *context, const unsigned char *bytes, unsigned int size)
{
  struct buffer *pdf = context;
  if (pdf != NULL) buffer_append(pdf, bytes, size);
  return CAIRO_STATUS_SUCCESS;
}

static cairo_t *open_surface(const struct form *form, struct buffer *pdf)
{
  cairo_surface_t *surface =
      cairo_pdf_surface_create_for_stream(on_bytes, pdf, paper_width(form), paper_height(form));
  cairo_t *cr = cairo_create(surface);
  cairo_surface_destroy(surface);
  return cr;
}

static size_t draw_document(cairo_t *cr, const struct data *document, size_t pages)
{
  struct paper paper;
  struct data data = *document; /* rows are taken into a copy */
  paper_begin(&paper, cr, &data, pages);
  draw_parts(&paper, data.form->parts, data.form->n_parts, &data);
  paper_end(&paper);
  return paper.page;
}

/* Every document twice: once to count its pages, once for good. */
size_t press_run(const struct gathered *gathered, struct buffer *pdf, struct error *error)
{
  const struct form *form = gathered->documents[0].form;
  cairo_t *draft = open_surface(form, NULL);
  cairo_t *final = open_surface(form, pdf);
  size_t total = 0;
  cairo_pdf_surface_set_metadata(cairo_get_target(final), CAIRO_PDF_METADATA_TITLE,
                                 data_words(&gathered->documents[0], &form->title));
  for (size_t i = 0; i < gathered->n; i++) {
    const size_t pages = draw_document(draft, &gathered->documents[i], 0);
    total += draw_document(final, &gathered->documents[i], pages);
  }
  cairo_surface_finish(cairo_get_target(final));
  const cairo_status_t status = cairo_status(final);
  cairo_destroy(draft);
  cairo_destroy(final);
  if (status == CAIRO_STATUS_SUCCESS) return total;
  (void)error_set(error, JIEDUI__CODE__INTERNAL, text("The PDF could not be made: %s."),
                  cairo_status_to_string(status));
  return 0;
}
