/* Owns the process's promise not to leave plain text behind. Never knows what the text is. */
#include "server/sealing/guard.h"

#include <malloc.h>
#include <openssl/crypto.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/resource.h>

static void *take(size_t size, const char *file, int line)
{
  (void)file;
  (void)line;
  return malloc(size);
}

static void give(void *memory, const char *file, int line)
{
  (void)file;
  (void)line;
  if (memory != NULL) OPENSSL_cleanse(memory, malloc_usable_size(memory));
  free(memory);
}

static void *take_more(void *memory, size_t size, const char *file, int line)
{
  const size_t held = memory == NULL ? 0 : malloc_usable_size(memory);
  void *larger = take(size, file, line);
  if (larger == NULL) return NULL;
  memcpy(larger, memory == NULL ? "" : memory, held < size ? held : size);
  give(memory, file, line);
  return larger;
}

void guard_memory(void)
{
  const struct rlimit none = {0, 0};
  (void)CRYPTO_set_mem_functions(take, take_more, give);
  (void)setrlimit(RLIMIT_CORE, &none);
#ifndef __SANITIZE_ADDRESS__ /* the leak check traces the process */
  (void)prctl(PR_SET_DUMPABLE, 0, 0, 0, 0);
#endif
}
