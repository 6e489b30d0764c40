/* Scoring of answer sheets by a scale's own data: sums, rules, reasons. No I/O, no clock. */
#ifndef SERVER_SCREENING_SCORE_H
#define SERVER_SCREENING_SCORE_H

#include <stdbool.h>
#include <stddef.h>

enum { SCALE_ITEMS = 100, SCALE_FACTORS = 16 };

enum scale_rule {
  SCALE_MEAN_ABOVE, /* mean > bound: sum > bound * items */
  SCALE_MEAN_FROM,  /* mean >= bound */
  SCALE_SUM_FROM    /* sum >= bound */
};

/* Numbers of items, from 1. */
struct scale_items {
  int n;
  int item[SCALE_ITEMS];
};

struct scale_factor {
  const char *name;
  struct scale_items items;
  enum scale_rule rule;
  int bound;
};

/* A bound of 0 or below stands for a rule that the scale does not have. */
struct scale {
  int items;
  int low; /* of the answers as they are given */
  int high;
  int shift; /* added before they are stored and scored */
  int positive_from;
  int positives_above;
  int total_above;
  int total_from;
  struct scale_items critical;
  struct scale_items urgent;
  int critical_from;
  struct scale_items validity;
  int void_from;
  int n_factors;
  struct scale_factor factors[SCALE_FACTORS];
};

struct score {
  int total; /* without the validity items */
  int positives;
  int positive_sum;
  bool is_void;     /* too many validity items: nothing else counts */
  bool is_flagged;  /* any of the reasons */
  bool by_total;
  bool by_positives;
  bool by_factor;
  bool is_urgent;
  struct scale_items critical; /* those that open a safety review */
  int sums[SCALE_FACTORS];
  bool flags[SCALE_FACTORS];
};

/* `answers` as stored, one an item. */
void score_sheet(const struct scale *scale, const int answers[], struct score *score);

enum sheet_fault { SHEET_SOUND, SHEET_INCOMPLETE, SHEET_OUT_OF_RANGE };

/* Reads one cell per item, NULL or blank = not answered; 是 and 否 count as 1 and 0 where a scale
 * has only these two. Fills answers as stored. `at` is the item at fault, from 1. */
enum sheet_fault score_read(const struct scale *scale, const char *const cells[], size_t n,
                            int answers[], int *at);

/* Whether the text is a day of the calendar, as 2026-03-05; NULL is none. */
bool score_is_day(const char *text);

/* sum / n in hundredths, half up; n > 0. */
int score_hundredths(int sum, int n);

#endif
