/* Memory of the matching engine: zeroed arrays, and abort when there is none. */
#ifndef SERVER_MATCHING_MEMORY_H
#define SERVER_MATCHING_MEMORY_H

#include <stdlib.h>

/* count elements of size bytes, zeroed; never NULL, to be freed. */
static inline void *memory_array(size_t count, size_t size)
{
  void *array = calloc(count > 0 ? count : 1, size);
  if (array == NULL) abort();
  return array;
}

/* As realloc to count elements, for arrays that grow. */
static inline void *memory_grow(void *array, size_t count, size_t size)
{
  if (count > (size_t)-1 / size) abort();
  void *grown = realloc(array, count * size);
  if (grown == NULL) abort();
  return grown;
}

/* count ints, all set to value. */
static inline int *memory_ints(int count, int value)
{
  int *array = memory_array((size_t)count, sizeof *array);
  for (int i = 0; i < count; i++) array[i] = value;
  return array;
}

#endif
