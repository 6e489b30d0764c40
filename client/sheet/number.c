/* Owns the text of numbers and days. Never looks at a style's format. */
#include "client/sheet/number.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum {
  DAY_SECONDS = 24 * 3600,
  LAST_DAY = 2958465,   /* 9999-12-31 counted from 1900 */
  DAYS_1904 = 1462,     /* between the two beginnings */
  LEAP_1900 = 60,       /* the 29 February 1900, which never was */
  EPOCH_1970 = 25569,   /* 1970-01-01 counted from 1900 */
  ERA_DAYS = 146097,    /* of 400 years */
  EPOCH_ERA = 719468    /* from 0000-03-01 to 1970-01-01 */
};

#define MOST_EXACT 1e15 /* spreadsheets keep 15 digits */

/* Year, month and day of days since 1970 (H. Hinnant, chrono-compatible low-level date
 * algorithms: civil_from_days), for days from 1900 on. */
static const char *day_text(struct arena *arena, long days)
{
  const long z = days + EPOCH_ERA;
  const long era = z / ERA_DAYS;
  const long of_era = z - era * ERA_DAYS;
  const long year = (of_era - of_era / 1460 + of_era / 36524 - of_era / 146096) / 365;
  const long of_year = of_era - (365 * year + year / 4 - year / 100);
  const long shifted = (5 * of_year + 2) / 153; /* 0 = March */
  const long day = of_year - (153 * shifted + 2) / 5 + 1;
  const long month = shifted < 10 ? shifted + 3 : shifted - 9;
  return arena_printf(arena, "%04ld-%02ld-%02ld", year + era * 400 + (month <= 2 ? 1 : 0), month,
                      day);
}

static const char *time_text(struct arena *arena, long seconds)
{
  const long hours = seconds / 3600, minutes = seconds / 60 % 60, rest = seconds % 60;
  if (rest == 0) return arena_printf(arena, "%02ld:%02ld", hours, minutes);
  return arena_printf(arena, "%02ld:%02ld:%02ld", hours, minutes, rest);
}

static const char *moment_text(struct arena *arena, double value, struct style style,
                               bool is_1904, enum number_fault *fault)
{
  if (!(value >= 0 && value < LAST_DAY + 1)) {
    *fault = NUMBER_NO_DAY;
    return NULL;
  }
  long day = (long)floor(value);
  long seconds = lround((value - (double)day) * DAY_SECONDS);
  if (seconds == DAY_SECONDS) {
    seconds = 0;
    day++;
  }
  if (day == 0 && (style.kind == NUMBER_TIME || seconds > 0)) return time_text(arena, seconds);
  if (is_1904) day += DAYS_1904;
  if ((!is_1904 && day == LEAP_1900) || day == 0) {
    *fault = NUMBER_NO_DAY;
    return NULL;
  }
  const char *text = day_text(arena, day - EPOCH_1970 + (day < LEAP_1900 ? 1 : 0));
  return seconds == 0 ? text : arena_printf(arena, "%s %s", text, time_text(arena, seconds));
}

static const char *plain_text(struct arena *arena, double value, struct style style)
{
  const bool whole = value == floor(value);
  if (whole && style.kind == NUMBER_PADDED && value >= 0) {
    return arena_printf(arena, "%0*.0f", style.width, value);
  }
  if (whole) return arena_printf(arena, "%.0f", value + 0.0);
  if (fabs(value) >= 1e-4) return arena_printf(arena, "%.15g", value);
  char *text = arena_printf(arena, "%.20f", value);
  size_t length = strlen(text);
  while (text[length - 1] == '0') text[--length] = '\0';
  return text;
}

const char *number_text(struct arena *arena, const char *value, struct style style, bool is_1904,
                        enum number_fault *fault)
{
  char *end = NULL;
  const double number = strtod(value, &end);
  *fault = NUMBER_SOUND;
  while (*end == ' ' || *end == '\n' || *end == '\r' || *end == '\t') end++;
  if (end == value || *end != '\0' || !isfinite(number)) {
    *fault = NUMBER_UNREADABLE;
    return NULL;
  }
  if (style.kind == NUMBER_DATE || style.kind == NUMBER_TIME) {
    return moment_text(arena, number, style, is_1904, fault);
  }
  if (fabs(number) >= MOST_EXACT) {
    *fault = NUMBER_TOO_LONG;
    return NULL;
  }
  return plain_text(arena, number, style);
}

const char *number_iso(struct arena *arena, const char *value)
{
  enum { DAY = 10, MINUTES = 16 };
  char *text = arena_strdup(arena, value);
  const size_t length = strlen(text);
  if (length <= DAY || text[DAY] != 'T') return text;
  text[DAY] = ' ';
  if (length > MINUTES && strncmp(text + MINUTES, ":00", 3) == 0) text[MINUTES] = '\0';
  if (strcmp(text + DAY, " 00:00") == 0) text[DAY] = '\0';
  return text;
}
