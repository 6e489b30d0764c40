/* What a document is filled with: the messages in a form's slots, read as text for paper. */
#ifndef CLIENT_PRINT_DATA_H
#define CLIENT_PRINT_DATA_H

#include "client/print/form.h"
#include "client/print/part.h"

struct data {
  const struct form *form;
  struct arena *arena; /* what is read goes here */
  bool blank;          /* a form to be filled in by hand: there are no messages */
  const ProtobufCMessage *values[FORM_SLOTS]; /* NULL where nothing came */
};

/* The value as a person reads it: masked, words by language, lines kept; "" when absent. */
const char *data_text(const struct data *data, struct reference reference);
/* Whether there is something; what is blank has everything. */
bool data_has(const struct data *data, struct reference reference);

/* How many rows; 0 when blank. */
size_t data_rows(const struct data *data, struct reference rows);
/* Puts the i-th row into its slot. */
void data_take(struct data *data, struct reference rows, size_t slot, size_t i);

/* The words in the chosen language, {names} in them filled; a gap to write in where one is absent.
 */
const char *data_words(const struct data *data, const struct words *words);
/* The item's own label, else its field's. */
const char *data_label(const struct data *data, const struct item *item);
const char *data_field_label(const struct data *data, const struct words *words,
                             struct reference reference);

#endif
