/* The value of one field of a message, read by descriptor and written as text. */
#ifndef CLIENT_CELL_H
#define CLIENT_CELL_H

#include "common/arena.h"
#include "common/schema.h"

enum cell_style {
  CELL_PLAIN, /* for files: enum labels, yes and no, nothing masked */
  CELL_SHOWN  /* for a person: words by language, masked fields masked, clean for a terminal */
};

size_t cell_element_size(ProtobufCType type);

/* 0 when absent, 1 for a singular field that is set, else the number of elements. */
size_t cell_count(const ProtobufCMessage *message, const struct schema_field *field);
/* The place of the i-th value, i < cell_count. */
const void *cell_at(const ProtobufCMessage *message, const struct schema_field *field, size_t i);
const ProtobufCMessage *cell_message(const ProtobufCMessage *message,
                                     const struct schema_field *field, size_t i);

/* The i-th value. Not for submessages. */
const char *cell_text_at(struct arena *arena, const ProtobufCMessage *message,
                         const struct schema_field *field, size_t i, enum cell_style style);
/* "" when absent; several values are joined by ';'. Not for submessages. */
const char *cell_text(struct arena *arena, const ProtobufCMessage *message,
                      const struct schema_field *field, enum cell_style style);

/* First five characters, stars, last four; shorter texts are all stars. In the arena. */
const char *cell_mask(struct arena *arena, const char *text);

/* The heading for a person: the Chinese label, or the name with spaces. In the arena. */
const char *cell_label(struct arena *arena, const struct schema_field *field);

#endif
