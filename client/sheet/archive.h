/* The parts of an .xlsx file, a ZIP archive, read under limits that no bomb gets past. */
#ifndef CLIENT_SHEET_ARCHIVE_H
#define CLIENT_SHEET_ARCHIVE_H

#include <stdbool.h>
#include <stddef.h>
#include <zip.h>

#include "common/error.h"

enum {
  ARCHIVE_MAX = 64 << 20,        /* bytes of the file */
  ARCHIVE_ENTRIES_MAX = 4096,    /* parts in it */
  ARCHIVE_PART_MAX = 256 << 20,  /* bytes of a part, unpacked */
  ARCHIVE_TOTAL_MAX = 512 << 20, /* bytes of all that is read, unpacked */
  ARCHIVE_RATIO_MAX = 200        /* unpacked to packed, of a part larger than 1 MiB */
};

struct archive {
  const char *path; /* for messages; borrowed */
  zip_t *zip;
  size_t read; /* bytes unpacked so far */
};

/* Takes the next bytes of a part; false stops the reading, with the cause in whatever `data` is. */
typedef bool (*archive_on_bytes)(void *data, const char *bytes, size_t size, bool is_last);

/* Opens what `fd` reads, which stays the caller's. False with cause and remedy for what is no ZIP
 * archive, or has more bytes or parts than a sheet of people ever has. */
bool archive_open(struct archive *archive, int fd, const char *path, struct error *error);
void archive_close(struct archive *archive);

bool archive_has(const struct archive *archive, const char *part);

/* Unpacks a part a block at a time. False with `error` when there is none, it is damaged, encrypted
 * or too large. *stopped says whether on_bytes ended it. */
bool archive_read(struct archive *archive, const char *part, archive_on_bytes on_bytes, void *data,
                  struct error *error);

#endif
