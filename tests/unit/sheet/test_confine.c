/* unit.sheet.confine: what the reader of hostile files cannot do any more; what it still can. */
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/ptrace.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "client/sheet/confine.h"
#include "tests/support/unit.h"

/* In a process of its own, confined; its exit code is the line that failed. */
static int run(int (*body)(int fd))
{
  char name[] = "/tmp/confine-XXXXXX";
  const int fd = mkstemp(name);
  assert_true(fd >= 0);
  assert_int_equal(write(fd, "abc", 3), 3);
  assert_int_equal(unlink(name), 0);
  const pid_t pid = fork();
  assert_true(pid >= 0);
  if (pid == 0) {
    struct error error;
    if (!confine(&error)) _exit(1);
    _exit(body(fd));
  }
  int status = 0;
  assert_int_equal(waitpid(pid, &status, 0), pid);
  (void)close(fd);
  assert_true(WIFEXITED(status));
  return WEXITSTATUS(status);
}

#define REFUSED(call)                                    \
  do {                                                   \
    errno = 0;                                           \
    if ((call) != -1 || errno != EPERM) return __LINE__; \
  } while (0)

static int reach_out(int fd)
{
  char *const words[] = {(char *)(uintptr_t) "/bin/true", NULL};
  struct stat status;
  REFUSED(open("/etc/passwd", O_RDONLY | O_CLOEXEC));
  REFUSED(open("/tmp/confine-made", O_WRONLY | O_CREAT | O_CLOEXEC, 0600));
  REFUSED(stat("/etc/passwd", &status));
  REFUSED(unlink("/tmp/confine-made"));
  REFUSED(socket(AF_INET, SOCK_STREAM, 0));
  REFUSED(socket(AF_UNIX, SOCK_STREAM, 0));
  REFUSED(execv("/bin/true", words));
  REFUSED(fork());
  REFUSED(kill(getppid(), SIGTERM));
  REFUSED(ptrace(PTRACE_TRACEME, 0, NULL, NULL));
  REFUSED(ftruncate(fd, 0));
  REFUSED(fcntl(fd, F_SETFL, O_APPEND));
  return 0;
}

static void no_file_socket_or_process_is_reached(void **state)
{
  (void)state;
  assert_int_equal(run(reach_out), 0);
}

static int make_code(int fd)
{
  void *page = mmap(NULL, 4096, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  if (page == MAP_FAILED) return __LINE__;
  (void)fd;
  REFUSED(mprotect(page, 4096, PROT_READ | PROT_EXEC));
  const void *code = mmap(NULL, 4096, PROT_READ | PROT_EXEC, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  return code == MAP_FAILED && errno == EPERM ? 0 : __LINE__;
}

static void no_memory_becomes_code(void **state)
{
  (void)state;
  assert_int_equal(run(make_code), 0);
}

static int do_the_work(int fd)
{
  char bytes[3];
  struct stat status;
  const int own = fcntl(fd, F_DUPFD_CLOEXEC, 0);
  if (own < 0 || lseek(own, 0, SEEK_SET) != 0 || read(own, bytes, 3) != 3) return __LINE__;
  if (memcmp(bytes, "abc", 3) != 0 || fstat(own, &status) != 0 || status.st_size != 3) {
    return __LINE__;
  }
  char *large = malloc(64 << 20);
  if (large == NULL) return __LINE__;
  memset(large, 1, 64 << 20);
  free(large);
  return close(own) == 0 ? 0 : __LINE__;
}

static void what_is_open_is_read(void **state)
{
  (void)state;
  assert_int_equal(run(do_the_work), 0);
}

int main(void)
{
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(no_file_socket_or_process_is_reached),
      cmocka_unit_test(no_memory_becomes_code),
      cmocka_unit_test(what_is_open_is_read),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
