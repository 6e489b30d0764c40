/* This machine's key and certificate, by which a server knows it: two files beside the profiles. */
#ifndef CLIENT_MACHINE_H
#define CLIENT_MACHINE_H

#include <protobuf-c/protobuf-c.h>
#include <stdint.h>

#include "client/profile.h"

struct machine {
  char *key;         /* PEM, P-256, mode 0600; it never leaves the machine */
  char *certificate; /* PEM */
  char *next_key;    /* one that waits for its first certificate */
};

/* The name of the key for the district that the authorities in the PEM file `ca` stand for,
 * whatever the host and port of its server; "none" if the file cannot be read. In the arena. */
const char *machine_name(struct arena *arena, const char *ca);

/* Where the files of the profile's machine are; false when no folder is known. */
bool machine_find(struct arena *arena, const struct profile *profile, struct machine *machine,
                  struct error *error);
/* When the certificate ends, in seconds since 1970; 0 if there is none that can be read. */
int64_t machine_until(const struct machine *machine);

/* The machine's UUID, as its certificate says; NULL if there is none. In the arena. */
const char *machine_id(struct arena *arena, const struct machine *machine);

/* A certificate request, DER, in the arena, for the key in the file `key`, which is made first if
 * it is not there. */
bool machine_request(struct arena *arena, const char *key, ProtobufCBinaryData *csr,
                     struct error *error);
/* Keeps a certificate, DER; `fresh`: it is the waiting key's, which comes into use with it. */
bool machine_keep(struct arena *arena, const struct machine *machine, bool fresh,
                  ProtobufCBinaryData certificate, struct error *error);

#endif
