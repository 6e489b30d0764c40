/* What keeps plain text out of core files and freed memory; before anything else is done. */
#ifndef SERVER_SEALING_GUARD_H
#define SERVER_SEALING_GUARD_H

/* No core files, no tracing by others, OpenSSL's memory zeroed when freed. */
void guard_memory(void);

#endif
