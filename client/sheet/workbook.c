/* Owns the way from an archive to its sheet. Never reads a cell. */
#include "client/sheet/workbook.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "client/sheet/xml.h"
#include "client/text.h"

enum { SHEETS_MAX = 256, TARGETS_MAX = 1024, PATH_LONGEST = 512 };

/* A relationship of the part that is read: what it is called there, of what kind, and where to. */
struct target {
  const char *id;
  const char *type; /* the last word of its address */
  const char *part; /* NULL when it is outside the archive */
};

struct sheet {
  const char *name;
  const char *id; /* of its relationship */
  bool is_hidden;
};

struct finding {
  struct archive *archive;
  struct arena *arena;
  const char *folder; /* that targets are relative to, with a '/' at its end, or "" */
  struct target targets[TARGETS_MAX];
  size_t n_targets;
  struct sheet sheets[SHEETS_MAX];
  size_t n_sheets;
  bool is_1904;
};

static bool refuse_kind(const struct archive *archive, struct error *error)
{
  return error_set(error, JIEDUI__CODE__INVALID,
                   text("%s is no .xlsx workbook: save it as .xlsx or as CSV UTF-8."),
                   archive->path);
}

/* "../a" and "./a" below a folder, and "/a", as the archive calls them; NULL if too long. */
static const char *resolve(struct arena *arena, const char *folder, const char *target)
{
  char path[PATH_LONGEST];
  int length = target[0] == '/' ? 0 : snprintf(path, sizeof path, "%s", folder);
  target += target[0] == '/' ? 1 : 0;
  while (strncmp(target, "../", 3) == 0 || strncmp(target, "./", 2) == 0) {
    const bool up = target[1] == '.';
    target += up ? 3 : 2;
    if (!up || length == 0) continue;
    length--;
    while (length > 0 && path[length - 1] != '/') length--;
  }
  if (length < 0 || (size_t)length + strlen(target) >= sizeof path) return NULL;
  return arena_printf(arena, "%.*s%s", length, path, target);
}

static bool on_relationship(void *data, const char *name, const char *const *attributes)
{
  struct finding *finding = data;
  if (strcmp(name, "Relationship") != 0) return true;
  const char *id = xml_attribute(attributes, "Id");
  const char *type = xml_attribute(attributes, "Type");
  const char *target = xml_attribute(attributes, "Target");
  const char *mode = xml_attribute(attributes, "TargetMode");
  if (id == NULL || type == NULL || target == NULL) return true;
  if (finding->n_targets == TARGETS_MAX) return false;
  const char *slash = strrchr(type, '/');
  const bool outside = mode != NULL && strcmp(mode, "External") == 0;
  finding->targets[finding->n_targets++] = (struct target){
      arena_strdup(finding->arena, id),
      arena_strdup(finding->arena, slash == NULL ? type : slash + 1),
      outside ? NULL : resolve(finding->arena, finding->folder, target)};
  return true;
}

/* The part of the first relationship of that kind inside the archive, or NULL. */
static const char *find_type(const struct finding *finding, const char *type)
{
  for (size_t i = 0; i < finding->n_targets; i++) {
    const struct target *target = &finding->targets[i];
    if (target->part != NULL && strcmp(target->type, type) == 0 &&
        archive_has(finding->archive, target->part)) {
      return target->part;
    }
  }
  return NULL;
}

/* The sheet's part; charts and macros have sheets too. */
static const char *find_sheet(const struct finding *finding, const char *id)
{
  for (size_t i = 0; id != NULL && i < finding->n_targets; i++) {
    const struct target *target = &finding->targets[i];
    if (strcmp(target->id, id) != 0) continue;
    const bool is_sheet = target->part != NULL && strcmp(target->type, "worksheet") == 0;
    return is_sheet && archive_has(finding->archive, target->part) ? target->part : NULL;
  }
  return NULL;
}

static bool is_true(const char *word)
{
  return word != NULL && (strcmp(word, "1") == 0 || strcmp(word, "true") == 0);
}

static bool on_workbook(void *data, const char *name, const char *const *attributes)
{
  struct finding *finding = data;
  if (strcmp(name, "workbookPr") == 0) {
    finding->is_1904 = is_true(xml_attribute(attributes, "date1904"));
  }
  if (strcmp(name, "sheet") != 0) return true;
  const char *title = xml_attribute(attributes, "name");
  const char *state = xml_attribute(attributes, "state");
  const char *id = xml_relationship(attributes);
  if (title == NULL || id == NULL) return true;
  if (finding->n_sheets == SHEETS_MAX) return false;
  finding->sheets[finding->n_sheets++] =
      (struct sheet){arena_strdup(finding->arena, title), arena_strdup(finding->arena, id),
                     state != NULL && strcmp(state, "visible") != 0};
  return true;
}

/* The relationships of a part: xl/workbook.xml has them in xl/_rels/workbook.xml.rels. */
static bool read_relationships(struct finding *finding, const char *part, struct error *error)
{
  bool stopped = false;
  const char *slash = strrchr(part, '/');
  const char *file = slash == NULL ? part : slash + 1;
  finding->folder = arena_printf(finding->arena, "%.*s", (int)(file - part), part);
  finding->n_targets = 0;
  const struct xml_handler handler = {.data = finding, .on_start = on_relationship};
  const char *path = arena_printf(finding->arena, "%s_rels/%s.rels", finding->folder, file);
  if (!archive_has(finding->archive, path)) return refuse_kind(finding->archive, error);
  return xml_read(finding->archive, path, &handler, &stopped, error);
}

bool workbook_is_notes(const char *name)
{
  return strcmp(name, "Notes") == 0 || strcmp(name, "说明") == 0;
}

static const char *list_sheets(const struct finding *finding)
{
  const char *list = "";
  for (size_t i = 0; i < finding->n_sheets; i++) {
    list = arena_printf(finding->arena, "%s%s%s", list, i == 0 ? "" : ", ",
                        finding->sheets[i].name);
  }
  return list;
}

static bool choose(const struct finding *finding, struct workbook *workbook, const char *wanted,
                   struct error *error)
{
  for (size_t i = 0; i < finding->n_sheets; i++) {
    const struct sheet *sheet = &finding->sheets[i];
    const char *part = find_sheet(finding, sheet->id);
    const bool fits = wanted == NULL ? !sheet->is_hidden && !workbook_is_notes(sheet->name)
                                     : strcmp(sheet->name, wanted) == 0;
    if (part == NULL || !fits) continue;
    workbook->sheet = part;
    workbook->name = sheet->name;
    return true;
  }
  if (wanted == NULL) {
    return error_set(error, JIEDUI__CODE__INVALID,
                     text("%s has no sheet that is shown: name one of %s with --sheet."),
                     finding->archive->path, list_sheets(finding));
  }
  return error_set(error, JIEDUI__CODE__INVALID,
                   text("%s has no sheet \"%s\". Its sheets are: %s."), finding->archive->path,
                   wanted, list_sheets(finding));
}

static bool find(struct finding *finding, struct workbook *workbook, const char *wanted,
                 struct error *error)
{
  bool stopped = false;
  if (!read_relationships(finding, "", error)) return false;
  const char *book = find_type(finding, "officeDocument");
  if (book == NULL) return refuse_kind(finding->archive, error);
  const struct xml_handler handler = {.data = finding, .on_start = on_workbook};
  if (!xml_read(finding->archive, book, &handler, &stopped, error)) return false;
  if (finding->n_sheets == 0) return refuse_kind(finding->archive, error);
  if (!read_relationships(finding, book, error)) return false;
  workbook->strings = find_type(finding, "sharedStrings");
  workbook->styles = find_type(finding, "styles");
  workbook->is_1904 = finding->is_1904;
  return choose(finding, workbook, wanted, error);
}

bool workbook_read(struct workbook *workbook, struct archive *archive, struct arena *arena,
                   const char *wanted, struct error *error)
{
  *workbook = (struct workbook){0};
  struct finding *finding = calloc(1, sizeof *finding);
  if (finding == NULL) abort();
  finding->archive = archive;
  finding->arena = arena;
  const bool found = find(finding, workbook, wanted, error);
  free(finding);
  return found;
}
