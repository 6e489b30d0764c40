/* Owns nothing: the program that prints forms. */
#include "client/print/print.h"
#include "client/program.h"

#ifdef JIEDUI_SANITIZE
/* Cairo 1.16 forgets a few bytes of each font it embeds. */
const char *__lsan_default_suppressions(void);
const char *__lsan_default_suppressions(void)
{
  return "leak:libcairo.so";
}
#endif

int main(int argc, char **argv)
{
  return program_run("jiedui-print", argc, argv, print_run);
}
