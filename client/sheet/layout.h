/* The columns of a kind's file, as the contract has them: headings, words, explanations. */
#ifndef CLIENT_SHEET_LAYOUT_H
#define CLIENT_SHEET_LAYOUT_H

#include "client/sheet/book.h"
#include "common/schema.h"

struct layout {
  const char *kind;                   /* students */
  const struct schema_method *import; /* that reads such a file */
  size_t n;                           /* columns */
  const struct schema_field **fields; /* of the import's rows; in the arena */
};

/* The columns of `jiedui import KIND`. False, naming the kinds there are, when it is none. */
bool layout_find(struct layout *layout, const struct schema *schema, struct arena *arena,
                 const char *kind, struct error *error);

/* Of the numbered columns q1, q2 … only so many; see ScaleService.ShowScale. */
void layout_narrow(struct layout *layout, int items);

/* What the column is called in the language in use. */
const char *layout_heading(const struct schema_field *field);

/* The value of the column's field in a row, "" when absent: words of enumerations in the language
 * in use, nothing masked. `row` is of a type that has a field of that name. In the arena. */
const char *layout_cell(struct arena *arena, const struct schema_message *type,
                        const ProtobufCMessage *row, const struct schema_field *field);

/* Headings with their choices, and the notes that explain each column. */
void layout_write(const struct layout *layout, struct book *book, struct arena *arena);

#endif
