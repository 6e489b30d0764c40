/* Owns the findings of a check-up and their printing. Never looks at anything. */
#include "client/checkup.h"

#include <assert.h>
#include <jansson.h>
#include <stdio.h>

#include "client/csv.h"
#include "client/plain.h"
#include "client/screen.h"
#include "client/text.h"

void checkup_add(struct checkup *checkup, const char *name, enum finding finding, const char *text,
                 const char *remedy)
{
  assert(checkup->n < CHECKUP_MOST); /* the program has fewer checks */
  checkup->checks[checkup->n++] = (struct check){name, finding, text, remedy};
}

bool checkup_is_sound(const struct checkup *checkup)
{
  for (size_t i = 0; i < checkup->n; i++) {
    if (checkup->checks[i].finding == FINDING_BAD) return false;
  }
  return true;
}

static enum paint paint_of(enum finding finding)
{
  return finding == FINDING_GOOD ? PAINT_GOOD : finding == FINDING_BAD ? PAINT_BAD : PAINT_NONE;
}

/* A sign where signs can be shown, else a word. */
static const char *mark_of(enum finding finding)
{
  if (screen_get()->is_unicode && screen_get()->has_colour) {
    return finding == FINDING_NOTE ? "·" : screen_sign(paint_of(finding));
  }
  static const char *const words[] = {"OK  ", "FAIL", "-   "};
  return words[finding];
}

static void print_lines(const struct checkup *checkup)
{
  size_t widest = 0;
  for (size_t i = 0; i < checkup->n; i++) {
    const size_t width = plain_width(text(checkup->checks[i].name));
    if (width > widest) widest = width;
  }
  for (size_t i = 0; i < checkup->n; i++) {
    const struct check *check = &checkup->checks[i];
    const char *mark = mark_of(check->finding);
    const char *name = text(check->name);
    (void)printf("%s %s%*s  %s\n", screen_paint(checkup->arena, paint_of(check->finding), mark),
                 name, (int)(widest - plain_width(name)), "", check->text);
    if (check->remedy == NULL) continue;
    (void)printf("%*s  %s\n", (int)(plain_width(mark) + 1 + widest), "", check->remedy);
  }
}

static void print_json(const struct checkup *checkup)
{
  static const char *const words[] = {"good", "bad", "note"};
  json_t *rows = json_array();
  for (size_t i = 0; i < checkup->n; i++) {
    const struct check *check = &checkup->checks[i];
    (void)json_array_append_new(
        rows, json_pack("{s:s, s:s, s:s, s:s?}", "check", check->name, "finding",
                        words[check->finding], "text", check->text, "remedy", check->remedy));
  }
  json_t *object = json_pack("{s:b, s:o}", "sound", (int)checkup_is_sound(checkup), "rows", rows);
  (void)json_dumpf(object, stdout, JSON_INDENT(2));
  (void)putchar('\n');
  json_decref(object);
}

static void print_csv(const struct checkup *checkup)
{
  static const char *const words[] = {"good", "bad", "note"};
  (void)printf("check,finding,text,remedy\r\n");
  for (size_t i = 0; i < checkup->n; i++) {
    const struct check *check = &checkup->checks[i];
    (void)printf("%s,%s,", check->name, words[check->finding]);
    csv_cell(stdout, check->text, true);
    (void)putchar(',');
    csv_cell(stdout, check->remedy == NULL ? "" : check->remedy, true);
    (void)printf("\r\n");
  }
}

void checkup_print(const struct checkup *checkup, enum format format)
{
  switch (format) {
    case FORMAT_TABLE:
      print_lines(checkup);
      break;
    case FORMAT_JSON:
      print_json(checkup);
      break;
    case FORMAT_CSV:
      print_csv(checkup);
      break;
  }
}
