/* Shortest augmenting path: places one more request in a seating, or lets one more wait. */
#ifndef SERVER_MATCHING_SEARCH_H
#define SERVER_MATCHING_SEARCH_H

#include "server/matching/seating.h"

/* Memory of one search; opened once for many. */
struct search {
  int64_t *distance; /* per mentor: cheapest cost of getting a place there; NEVER = not reached */
  int64_t *exit;     /* per mentor reached: lower bound of the cost of any way on from there */
  int64_t *cost;     /* per mentor: pair cost of the request that would come */
  int *via;          /* per mentor: the request that would come */
  int *touched;      /* mentors reached, to be reset */
  int touches;
  int *level; /* stack of mentors whose exit is the one being settled */
  int levels;
  int *heap;    /* the other mentors to settle, lowest exit on top */
  int *heap_at; /* per mentor: index in heap, -1 = outside */
  int heaped;
  int64_t limit;   /* cost of the cheapest end found */
  int end_mentor;  /* the end is a free place there, */
  int end_request; /* or this request waits */
};

void search_open(struct search *search, int mentors);
void search_close(struct search *search);

/* Handles a request that has no seat; keeps the seating's invariant. */
void search_place(struct search *search, struct seating *seating, int request);

#endif
