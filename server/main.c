/* jieduid: reads its arguments, checks everything, starts the parts, stops them on SIGTERM. */
#include <getopt.h>
#include <signal.h>
#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "common/log.h"
#include "server/administrator.h"
#include "server/daemon.h"
#include "server/sealing/guard.h"
#include "server/sealing/keyring.h"

enum action { ACTION_SERVE, ACTION_CHECK_CONFIG, ACTION_MIGRATE, ACTION_ADMINISTRATOR,
              ACTION_DEVICE, ACTION_KEY };

struct arguments {
  enum action action;
  const char *config;
  const char *database;
  const char *account;
  const char *device;
  const char *key;
};

static const char usage[] =
    "Usage:\n"
    "  jieduid --config FILE                  serve\n"
    "  jieduid --config FILE --check-config   check the file and say what is wrong\n"
    "  jieduid --migrate --database CONNINFO  bring the schema to this version\n"
    "  jieduid --create-administrator NAME --password-stdin --database CONNINFO\n"
    "                                         the district's first account\n"
    "  jieduid --device-token NAME --database CONNINFO\n"
    "                                         a token for the district's first machine\n"
    "  jieduid --create-key FILE              a master key, for master_key = FILE\n"
    "  jieduid --version\n";

static bool parse(int argc, char **argv, struct arguments *a)
{
  static const struct option options[] = {
      {"config", required_argument, NULL, 'c'},
      {"check-config", no_argument, NULL, 'k'},
      {"migrate", no_argument, NULL, 'm'},
      {"create-administrator", required_argument, NULL, 'a'},
      {"device-token", required_argument, NULL, 't'},
      {"password-stdin", no_argument, NULL, 'p'},
      {"database", required_argument, NULL, 'd'},
      {"create-key", required_argument, NULL, 'y'},
      {"version", no_argument, NULL, 'v'},
      {"help", no_argument, NULL, 'h'},
      {NULL, 0, NULL, 0},
  };
  for (int c = getopt_long(argc, argv, "", options, NULL); c != -1;
       c = getopt_long(argc, argv, "", options, NULL)) {
    switch (c) {
      case 'c': a->config = optarg; break;
      case 'k': a->action = ACTION_CHECK_CONFIG; break;
      case 'm': a->action = ACTION_MIGRATE; break;
      case 'a': a->action = ACTION_ADMINISTRATOR; a->account = optarg; break;
      case 't': a->action = ACTION_DEVICE; a->device = optarg; break;
      case 'p': break; /* said for the reader of scripts: there is no other way */
      case 'd': a->database = optarg; break;
      case 'y': a->action = ACTION_KEY; a->key = optarg; break;
      case 'v': (void)printf("jieduid %s\n", JIEDUI_VERSION); exit(EXIT_SUCCESS);
      case 'h': (void)fputs(usage, stdout); exit(EXIT_SUCCESS);
      default: return false;
    }
  }
  if (a->action == ACTION_KEY) return optind == argc;
  const bool local = a->action == ACTION_MIGRATE || a->action == ACTION_ADMINISTRATOR ||
                     a->action == ACTION_DEVICE;
  return optind == argc && (local ? a->database != NULL : a->config != NULL);
}

static bool run(const struct arguments *a, struct error *error)
{
  switch (a->action) {
    case ACTION_SERVE: return daemon_serve(a->config, error);
    case ACTION_CHECK_CONFIG: return daemon_check_config(a->config, error);
    case ACTION_KEY: return keyring_create(a->key, error);
    case ACTION_MIGRATE: return administrator_migrate(a->database, error);
    case ACTION_DEVICE: return administrator_device_token(a->database, a->device, error);
    case ACTION_ADMINISTRATOR: return administrator_create(a->database, a->account, error);
  }
  return false;
}

int main(int argc, char **argv)
{
  struct arguments arguments = {.action = ACTION_SERVE};
  struct error error = {0};
  guard_memory();
  (void)signal(SIGPIPE, SIG_IGN);
  if (!parse(argc, argv, &arguments)) {
    (void)fputs(usage, stderr);
    return JIEDUI__CODE__USAGE;
  }
  if (sodium_init() < 0) abort();
  if (run(&arguments, &error)) return EXIT_SUCCESS;
  (void)fprintf(stderr, "jieduid: %s\n", error.text);
  return error.code == JIEDUI__CODE__OK ? EXIT_FAILURE : (int)error.code;
}
