/* Pages of one document: heads, feet, and how much room is left. Points from the top left. */
#ifndef CLIENT_PRINT_PAPER_H
#define CLIENT_PRINT_PAPER_H

#include "client/print/data.h"
#include "client/print/letters.h"

struct paper {
  cairo_t *cr;
  const struct data *data; /* what head and foot say is read from it */
  double width, height;    /* of the sheet */
  double left, right;      /* between them is text */
  double top;              /* of pages after the first */
  double bottom;
  double y;     /* where the next thing goes */
  size_t page;  /* this one, from 1 */
  size_t pages; /* of the document, 0 while they are counted */
};

/* A4 as the form wants it, in points. */
double paper_width(const struct form *form);
double paper_height(const struct form *form);

/* The first page with its head. */
void paper_begin(struct paper *paper, cairo_t *cr, const struct data *data, size_t pages);
/* Ends the page and begins the next. */
void paper_break(struct paper *paper);
/* Ends the last page. */
void paper_end(struct paper *paper);

static inline double paper_room(const struct paper *paper)
{
  return paper->bottom - paper->y;
}

/* A new page where there is less room than that and a new page has more. */
void paper_need(struct paper *paper, double height);

/* Draws the text at paper->y and goes on below it, on a new page where it has to. */
void paper_say(struct paper *paper, const char *text, const struct style *style);

#endif
