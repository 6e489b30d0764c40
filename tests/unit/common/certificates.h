/* Authorities and certificates for a test, made anew in a folder of its own. */
#ifndef TESTS_CERTIFICATES_H
#define TESTS_CERTIFICATES_H

#define CERTIFICATES_DEVICE "0190b2a4-7c1e-7000-8000-000000000001"

struct certificates {
  char folder[64];
  char ca[96];     /* signed the server's */
  char other[96];  /* another authority */
  char server[96]; /* names localhost and 127.0.0.1 */
  char key[96];    /* of the server's */
  char device[96]; /* a machine's, signed by `ca`, named CERTIFICATES_DEVICE */
  char device_key[96];
  char stranger[96]; /* the same machine's, signed by `other` */
};

void certificates_make(struct certificates *c);
void certificates_remove(const struct certificates *c);

#endif
