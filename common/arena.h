/* Memory that lives and dies together: a request's message, parameters and reply. */
#ifndef COMMON_ARENA_H
#define COMMON_ARENA_H

#include <protobuf-c/protobuf-c.h>
#include <stddef.h>

struct arena;

/* Never NULL: out of memory aborts, since every input is capped. */
struct arena *arena_new(void);
void arena_free(struct arena *arena);

/* Zeroed, aligned for any type, valid until arena_free. */
void *arena_alloc(struct arena *arena, size_t size);
void *arena_copy(struct arena *arena, const void *data, size_t size);
char *arena_strdup(struct arena *arena, const char *text);
char *arena_printf(struct arena *arena, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

/* For protobuf_c_message_unpack: its free does nothing, the arena frees. */
ProtobufCAllocator *arena_allocator(struct arena *arena);

#endif
