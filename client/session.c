/* Owns the session files. Never logs in. */
#include "client/session.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "client/cause.h"
#include "client/folder.h"
#include "client/text.h"

static char *file_of(struct arena *arena, const char *profile, struct error *error)
{
  return folder_path(arena, FOLDER_STATE, arena_printf(arena, "%s.session", profile), error);
}

static bool parse(const char *hex, uint8_t session[SESSION_BYTES])
{
  if (strspn(hex, "0123456789abcdef") < 2 * (size_t)SESSION_BYTES) return false;
  for (size_t i = 0; i < SESSION_BYTES; i++) {
    unsigned byte = 0;
    if (sscanf(hex + 2 * i, "%2x", &byte) != 1) return false;
    session[i] = (uint8_t)byte;
  }
  return true;
}

bool session_load(struct arena *arena, const char *profile, uint8_t session[SESSION_BYTES],
                  struct error *error)
{
  char hex[2 * SESSION_BYTES + 2] = "";
  const char *path = file_of(arena, profile, error);
  if (path == NULL) return false;
  FILE *file = fopen(path, "re");
  if (file == NULL && errno != ENOENT) {
    return error_set(error, JIEDUI__CODE__LOCAL,
                     text("Cannot read %s: %s: check its name and permissions."), path,
                     cause_text(errno));
  }
  const bool found = file != NULL && fgets(hex, sizeof hex, file) != NULL && parse(hex, session);
  if (file != NULL) (void)fclose(file);
  if (found) return true;
  return error_set(error, JIEDUI__CODE__UNAUTHENTICATED,
                   text("Profile \"%s\" is not logged in: `jiedui --profile %s login --account "
                        "NAME`."),
                   profile, profile);
}

bool session_save(struct arena *arena, const char *profile, const uint8_t session[SESSION_BYTES],
                  const char *account, struct error *error)
{
  char hex[2 * SESSION_BYTES + 1];
  for (size_t i = 0; i < SESSION_BYTES; i++) {
    (void)snprintf(hex + 2 * i, 3, "%02x", session[i]);
  }
  const char *content = arena_printf(arena, "%s\n%s\n", hex, account);
  const char *path = file_of(arena, profile, error);
  return path != NULL && folder_write(path, content, strlen(content), error);
}

const char *session_account(struct arena *arena, const char *profile)
{
  char line[256] = "";
  struct error ignored;
  const char *path = file_of(arena, profile, &ignored);
  FILE *file = path == NULL ? NULL : fopen(path, "re");
  if (file == NULL) return NULL;
  const bool found = fgets(line, sizeof line, file) != NULL && /* the session itself */
                     fgets(line, sizeof line, file) != NULL;
  (void)fclose(file);
  line[strcspn(line, "\n")] = '\0';
  return found && line[0] != '\0' ? arena_strdup(arena, line) : NULL;
}

void session_forget(struct arena *arena, const char *profile)
{
  struct error ignored;
  const char *path = file_of(arena, profile, &ignored);
  if (path != NULL) (void)unlink(path);
}
