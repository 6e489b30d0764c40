/* What enrolling and renewing share: a machine's key is looked up, certified, and noted. */
#ifndef SERVER_OPERATIONS_ENROLMENT_H
#define SERVER_OPERATIONS_ENROLMENT_H

#include "server/csr.h"
#include "server/request.h"

struct enrolment {
  ProtobufCBinaryData csr;                /* as it came */
  uint8_t key_sha256[CSR_KEY_SHA256];
  uint8_t token_sha256[CSR_KEY_SHA256];   /* of EnrolDevice alone */
  const char *find;                       /* the steps, by path */
  const char *store;
  ProtobufCBinaryData certificate;        /* once it is signed */
};

/* Refuses what is no certificate request; else runs the steps, and answers. `found` is the input of
 * the first step. */
struct answer *enrolment_run(struct request *request, struct enrolment *enrolment,
                             const ProtobufCMessage *found);
/* The bytes of a hash, as a field. */
ProtobufCBinaryData enrolment_hash(uint8_t hash[CSR_KEY_SHA256]);

#endif
