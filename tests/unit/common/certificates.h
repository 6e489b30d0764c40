/* Authorities and certificates for a test, made anew in a folder of its own. */
#ifndef TESTS_CERTIFICATES_H
#define TESTS_CERTIFICATES_H

struct certificates {
  char folder[64];
  char ca[96];     /* signed the server's */
  char other[96];  /* another authority */
  char server[96]; /* names localhost and 127.0.0.1 */
  char key[96];    /* of the server's */
};

void certificates_make(struct certificates *c);
void certificates_remove(const struct certificates *c);

#endif
