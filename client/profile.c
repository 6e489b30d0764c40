/* Owns the profiles' files. Never connects. */
#include "client/profile.h"

#include <confuse.h>
#include <dirent.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "client/cause.h"
#include "client/folder.h"
#include "client/machine.h"
#include "client/text.h"

static const char fallback[] = "default"; /* the profile's name when client.conf names none */

static char parse_fault[200]; /* libconfuse tells its callback alone */

static void on_fault(cfg_t *config, const char *format, va_list arguments)
{
  const int used = snprintf(parse_fault, sizeof parse_fault, "%d: ", config->line);
  (void)vsnprintf(parse_fault + used, sizeof parse_fault - (size_t)used, format, arguments);
}

/* NULL when there is no such file or, with `error`, when it cannot be understood. */
static cfg_t *parse(const char *path, cfg_opt_t *options, struct error *error)
{
  cfg_t *config = cfg_init(options, CFGF_NONE);
  (void)cfg_set_error_function(config, on_fault);
  errno = 0;
  const int result = cfg_parse(config, path);
  if (result == CFG_SUCCESS) return config;
  if (result == CFG_PARSE_ERROR) {
    (void)error_set(error, JIEDUI__CODE__LOCAL, text("Cannot understand %s, line %s."), path,
                    parse_fault);
  } else {
    (void)error_set(error, JIEDUI__CODE__LOCAL,
                    text("Cannot read %s: %s: check its name and permissions."), path,
                    cause_text(errno));
  }
  cfg_free(config);
  return NULL;
}

bool profile_is_name(const char *name)
{
  static const char allowed[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789._-";
  const size_t length = strlen(name);
  return length > 0 && length < 64 && name[0] != '.' && strspn(name, allowed) == length;
}

static char *file_of(struct arena *arena, const char *name, struct error *error)
{
  return folder_path(arena, FOLDER_CONFIG, arena_printf(arena, "profiles/%s.conf", name), error);
}

const char *profile_default(struct arena *arena, struct error *error)
{
  const char *path = folder_path(arena, FOLDER_CONFIG, "client.conf", error);
  if (path == NULL) return NULL;
  if (access(path, F_OK) != 0) return fallback;
  cfg_opt_t options[] = {CFG_STR("profile", fallback, CFGF_NONE), CFG_END()};
  cfg_t *config = parse(path, options, error);
  if (config == NULL) return NULL;
  const char *name = arena_strdup(arena, cfg_getstr(config, "profile"));
  cfg_free(config);
  return name;
}

static const char *take(struct arena *arena, cfg_t *config, const char *key)
{
  const char *value = cfg_getstr(config, key);
  return value == NULL || value[0] == '\0' ? NULL : arena_strdup(arena, value);
}

static bool fill(struct arena *arena, cfg_t *config, const char *path, struct profile *profile,
                 struct error *error)
{
  profile->host = take(arena, config, "host");
  profile->port = cfg_getint(config, "port");
  profile->ca = take(arena, config, "ca");
  profile->server_name = take(arena, config, "server_name");
  profile->account = take(arena, config, "account");
  profile->device = take(arena, config, "device");
  if (profile->server_name == NULL) profile->server_name = profile->host;
  if (profile->host == NULL || profile->ca == NULL) {
    return error_set(error, JIEDUI__CODE__LOCAL, text("%s lacks %s: write it into the file."), path,
                     profile->host == NULL ? "host" : "ca");
  }
  if (profile->port < 1 || profile->port > 65535) {
    return error_set(error, JIEDUI__CODE__LOCAL, text("%s: the port is 1 to 65535, not %ld."), path,
                     profile->port);
  }
  if (profile->device != NULL && !profile_is_name(profile->device)) {
    return error_set(error, JIEDUI__CODE__LOCAL,
                     text("%s: device = \"%s\" cannot be a name: use letters, digits, . - and _."),
                     path, profile->device);
  }
  if (profile->ca[0] != '/') { /* beside the profile, so that the folder can be copied */
    profile->ca =
        arena_printf(arena, "%.*s/%s", (int)(strrchr(path, '/') - path), path, profile->ca);
  }
  if (profile->device == NULL) profile->device = machine_name(arena, profile->ca);
  return true;
}

bool profile_load(struct arena *arena, const char *name, struct profile *profile,
                  struct error *error)
{
  if (name == NULL) name = profile_default(arena, error);
  if (name == NULL) return false;
  if (!profile_is_name(name)) {
    return error_set(error, JIEDUI__CODE__USAGE,
                     text("\"%s\" cannot be a profile's name: use letters, digits, . - and _."),
                     name);
  }
  const char *path = file_of(arena, name, error);
  if (path == NULL) return false;
  if (access(path, F_OK) != 0) {
    return error_set(error, JIEDUI__CODE__LOCAL,
                     text("There is no profile \"%s\". Make it with `jiedui profile add %s --host "
                          "HOST --port PORT --ca FILE`, or choose one with --profile."),
                     name, name);
  }
  cfg_opt_t options[] = {
      CFG_STR("host", NULL, CFGF_NONE),    CFG_INT("port", 0, CFGF_NONE),
      CFG_STR("ca", NULL, CFGF_NONE),      CFG_STR("server_name", NULL, CFGF_NONE),
      CFG_STR("account", NULL, CFGF_NONE), CFG_STR("device", NULL, CFGF_NONE), CFG_END()};
  cfg_t *config = parse(path, options, error);
  if (config == NULL) return false;
  *profile = (struct profile){.name = arena_strdup(arena, name)};
  const bool filled = fill(arena, config, path, profile, error);
  cfg_free(config);
  return filled;
}

/* key = "value", its quotes and backslashes escaped; "" for no value. */
static const char *line(struct arena *arena, const char *key, const char *value)
{
  if (value == NULL) return "";
  char *escaped = arena_alloc(arena, 2 * strlen(value) + 1);
  char *out = escaped;
  for (const char *c = value; *c != '\0'; c++) {
    if (*c == '"' || *c == '\\') *out++ = '\\';
    *out++ = *c;
  }
  return arena_printf(arena, "%s = \"%s\"\n", key, escaped);
}

static bool make_default(struct arena *arena, const char *name, struct error *error)
{
  const char *path = folder_path(arena, FOLDER_CONFIG, "client.conf", error);
  if (path == NULL) return false;
  if (access(path, F_OK) == 0) return true;
  const char *content = line(arena, "profile", name);
  return folder_write(path, content, strlen(content), error);
}

bool profile_save(struct arena *arena, const struct profile *profile, struct error *error)
{
  const char *path = file_of(arena, profile->name, error);
  if (path == NULL) return false;
  const char *content =
      arena_printf(arena, "%sport = %ld\n%s%s%s%s", line(arena, "host", profile->host),
                   profile->port, line(arena, "ca", profile->ca),
                   line(arena, "server_name", profile->server_name),
                   line(arena, "account", profile->account),
                   line(arena, "device", profile->device));
  return folder_write(path, content, strlen(content), error) &&
         make_default(arena, profile->name, error);
}

static int compare(const void *a, const void *b)
{
  return strcmp(*(const char *const *)a, *(const char *const *)b);
}

char **profile_names(struct arena *arena, struct error *error)
{
  enum { MOST = 1000 };
  const char *path = folder_path(arena, FOLDER_CONFIG, "profiles", error);
  if (path == NULL) return NULL;
  char **names = arena_alloc(arena, (MOST + 1) * sizeof *names);
  DIR *folder = opendir(path);
  size_t n = 0;
  for (struct dirent *entry; folder != NULL && n < MOST && (entry = readdir(folder)) != NULL;) {
    const size_t length = strlen(entry->d_name);
    if (length < 6 || strcmp(entry->d_name + length - 5, ".conf") != 0) continue;
    char *name = arena_printf(arena, "%.*s", (int)length - 5, entry->d_name);
    if (profile_is_name(name)) names[n++] = name;
  }
  if (folder != NULL) (void)closedir(folder);
  qsort(names, n, sizeof *names, compare);
  return names;
}
