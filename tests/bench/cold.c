/* bench_cold COMMAND …: runs it once and prints its exit code, wall time and largest memory.
 * A small program of its own, since a child's memory is counted from before its exec. */
#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

static double now_ms(void)
{
  struct timespec now;
  (void)clock_gettime(CLOCK_MONOTONIC, &now);
  return (double)now.tv_sec * 1e3 + (double)now.tv_nsec / 1e6;
}

int main(int argc, char **argv)
{
  pid_t pid = 0;
  int status = 0;
  struct rusage used;
  if (argc < 2) return 2;
  const double began = now_ms();
  if (posix_spawnp(&pid, argv[1], NULL, NULL, argv + 1, environ) != 0) return EXIT_FAILURE;
  if (wait4(pid, &status, 0, &used) != pid) return EXIT_FAILURE;
  const double wall_ms = now_ms() - began;
  const double cpu_ms = (double)(used.ru_utime.tv_sec + used.ru_stime.tv_sec) * 1e3 +
                        (double)(used.ru_utime.tv_usec + used.ru_stime.tv_usec) / 1e3;
  (void)fprintf(stderr,
                "{\"code\": %d, \"wall_ms\": %.3f, \"cpu_ms\": %.3f, \"memory_kib\": %ld}\n",
                WIFEXITED(status) ? WEXITSTATUS(status) : 255, wall_ms, cpu_ms, used.ru_maxrss);
  return EXIT_SUCCESS;
}
