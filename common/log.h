/* Structured log lines on standard error: key=value, one line an event, never payload. */
#ifndef COMMON_LOG_H
#define COMMON_LOG_H

enum log_level { LOG_LEVEL_ERROR, LOG_LEVEL_WARNING, LOG_LEVEL_INFO, LOG_LEVEL_DEBUG };

void log_set_level(enum log_level level);

/* `format` gives "event=… key=value": the time, level and process are put before it. Values with
 * spaces are the caller's to quote. */
void log_line(enum log_level level, const char *format, ...) __attribute__((format(printf, 2, 3)));

/* Keeps lines below a warning until log_flush, so that a loop writes once a turn. */
void log_set_buffered(void);
void log_flush(void);

#endif
