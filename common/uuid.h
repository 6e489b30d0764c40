/* UUIDs as 16 bytes: version 4 for request ids, version 7 for keys that sort by time. */
#ifndef COMMON_UUID_H
#define COMMON_UUID_H

#include <stdbool.h>
#include <stdint.h>

enum { UUID_BYTES = 16, UUID_TEXT = 37 };

void uuid_v4(uint8_t id[UUID_BYTES]);
/* RFC 9562 version 7 of a Unix time in milliseconds. */
void uuid_v7(uint8_t id[UUID_BYTES], uint64_t unix_ms);
void uuid_print(const uint8_t id[UUID_BYTES], char text[UUID_TEXT]);
/* False if the text is not a UUID. */
bool uuid_parse(const char *text, uint8_t id[UUID_BYTES]);

#endif
