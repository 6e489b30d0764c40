/* Sparse facts about pairs, by row (a student or a request) and mentor position. */
#ifndef SERVER_MATCHING_FACTS_H
#define SERVER_MATCHING_FACTS_H

#include <stddef.h>

struct fact {
  int mentor; /* position */
  int value;
};

struct facts {
  size_t *first;     /* rows + 1 offsets into fact */
  struct fact *fact; /* in a row by mentor, then value */
};

/* Reads the index-th fact of an array into its row and fact. */
typedef int (*fact_reader)(const void *source, int index, struct fact *fact);

/* Collects count facts of source into rows. Free with facts_free. */
void facts_build(struct facts *facts, int rows, int count, fact_reader reader, const void *source);
void facts_free(struct facts *facts);

/* The fact of a pair (its lowest value if given twice), or NULL. */
const struct fact *facts_find(const struct facts *facts, int row, int mentor);

#endif
