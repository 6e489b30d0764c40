/* Owns what time it is. Never sleeps. */
#include "server/clock.h"

#include <stdio.h>
#include <string.h>
#include <time.h>

static int64_t offset_ms; /* added to real time */

static int64_t real_ms(void)
{
  struct timespec now;
  (void)clock_gettime(CLOCK_REALTIME, &now);
  return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

bool clock_set(const char *instant)
{
  if (instant[0] == '\0') {
    offset_ms = 0;
    return true;
  }
  struct tm parts = {0};
  const char *rest = strptime(instant, "%Y-%m-%dT%H:%M:%S", &parts);
  if (rest == NULL) return false;
  int hours = 0;
  int minutes = 0;
  int size = 0;
  const char sign = rest[0];
  if (strcmp(rest, "Z") != 0 &&
      ((sign != '+' && sign != '-') ||
       sscanf(rest + 1, "%2d:%2d%n", &hours, &minutes, &size) != 2 || rest[1 + size] != '\0')) {
    return false;
  }
  const int64_t shift = (int64_t)(hours * 60 + minutes) * 60 * (sign == '-' ? -1 : 1);
  offset_ms = ((int64_t)timegm(&parts) - shift) * 1000 - real_ms();
  return true;
}

uint64_t clock_unix_ms(void)
{
  return (uint64_t)(real_ms() + offset_ms);
}

void clock_print(uint64_t unix_ms, char text[CLOCK_TEXT])
{
  const time_t seconds = (time_t)(unix_ms / 1000);
  struct tm utc;
  char stamp[24];
  (void)gmtime_r(&seconds, &utc);
  (void)strftime(stamp, sizeof stamp, "%Y-%m-%dT%H:%M:%S", &utc);
  (void)snprintf(text, CLOCK_TEXT, "%s.%03uZ", stamp, (unsigned)(unix_ms % 1000));
}
