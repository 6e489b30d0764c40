/* Owns what the reading process may still do. Never reads. */
#include "client/sheet/confine.h"

#include <errno.h>
#include <fcntl.h>
#include <seccomp.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <unistd.h>

#include "client/text.h"

enum { SECONDS_MAX = 120, FILES_MAX = 16 };

static void limit(__rlimit_resource_t what, rlim_t most)
{
  const struct rlimit value = {most, most};
  (void)setrlimit(what, &value);
}

static void set_limits(void)
{
  (void)prctl(PR_SET_DUMPABLE, 0, 0, 0, 0);
  limit(RLIMIT_CORE, 0);
  limit(RLIMIT_FSIZE, 0);
  limit(RLIMIT_NOFILE, FILES_MAX);
  limit(RLIMIT_NPROC, 0);
  limit(RLIMIT_CPU, SECONDS_MAX);
#ifndef JIEDUI_SANITIZED /* AddressSanitizer reserves terabytes for itself */
  limit(RLIMIT_AS, (rlim_t)1 << 30);
#endif
}

/* Bytes of descriptors that are open, memory, and the end; nothing here takes a path. */
static const int always[] = {
    SCMP_SYS(read),         SCMP_SYS(pread64),      SCMP_SYS(readv),
    SCMP_SYS(write),        SCMP_SYS(writev),       SCMP_SYS(lseek),
    SCMP_SYS(fstat),        SCMP_SYS(close),        SCMP_SYS(brk),
    SCMP_SYS(munmap),       SCMP_SYS(mremap),       SCMP_SYS(madvise),
    SCMP_SYS(futex),        SCMP_SYS(getrandom),    SCMP_SYS(clock_gettime),
    SCMP_SYS(gettimeofday), SCMP_SYS(getpid),       SCMP_SYS(gettid),
    SCMP_SYS(sigaltstack),  SCMP_SYS(rt_sigaction), SCMP_SYS(rt_sigprocmask),
    SCMP_SYS(rt_sigreturn), SCMP_SYS(sched_yield),  SCMP_SYS(restart_syscall),
    SCMP_SYS(exit),         SCMP_SYS(exit_group),   SCMP_SYS(dup),
};

/* No code but the program's own; no descriptor but copies; no signal but to itself, for abort(). */
static int allow_some(scmp_filter_ctx filter)
{
  static const int memory[] = {SCMP_SYS(mmap), SCMP_SYS(mprotect)};
  static const int copies[] = {F_DUPFD_CLOEXEC, F_GETFD, F_SETFD, F_GETFL};
  int failed = 0;
  for (size_t i = 0; i < sizeof memory / sizeof memory[0]; i++) {
    failed |= seccomp_rule_add(filter, SCMP_ACT_ALLOW, memory[i], 1,
                               SCMP_A2(SCMP_CMP_MASKED_EQ, PROT_EXEC, 0));
  }
  for (size_t i = 0; i < sizeof copies / sizeof copies[0]; i++) {
    failed |= seccomp_rule_add(filter, SCMP_ACT_ALLOW, SCMP_SYS(fcntl), 1,
                               SCMP_A1(SCMP_CMP_EQ, (scmp_datum_t)copies[i], 0));
  }
  failed |= seccomp_rule_add(filter, SCMP_ACT_ALLOW, SCMP_SYS(tgkill), 1,
                             SCMP_A0(SCMP_CMP_EQ, (scmp_datum_t)getpid(), 0));
  /* The C library's fstat(): of a descriptor, by an empty name. */
  return failed | seccomp_rule_add(filter, SCMP_ACT_ALLOW, SCMP_SYS(newfstatat), 1,
                                   SCMP_A3(SCMP_CMP_MASKED_EQ, AT_EMPTY_PATH, AT_EMPTY_PATH));
}

/* What is not allowed fails with EPERM: libraries look for files they can do without. */
static bool give_up_calls(void)
{
  scmp_filter_ctx filter = seccomp_init(SCMP_ACT_ERRNO(EPERM));
  if (filter == NULL) return false;
  int failed = 0;
  for (size_t i = 0; i < sizeof always / sizeof always[0]; i++) {
    failed |= seccomp_rule_add(filter, SCMP_ACT_ALLOW, always[i], 0);
  }
  failed |= allow_some(filter);
  failed |= seccomp_load(filter); /* gives up new privileges, too */
  seccomp_release(filter);
  return failed == 0;
}

static bool confined;

#ifdef JIEDUI_SANITIZED
int __lsan_is_turned_off(void);
/* Looking for leaks takes a process that traces this one; the tests of the reader's parts do. */
int __lsan_is_turned_off(void)
{
  return confined;
}
#endif

bool confine(struct error *error)
{
  set_limits();
  confined = give_up_calls();
  if (confined) return true;
  return error_set(error, JIEDUI__CODE__LOCAL,
                   text("Workbooks are not read here, since this system has no seccomp filters to "
                        "do it safely: save the sheet as CSV UTF-8 and import that."));
}
