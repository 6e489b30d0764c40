/* Owns the way of long text to the terminal. Never changes the text. */
#include "client/pager.h"

#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#include "client/plain.h"
#include "client/screen.h"

/* What a person chose: "" or "cat" is none at all. */
static const char *pager_command(void)
{
  const char *chosen = getenv("PAGER");
  if (chosen == NULL) chosen = "less";
  return chosen[0] == '\0' || strcmp(chosen, "cat") == 0 ? NULL : chosen;
}

void pager_begin(struct pager *pager, const struct options *options)
{
  *pager = (struct pager){-1, -1};
  if (options->no_pager || !screen_get()->is_terminal || pager_command() == NULL) return;
  if (fflush(stdout) != 0) return;
  pager->memory = memfd_create("jiedui-page", MFD_CLOEXEC);
  pager->kept = pager->memory < 0 ? -1 : dup(STDOUT_FILENO);
  if (pager->kept < 0 || dup2(pager->memory, STDOUT_FILENO) < 0) {
    if (pager->memory >= 0) (void)close(pager->memory);
    if (pager->kept >= 0) (void)close(pager->kept);
    pager->kept = -1;
  }
}

/* A line's columns without the terminal's sequences. */
static size_t shown_width(char *line)
{
  char *to = line;
  for (const char *from = line; *from != '\0';) {
    if (from[0] == '\x1b' && from[1] == '[') {
      from += strcspn(from, "m");
      from += *from == '\0' ? 0 : 1;
    } else {
      *to++ = *from++;
    }
  }
  *to = '\0';
  return plain_width(line);
}

/* Whether the text takes more lines than the screen has, long ones counted as they wrap. */
static bool is_long(int memory)
{
  const struct screen *screen = screen_get();
  FILE *text = fdopen(dup(memory), "r");
  char *line = NULL;
  size_t room = 0;
  size_t lines = 1; /* the prompt that follows */
  if (text == NULL) return false;
  rewind(text);
  while (lines <= screen->lines && getline(&line, &room, text) > 0) {
    line[strcspn(line, "\n")] = '\0';
    const size_t width = shown_width(line);
    lines += width == 0 ? 1 : (width + screen->columns - 1) / screen->columns;
  }
  free(line);
  (void)fclose(text);
  return lines > screen->lines;
}

static bool run_pager(int memory)
{
  int status = 0;
  const pid_t child = fork();
  if (child < 0) return false;
  if (child == 0) {
    (void)setenv("LESS", "FRX", 0);
    (void)setenv("LESSCHARSET", "utf-8", 0);
    if (dup2(memory, STDIN_FILENO) >= 0) {
      (void)execl("/bin/sh", "sh", "-c", pager_command(), (char *)NULL);
    }
    _exit(127);
  }
  /* Ctrl-C is the pager's while it runs. */
  void (*before)(int) = signal(SIGINT, SIG_IGN);
  while (waitpid(child, &status, 0) < 0 && errno == EINTR) continue;
  (void)signal(SIGINT, before);
  return !WIFEXITED(status) || WEXITSTATUS(status) < 126;
}

/* As it is; what cannot be written is standard output's own fault, found at its next flush. */
static void copy(int memory)
{
  char bytes[16384];
  for (ssize_t n = read(memory, bytes, sizeof bytes); n > 0;
       n = read(memory, bytes, sizeof bytes)) {
    for (ssize_t done = 0; done < n;) {
      const ssize_t written = write(STDOUT_FILENO, bytes + done, (size_t)(n - done));
      if (written < 0 && errno != EINTR) return;
      done += written < 0 ? 0 : written;
    }
  }
}

void pager_end(struct pager *pager)
{
  if (pager->kept < 0) return;
  (void)fflush(stdout);
  (void)dup2(pager->kept, STDOUT_FILENO);
  (void)close(pager->kept);
  const bool paged =
      is_long(pager->memory) && lseek(pager->memory, 0, SEEK_SET) == 0 && run_pager(pager->memory);
  if (!paged && lseek(pager->memory, 0, SEEK_SET) == 0) copy(pager->memory);
  (void)close(pager->memory);
  pager->kept = -1;
}
