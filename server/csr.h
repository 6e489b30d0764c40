/* A machine's certificate request, PKCS #10. */
#ifndef SERVER_CSR_H
#define SERVER_CSR_H

#include <protobuf-c/protobuf-c.h>
#include <stdbool.h>
#include <stdint.h>

enum { CSR_KEY_SHA256 = 32, CSR_LONGEST = 2048 };

/* The SHA-256 of the public key in a request (DER, SubjectPublicKeyInfo). False if it is none.
 * Whether it is signed well is for the authority to say. */
bool csr_key_sha256(ProtobufCBinaryData csr, uint8_t sha256[CSR_KEY_SHA256]);

#endif
