/* Owns the words for what the system refuses. Never decides what to do about it. */
#include "client/cause.h"

#include <errno.h>
#include <netdb.h>
#include <string.h>

#include "client/text.h"

struct cause {
  int number;
  const char *sentence; /* the C library's, so that English reads as it always did */
};

static const struct cause system_causes[] = {
    {ENOENT, TEXT_LATER("No such file or directory")},
    {EACCES, TEXT_LATER("Permission denied")},
    {EPERM, TEXT_LATER("Operation not permitted")},
    {EEXIST, TEXT_LATER("File exists")},
    {EISDIR, TEXT_LATER("Is a directory")},
    {ENOTDIR, TEXT_LATER("Not a directory")},
    {ENOTEMPTY, TEXT_LATER("Directory not empty")},
    {ENAMETOOLONG, TEXT_LATER("File name too long")},
    {ELOOP, TEXT_LATER("Too many levels of symbolic links")},
    {ENOSPC, TEXT_LATER("No space left on device")},
    {EDQUOT, TEXT_LATER("Disk quota exceeded")},
    {EFBIG, TEXT_LATER("File too large")},
    {EROFS, TEXT_LATER("Read-only file system")},
    {EIO, TEXT_LATER("Input/output error")},
    {EBUSY, TEXT_LATER("Device or resource busy")},
    {ETXTBSY, TEXT_LATER("Text file busy")},
    {ENODEV, TEXT_LATER("No such device")},
    {ENXIO, TEXT_LATER("No such device or address")},
    {ESTALE, TEXT_LATER("Stale file handle")},
    {EINVAL, TEXT_LATER("Invalid argument")},
    {EBADF, TEXT_LATER("Bad file descriptor")},
    {EMFILE, TEXT_LATER("Too many open files")},
    {ENFILE, TEXT_LATER("Too many open files in system")},
    {ENOLCK, TEXT_LATER("No locks available")},
    {ENOEXEC, TEXT_LATER("Exec format error")},
    {ENOMEM, TEXT_LATER("Cannot allocate memory")},
    {EAGAIN, TEXT_LATER("Resource temporarily unavailable")},
    {EPIPE, TEXT_LATER("Broken pipe")},
    {ECONNREFUSED, TEXT_LATER("Connection refused")},
    {ECONNRESET, TEXT_LATER("Connection reset by peer")},
    {ECONNABORTED, TEXT_LATER("Software caused connection abort")},
    {ETIMEDOUT, TEXT_LATER("Connection timed out")},
    {EHOSTUNREACH, TEXT_LATER("No route to host")},
    {EHOSTDOWN, TEXT_LATER("Host is down")},
    {ENETUNREACH, TEXT_LATER("Network is unreachable")},
    {ENETDOWN, TEXT_LATER("Network is down")},
    {EADDRNOTAVAIL, TEXT_LATER("Cannot assign requested address")},
};

static const struct cause resolver_causes[] = {
    {EAI_NONAME, TEXT_LATER("Name or service not known")},
    {EAI_NODATA, TEXT_LATER("No address associated with hostname")},
    {EAI_AGAIN, TEXT_LATER("Temporary failure in name resolution")},
    {EAI_FAIL, TEXT_LATER("Non-recoverable failure in name resolution")},
    {EAI_MEMORY, TEXT_LATER("Memory allocation failure")},
    {EAI_SYSTEM, TEXT_LATER("System error")},
};

static const char *find(const struct cause *causes, size_t n, int number)
{
  for (size_t i = 0; i < n; i++) {
    if (causes[i].number == number) return text(causes[i].sentence);
  }
  return NULL;
}

const char *cause_text(int number)
{
  /* A library failed and left no number. */
  if (number == 0) return text("the system gives no reason");
  const char *found = find(system_causes, sizeof system_causes / sizeof *system_causes, number);
  return found == NULL ? strerror(number) : found;
}

const char *cause_of_resolver(int fault)
{
  const size_t n = sizeof resolver_causes / sizeof *resolver_causes;
  const char *found = find(resolver_causes, n, fault);
  return found == NULL ? gai_strerror(fault) : found;
}
