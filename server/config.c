/* Owns the reading of jieduid.conf. Never opens what it names. */
#include "server/config.h"

#include <confuse.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* libconfuse reports through a callback; the first report is the one worth reading. */
static char parse_error[256];

static void on_parse_error(cfg_t *cfg, const char *format, va_list arguments)
{
  char text[160];
  if (parse_error[0] != '\0') return;
  (void)vsnprintf(text, sizeof text, format, arguments);
  (void)snprintf(parse_error, sizeof parse_error, "line %d: %s", cfg->line, text);
}

struct range {
  const char *name;
  const long *value;
  long low;
  long high;
};

static bool check_ranges(const struct config *c, const char *path, struct error *error)
{
  const struct range ranges[] = {
      {"port", &c->port, 1, 65535},
      {"pool", &c->pool, 1, 64},
      {"sessions", &c->sessions, 1, 1000000},
      {"sessions_per_address", &c->sessions_per_address, 1, 1000000},
      {"handshake_ms", &c->handshake_ms, 100, 60000},
      {"login_ms", &c->login_ms, 100, 600000},
      {"frame_ms", &c->frame_ms, 100, 60000},
      {"stall_ms", &c->stall_ms, 100, 600000},
      {"call_ms", &c->call_ms, 100, 600000},
      {"session_hours", &c->session_hours, 1, 24},
      {"drain_ms", &c->drain_ms, 0, 60000},
      {"webhook_ms", &c->webhook_ms, 100, 3600000},
      {"backup_days", &c->backup_days, 1, 3650},
  };
  for (size_t i = 0; i < sizeof ranges / sizeof *ranges; i++) {
    const struct range *r = &ranges[i];
    if (*r->value < r->low || *r->value > r->high) {
      return error_set(error, JIEDUI__CODE__INVALID, "%s: %s = %ld: must be between %ld and %ld",
                       path, r->name, *r->value, r->low, r->high);
    }
  }
  return true;
}

static bool check_texts(const struct config *c, const char *path, struct error *error)
{
  static const char *const levels[] = {"error", "warning", "info", "debug"};
  const struct {
    const char *name;
    const char *value;
  } needed[] = {{"certificate", c->certificate}, {"key", c->key}, {"device_ca", c->device_ca},
                {"database", c->database}};
  for (size_t i = 0; i < sizeof needed / sizeof *needed; i++) {
    if (needed[i].value[0] == '\0') {
      return error_set(error, JIEDUI__CODE__INVALID, "%s: %s is missing: add %s = \"…\"", path,
                       needed[i].name, needed[i].name);
    }
  }
  for (size_t i = 0; i < 3; i++) { /* the files */
    if (access(needed[i].value, R_OK) != 0) {
      return error_set(error, JIEDUI__CODE__INVALID, "%s: %s = \"%s\" cannot be read: %m", path,
                       needed[i].name, needed[i].value);
    }
  }
  for (size_t i = 0; i < sizeof levels / sizeof *levels; i++) {
    if (strcmp(levels[i], c->log_level) == 0) return true;
  }
  return error_set(error, JIEDUI__CODE__INVALID,
                   "%s: log_level = \"%s\": must be error, warning, info or debug", path,
                   c->log_level);
}

static void set_defaults(struct config *c)
{
  *c = (struct config){
      .port = 7443, .pool = 8, .sessions = 12000, .sessions_per_address = 2000,
      .handshake_ms = 5000, .login_ms = 60000, .frame_ms = 10000, .stall_ms = 30000,
      .call_ms = 60000, .session_hours = 12, .drain_ms = 10000, .backup_days = 35,
      .webhook_ms = 10000,
  };
  c->listen = strdup("127.0.0.1");
  c->certificate = strdup("");
  c->key = strdup("");
  c->database = strdup("");
  c->log_level = strdup("info");
  c->clock = strdup("");
  c->master_key = strdup("");
  c->device_ca = strdup("");
  c->authority = strdup("");
  c->erasure_ledger = strdup("");
  c->webhook_hosts = strdup("https://qyapi.weixin.qq.com https://oapi.dingtalk.com"
                            " https://open.feishu.cn");
}

/* libconfuse ends the whole program on a folder. */
static bool is_folder(const char *path)
{
  struct stat info;
  return stat(path, &info) == 0 && S_ISDIR(info.st_mode);
}

bool config_read(struct config *c, const char *path, struct error *error)
{
  set_defaults(c);
  if (is_folder(path)) {
    return error_set(error, JIEDUI__CODE__INVALID, "%s: cannot be read: Is a directory", path);
  }
  cfg_opt_t options[] = {
      CFG_SIMPLE_STR("listen", &c->listen),
      CFG_SIMPLE_INT("port", &c->port),
      CFG_SIMPLE_STR("certificate", &c->certificate),
      CFG_SIMPLE_STR("key", &c->key),
      CFG_SIMPLE_STR("database", &c->database),
      CFG_SIMPLE_INT("pool", &c->pool),
      CFG_SIMPLE_STR("log_level", &c->log_level),
      CFG_SIMPLE_STR("clock", &c->clock),
      CFG_SIMPLE_STR("master_key", &c->master_key),
      CFG_SIMPLE_STR("device_ca", &c->device_ca),
      CFG_SIMPLE_STR("authority", &c->authority),
      CFG_SIMPLE_STR("erasure_ledger", &c->erasure_ledger),
      CFG_SIMPLE_INT("backup_days", &c->backup_days),
      CFG_SIMPLE_STR("webhook_hosts", &c->webhook_hosts),
      CFG_SIMPLE_INT("webhook_ms", &c->webhook_ms),
      CFG_SIMPLE_INT("sessions", &c->sessions),
      CFG_SIMPLE_INT("sessions_per_address", &c->sessions_per_address),
      CFG_SIMPLE_INT("handshake_ms", &c->handshake_ms),
      CFG_SIMPLE_INT("login_ms", &c->login_ms),
      CFG_SIMPLE_INT("frame_ms", &c->frame_ms),
      CFG_SIMPLE_INT("stall_ms", &c->stall_ms),
      CFG_SIMPLE_INT("call_ms", &c->call_ms),
      CFG_SIMPLE_INT("session_hours", &c->session_hours),
      CFG_SIMPLE_INT("drain_ms", &c->drain_ms),
      CFG_END(),
  };
  cfg_t *cfg = cfg_init(options, CFGF_NONE);
  parse_error[0] = '\0';
  (void)cfg_set_error_function(cfg, on_parse_error);
  const int outcome = cfg_parse(cfg, path);
  (void)cfg_free(cfg);
  if (outcome == CFG_FILE_ERROR) {
    return error_set(error, JIEDUI__CODE__INVALID, "%s: cannot be read: %m", path);
  }
  if (outcome != CFG_SUCCESS) {
    return error_set(error, JIEDUI__CODE__INVALID, "%s: %s", path, parse_error);
  }
  return check_ranges(c, path, error) && check_texts(c, path, error);
}

void config_free(struct config *c)
{
  free(c->listen);
  free(c->certificate);
  free(c->key);
  free(c->database);
  free(c->log_level);
  free(c->clock);
  free(c->master_key);
  free(c->device_ca);
  free(c->authority);
  free(c->erasure_ledger);
  free(c->webhook_hosts);
  *c = (struct config){0};
}
