/* jiedui-authority: reads its arguments, loads the device CA, serves. Never opens a port. */
#include <getopt.h>
#include <openssl/crypto.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>

#include "server/authority/desk.h"
#include "server/authority/store.h"
#include "server/sealing/guard.h"

enum { SECURE_BYTES = 32 * 1024, SECURE_LEAST = 16 };

struct arguments {
  const char *create;
  const char *socket;
  const char *folder;
  const char *peer;
  int days;
};

static const char usage[] =
    "Usage:\n"
    "  jiedui-authority --create DIR   a new device CA: DIR/device-ca.key and DIR/device-ca.pem\n"
    "  jiedui-authority --socket PATH --authority DIR [--days N] [--peer USER]\n"
    "                                  sign keys of devices with the CA in DIR\n"
    "  jiedui-authority --version\n"
    "\n"
    "--days: how long a certificate lasts, 1 to 30, 30 if not given\n"
    "--peer: who else may connect, beside this process's own user and root\n";

/* 0 if the text is no number of days that is allowed. */
static int read_days(const char *text)
{
  char *end = NULL;
  const long days = strtol(text, &end, 10);
  return *end == '\0' && days >= 1 && days <= AUTHORITY_DAYS ? (int)days : 0;
}

static bool parse(int argc, char **argv, struct arguments *a)
{
  static const struct option options[] = {
      {"create", required_argument, NULL, 'c'}, {"socket", required_argument, NULL, 's'},
      {"authority", required_argument, NULL, 'a'}, {"days", required_argument, NULL, 'd'},
      {"peer", required_argument, NULL, 'p'}, {"version", no_argument, NULL, 'v'},
      {"help", no_argument, NULL, 'h'}, {NULL, 0, NULL, 0},
  };
  for (int c = getopt_long(argc, argv, "", options, NULL); c != -1;
       c = getopt_long(argc, argv, "", options, NULL)) {
    switch (c) {
      case 'c': a->create = optarg; break;
      case 's': a->socket = optarg; break;
      case 'a': a->folder = optarg; break;
      case 'd': a->days = read_days(optarg); break;
      case 'p': a->peer = optarg; break;
      case 'v': (void)printf("jiedui-authority %s\n", JIEDUI_VERSION); exit(EXIT_SUCCESS);
      case 'h': (void)fputs(usage, stdout); exit(EXIT_SUCCESS);
      default: return false;
    }
  }
  if (optind != argc || a->days == 0) return false;
  if (a->create != NULL) return a->socket == NULL && a->folder == NULL;
  return a->socket != NULL && a->folder != NULL;
}

static bool run(const struct arguments *a, struct error *error)
{
  if (a->create != NULL) return store_create(a->create, error);
  struct door door = {.path = a->socket};
  if (a->peer != NULL && !door_set_peer(&door, a->peer, error)) return false;
  struct authority *authority = store_load(a->folder, a->days, error);
  if (authority == NULL) return false;
  const bool served = desk_serve(&door, authority, error);
  authority_free(authority);
  return served;
}

int main(int argc, char **argv)
{
  struct arguments arguments = {.days = AUTHORITY_DAYS};
  struct error error = {0};
  guard_memory();
  (void)signal(SIGPIPE, SIG_IGN);
  if (!parse(argc, argv, &arguments)) {
    (void)fputs(usage, stderr);
    return JIEDUI__CODE__USAGE;
  }
  if (OPENSSL_init_crypto(OPENSSL_INIT_NO_LOAD_CONFIG, NULL) != 1) abort();
  /* OpenSSL keeps private numbers there: locked, so that the key never reaches the swap. */
  (void)CRYPTO_secure_malloc_init(SECURE_BYTES, SECURE_LEAST);
  if (run(&arguments, &error)) return EXIT_SUCCESS;
  (void)fprintf(stderr, "jiedui-authority: %s\n", error.text);
  return (int)error.code;
}
