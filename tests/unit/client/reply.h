/* One reply with every kind of field, for the printers. */
#ifndef TESTS_UNIT_CLIENT_REPLY_H
#define TESTS_UNIT_CLIENT_REPLY_H

#include "tests/unit/client/sample.h"

struct sample_reply {
  Jiedui__ListSampleThingsReply reply;
  Jiedui__Thing things[2];
  Jiedui__Thing *rows[2];
  Jiedui__Part part;
  Jiedui__Part *parts[1];
  Jiedui__Colour spots[2];
};

static inline void sample_reply_fill(struct sample_reply *s)
{
  jiedui__list_sample_things_reply__init(&s->reply);
  jiedui__thing__init(&s->things[0]);
  jiedui__thing__init(&s->things[1]);
  jiedui__part__init(&s->part);
  s->part.name = (char *)(uintptr_t) "wheel";
  s->part.has_size = 1;
  s->part.size = 4;
  s->parts[0] = &s->part;
  s->spots[0] = JIEDUI__COLOUR__COLOUR_RED;
  s->spots[1] = JIEDUI__COLOUR__COLOUR_DARK_BLUE;
  s->things[0].thing_no = (char *)(uintptr_t) "G990101200001010010";
  s->things[0].name = (char *)(uintptr_t) "=小车, \"快\"";
  s->things[0].has_colour = s->things[0].has_broken = s->things[0].has_weight = 1;
  s->things[0].colour = JIEDUI__COLOUR__COLOUR_DARK_BLUE;
  s->things[0].broken = 1;
  s->things[0].weight = 9007199254740993;
  s->things[0].n_spots = 2;
  s->things[0].spots = s->spots;
  s->things[0].n_parts = 1;
  s->things[0].parts = s->parts;
  s->things[0].note = (char *)(uintptr_t) "a note";
  s->things[1].thing_no = (char *)(uintptr_t) "T2";
  s->things[1].has_count = 1;
  s->things[1].count = 7;
  s->rows[0] = &s->things[0];
  s->rows[1] = &s->things[1];
  s->reply.n_rows = 2;
  s->reply.rows = s->rows;
  s->reply.has_total = 1;
  s->reply.total = 2;
  s->reply.secret_word = (char *)(uintptr_t) "hush";
  s->reply.has_digest = 1;
  s->reply.digest = (ProtobufCBinaryData){2, (uint8_t *)(uintptr_t) "\x0a\xff"};
}

#endif
