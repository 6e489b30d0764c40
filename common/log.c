/* Owns the log's lines. Never knows what they speak of. */
#include "common/log.h"

#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

static enum log_level threshold = LOG_LEVEL_INFO;
static bool buffered;
static char kept[32 * 1024]; /* lines not yet written */
static size_t kept_size;

void log_set_buffered(void)
{
  buffered = true;
}

void log_flush(void)
{
  if (kept_size > 0) (void)!write(STDERR_FILENO, kept, kept_size);
  kept_size = 0;
}

static void put(enum log_level level, const char *line, size_t size)
{
  if (kept_size + size > sizeof kept) log_flush();
  memcpy(kept + kept_size, line, size);
  kept_size += size;
  if (!buffered || level <= LOG_LEVEL_WARNING) log_flush();
}

void log_set_level(enum log_level level)
{
  threshold = level;
}

void log_line(enum log_level level, const char *format, ...)
{
  static const char *const names[] = {"error", "warning", "info", "debug"};
  if (level > threshold) return;
  struct timespec now;
  struct tm utc;
  char stamp[32];
  (void)clock_gettime(CLOCK_REALTIME, &now);
  (void)gmtime_r(&now.tv_sec, &utc);
  (void)strftime(stamp, sizeof stamp, "%Y-%m-%dT%H:%M:%S", &utc);

  char line[1024];
  int used = snprintf(line, sizeof line, "%s.%03ldZ level=%s pid=%d ", stamp,
                      now.tv_nsec / 1000000, names[level], (int)getpid());
  va_list arguments;
  va_start(arguments, format);
  const int more = vsnprintf(line + used, sizeof line - (size_t)used - 1, format, arguments);
  va_end(arguments);
  used += more < 0 ? 0 : more;
  if ((size_t)used > sizeof line - 2) used = (int)sizeof line - 2;
  for (int i = 0; i < used; i++) {
    if (line[i] == '\n' || line[i] == '\r') line[i] = ' ';
  }
  line[used++] = '\n';
  put(level, line, (size_t)used); /* whole lines in one write, so that they stay whole */
}
