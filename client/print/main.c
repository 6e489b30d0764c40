/* Owns nothing: the program that prints forms. */
#include "client/print/print.h"
#include "client/program.h"

int main(int argc, char **argv)
{
  return program_run("jiedui-print", argc, argv, print_run);
}
