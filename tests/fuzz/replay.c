/* Owns the replay of a corpus without libFuzzer: every file of the folders given, once. */
#include <assert.h>
#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "tests/fuzz/target.h"

enum { INPUT_MAX = 1024 * 1024 };

static void run_file(const char *path)
{
  FILE *file = fopen(path, "rb");
  assert(file != NULL);
  uint8_t *whole = malloc(INPUT_MAX);
  assert(whole != NULL);
  const size_t size = fread(whole, 1, INPUT_MAX, file);
  (void)fclose(file);
  uint8_t *exact = malloc(size > 0 ? size : 1); /* a read beyond its end is seen */
  assert(exact != NULL);
  memcpy(exact, whole, size);
  free(whole);
  (void)LLVMFuzzerTestOneInput(exact, size);
  free(exact);
}

static int run_folder(const char *folder)
{
  struct dirent **entries = NULL;
  const int n = scandir(folder, &entries, NULL, alphasort);
  int ran = 0;
  for (int i = 0; i < n; i++) {
    char path[1024];
    if (entries[i]->d_name[0] != '.') {
      (void)snprintf(path, sizeof path, "%s/%s", folder, entries[i]->d_name);
      run_file(path);
      ran++;
    }
    free(entries[i]);
  }
  free(entries);
  return ran;
}

int main(int argc, char **argv)
{
  int ran = 0;
  for (int i = 1; i < argc; i++) ran += run_folder(argv[i]);
  (void)printf("%d inputs\n", ran);
  return ran > 0 ? 0 : 1;
}
