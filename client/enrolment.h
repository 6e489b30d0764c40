/* What enrolling and renewing a machine do besides the call itself. */
#ifndef CLIENT_ENROLMENT_H
#define CLIENT_ENROLMENT_H

#include "client/call.h"

/* Puts the machine's certificate request into the request of a method that has one. */
bool enrolment_fill(struct arena *arena, const struct profile *profile,
                    const struct schema_method *method, ProtobufCMessage *request,
                    struct error *error);
/* Keeps the certificate of an answer; after a refusal forgets the key that waited for it. */
bool enrolment_keep(struct arena *arena, const struct profile *profile,
                    const struct schema_method *method, const struct outcome *outcome,
                    struct error *error);

/* Before the first call: a machine that is not enrolled is told how, one whose certificate has
 * ended renews it. */
bool enrolment_ready(struct arena *arena, const struct schema *schema,
                     const struct profile *profile, struct error *error);
/* After the last call: a certificate that ends soon is renewed. What fails is told only when the
 * end is near. */
void enrolment_renew_early(struct arena *arena, const struct schema *schema,
                           const struct profile *profile);

#endif
