/* The daemon's one clock of day, which tests may set. Deadlines use the loop's own clock. */
#ifndef SERVER_CLOCK_H
#define SERVER_CLOCK_H

#include <stdbool.h>
#include <stdint.h>

enum { CLOCK_TEXT = 40 };

/* From now on the clock starts at an ISO instant ("2026-03-05T08:00:00Z" or with +08:00) and runs
 * on; "" is real time. False if the text is no instant. */
bool clock_set(const char *instant);

/* Milliseconds since 1970-01-01 UTC. */
uint64_t clock_unix_ms(void);

/* The instant as ISO text in UTC with milliseconds. */
void clock_print(uint64_t unix_ms, char text[CLOCK_TEXT]);

#endif
