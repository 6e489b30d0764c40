/* Owns the checks of the machine itself. Never connects, never changes anything. */
#include <dirent.h>
#include <errno.h>
#include <ftw.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <unistd.h>

#include "client/cause.h"
#include "client/doctor.h"
#include "client/folder.h"
#include "client/helper.h"
#include "client/screen.h"
#include "client/text.h"

enum { ROOM_MIB = 100, NARROW = 80, OPEN_FOLDERS = 16 };

/* The nearest folder above that exists, since the first use makes the rest. */
static char *nearest(struct arena *arena, const char *path)
{
  char *folder = arena_strdup(arena, path);
  for (char *slash = strrchr(folder, '/'); slash != NULL && slash != folder;
       slash = strrchr(folder, '/')) {
    if (access(folder, F_OK) == 0) break;
    *slash = '\0';
  }
  return folder;
}

static void check_room(struct checkup *checkup, const char *folder)
{
  struct statvfs room;
  if (statvfs(folder, &room) != 0) return;
  const unsigned long long mib = (unsigned long long)room.f_bavail * room.f_frsize >> 20;
  const bool enough = mib >= ROOM_MIB;
  checkup_add(checkup, TEXT_LATER("disk"), enough ? FINDING_GOOD : FINDING_BAD,
              arena_printf(checkup->arena, text("%llu MiB free below %s"), mib, folder),
              enough ? NULL : text("Make room: sessions and downloads are written there."));
}

/* A file with a key or session that others may read. */
static const char *find_open(struct arena *arena, const char *folder, const char *end)
{
  const char *open = NULL;
  DIR *files = opendir(folder);
  for (struct dirent *entry; files != NULL && open == NULL && (entry = readdir(files)) != NULL;) {
    struct stat about;
    const size_t length = strlen(entry->d_name);
    if (length < strlen(end) || strcmp(entry->d_name + length - strlen(end), end) != 0) continue;
    const char *path = arena_printf(arena, "%s/%s", folder, entry->d_name);
    if (stat(path, &about) == 0 && S_ISREG(about.st_mode) && (about.st_mode & 077) != 0) {
      open = path;
    }
  }
  if (files != NULL) (void)closedir(files);
  return open;
}

/* One of the user's folders, and that what is secret in it is its owner's alone. */
static const char *check_folder(struct checkup *checkup, const char *name, const char *path,
                                const char *end)
{
  struct arena *arena = checkup->arena;
  const char *there = nearest(arena, path);
  const char *open = find_open(arena, path, end);
  if (access(there, W_OK | X_OK) != 0) {
    checkup_add(checkup, name, FINDING_BAD,
                arena_printf(arena, text("%s cannot be written: %s"), there, cause_text(errno)),
                text("Give the folder back to its user, or make the disk writable."));
  } else if (open != NULL) {
    checkup_add(checkup, name, FINDING_BAD,
                arena_printf(arena, text("%s can be read by others"), open),
                arena_printf(arena, text("Close it: chmod 600 '%s'."), open));
  } else {
    checkup_add(checkup, name, FINDING_GOOD, there, NULL);
  }
  return there;
}

static void check_folders(struct checkup *checkup)
{
  struct error error;
  const char *machines = folder_path(checkup->arena, FOLDER_CONFIG, "machines", &error);
  const char *sessions = folder_path(checkup->arena, FOLDER_STATE, "", &error);
  if (machines == NULL || sessions == NULL) {
    checkup_add(checkup, TEXT_LATER("keys"), FINDING_BAD, arena_strdup(checkup->arena, error.text),
                NULL);
    return;
  }
  sessions = arena_printf(checkup->arena, "%.*s", (int)strlen(sessions) - 1, sessions);
  (void)check_folder(checkup, TEXT_LATER("keys"), machines, ".key");
  check_room(checkup, check_folder(checkup, TEXT_LATER("sessions"), sessions, ".session"));
}

static bool font_found; /* nftw hands its callback no data */

static int on_file(const char *path, const struct stat *about, int kind, struct FTW *walk)
{
  (void)about;
  if (kind != FTW_F) return 0;
  const char *name = path + walk->base;
  font_found = strncmp(name, "NotoSansCJK", 11) == 0 || strncmp(name, "NotoSerifCJK", 12) == 0;
  return font_found ? 1 : 0;
}

static bool has_font(struct arena *arena)
{
  const char *home = getenv("HOME");
  const char *const places[] = {
      "/usr/share/fonts", "/usr/local/share/fonts",
      home == NULL ? "" : arena_printf(arena, "%s/.local/share/fonts", home)};
  font_found = false;
  for (size_t i = 0; i < sizeof places / sizeof places[0] && !font_found; i++) {
    if (places[i][0] != '\0') (void)nftw(places[i], on_file, OPEN_FOLDERS, FTW_PHYS);
  }
  return font_found;
}

/* Forms are laid out with them; without jiedui-print nobody misses them. */
static void check_fonts(struct checkup *checkup, bool prints)
{
  if (has_font(checkup->arena)) {
    checkup_add(checkup, TEXT_LATER("fonts"), FINDING_GOOD, "Noto CJK", NULL);
    return;
  }
  checkup_add(checkup, TEXT_LATER("fonts"), prints ? FINDING_BAD : FINDING_NOTE,
              text("Noto CJK is not installed"),
              text("Printed forms need it: install the package fonts-noto-cjk."));
}

static bool check_programs(struct checkup *checkup)
{
  static const char *const programs[] = {"jiedui-sheet", "jiedui-print", "jiedui-report"};
  struct error error;
  const char *there = "";
  const char *missing = "";
  bool prints = false;
  for (size_t i = 0; i < sizeof programs / sizeof programs[0]; i++) {
    const bool found = helper_find(checkup->arena, programs[i], &error) != NULL;
    const char **list = found ? &there : &missing;
    *list = arena_printf(checkup->arena, "%s%s%s", *list, **list == '\0' ? "" : ", ", programs[i]);
    prints = prints || (found && strcmp(programs[i], "jiedui-print") == 0);
  }
  if (missing[0] == '\0') {
    checkup_add(checkup, TEXT_LATER("programs"), FINDING_GOOD, there, NULL);
  } else {
    checkup_add(checkup, TEXT_LATER("programs"), FINDING_NOTE,
                arena_printf(checkup->arena, text("not installed: %s"), missing),
                text("Workbooks, forms and reports need them: install the package jiedui-tools."));
  }
  return prints;
}

static void check_characters(struct checkup *checkup)
{
  if (text_is_utf8()) {
    checkup_add(checkup, TEXT_LATER("characters"), FINDING_GOOD, "UTF-8", NULL);
  } else {
    checkup_add(checkup, TEXT_LATER("characters"), FINDING_BAD,
                text("The locale's characters are not UTF-8"),
                text("Set LANG=zh_CN.UTF-8 or LANG=C.UTF-8, so that names are shown."));
  }
  const struct screen *screen = screen_get();
  if (!screen->is_terminal) return;
  const bool wide = screen->columns >= NARROW;
  checkup_add(checkup, TEXT_LATER("terminal"), wide ? FINDING_GOOD : FINDING_NOTE,
              arena_printf(checkup->arena, text("%zu columns"), screen->columns),
              wide ? NULL : text("Tables are wrapped; 80 columns or more show them whole."));
}

void doctor_machine(struct checkup *checkup)
{
  check_folders(checkup);
  check_characters(checkup);
  check_fonts(checkup, check_programs(checkup));
}
