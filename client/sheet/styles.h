/* How the cells of a workbook are shown, as far as it says what their numbers mean. */
#ifndef CLIENT_SHEET_STYLES_H
#define CLIENT_SHEET_STYLES_H

#include "client/sheet/archive.h"

enum { STYLES_MAX = 65536 };

enum number_kind {
  NUMBER_PLAIN,
  NUMBER_DATE,  /* a day, with a time where it has one */
  NUMBER_TIME,  /* a time of day */
  NUMBER_PADDED /* filled up with zeros in front */
};

struct style {
  enum number_kind kind;
  int width; /* of a padded number, in digits */
};

struct styles {
  struct style *styles; /* in the order of cellXfs */
  size_t n;
};

/* Reads the part; NULL has none. */
bool styles_read(struct styles *styles, struct archive *archive, const char *part,
                 struct error *error);
void styles_free(struct styles *styles);

/* The style of a cell's attribute s; NULL or an unknown one is plain. */
struct style styles_at(const struct styles *styles, const char *number);

/* What a format such as yyyy"年"m"月" or 000000 makes of a number. */
struct style styles_of_format(const char *format);

#endif
