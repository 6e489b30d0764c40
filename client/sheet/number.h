/* The number of a cell as the text that a person sees in it. */
#ifndef CLIENT_SHEET_NUMBER_H
#define CLIENT_SHEET_NUMBER_H

#include "client/sheet/styles.h"
#include "common/arena.h"

enum number_fault {
  NUMBER_SOUND,
  NUMBER_TOO_LONG,  /* more digits than a spreadsheet keeps: the last ones are lost already */
  NUMBER_NO_DAY,    /* shown as a day that the calendar does not have */
  NUMBER_UNREADABLE /* no number */
};

/* `value` is as the file has it; days count from 1900 (with the 29 February 1900 that spreadsheets
 * believe in) or from 1904. Days are YYYY-MM-DD, with HH:MM and :SS where they have a time. In the
 * arena; NULL with a fault. */
const char *number_text(struct arena *arena, const char *value, struct style style, bool is_1904,
                        enum number_fault *fault);

/* "2026-03-05T14:30:00" of a cell that holds a day as ISO 8601, in the same form. */
const char *number_iso(struct arena *arena, const char *value);

#endif
